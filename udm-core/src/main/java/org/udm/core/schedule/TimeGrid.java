package org.udm.core.schedule;

import java.util.Arrays;

/**
 * The times that a sampler visits, strictly decreasing.
 *
 * <pre>{@code
 * TimeGrid.uniform(4); // 1, 0.75, 0.5, 0.25, 0
 * }</pre>
 */
public final class TimeGrid {
  private final double[] times;

  private TimeGrid(double[] times) {
    this.times = times;
  }

  /**
   * Returns the grid 1, 1 - 1/steps, ..., 0.
   *
   * @param steps the number of steps, at least 1
   * @return the grid of {@code steps + 1} times
   * @throws IllegalArgumentException if there is no step
   */
  public static TimeGrid uniform(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a time grid of " + steps + " steps: at least 1 is needed");
    }
    double[] times = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      times[i] = (double) (steps - i) / steps;
    }
    return new TimeGrid(times);
  }

  /**
   * Returns a grid of given times.
   *
   * @param times at least two times in [0, 1], strictly decreasing
   * @return the grid
   * @throws IllegalArgumentException if the times leave [0, 1] or do not decrease
   */
  public static TimeGrid of(double... times) {
    if (times.length < 2) {
      throw new IllegalArgumentException(
          "a time grid of " + times.length + " times: at least 2 are needed");
    }
    for (int i = 0; i < times.length; i++) {
      Ranges.requireTime(times[i]);
      if (i > 0 && !(times[i] < times[i - 1])) {
        throw new IllegalArgumentException(
            "a time grid goes from %s to %s at entry %d: it must decrease"
                .formatted(times[i - 1], times[i], i));
      }
    }
    return new TimeGrid(times.clone());
  }

  /**
   * Returns the number of steps.
   *
   * @return one less than the number of times
   */
  public int steps() {
    return times.length - 1;
  }

  /**
   * Returns one time.
   *
   * @param i its place, in [0, steps]
   * @return the time in [0, 1]
   */
  public double at(int i) {
    return times[i];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeGrid grid && Arrays.equals(times, grid.times);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(times);
  }

  @Override
  public String toString() {
    return "TimeGrid" + Arrays.toString(times);
  }
}

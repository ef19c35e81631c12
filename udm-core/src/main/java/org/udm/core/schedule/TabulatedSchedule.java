package org.udm.core.schedule;

import java.util.Arrays;

/**
 * A schedule given by its values at t = 0, 1/T, ..., 1, and by straight lines between them: the
 * schedule of a process in T discrete steps.
 */
public final class TabulatedSchedule implements Schedule {
  private final double[] alpha; // [T + 1], strictly decreasing, alpha[0] = 1

  private TabulatedSchedule(double[] alpha) {
    this.alpha = alpha;
  }

  /**
   * Returns the schedule through the given values.
   *
   * @param alpha values at t = 0, 1/T, ..., 1, [T + 1], strictly decreasing from 1 to at least 0
   * @return the schedule
   * @throws IllegalArgumentException if the table does not start at 1, does not decrease, or leaves
   *     [0, 1]
   */
  public static TabulatedSchedule of(double... alpha) {
    if (alpha.length < 2) {
      throw new IllegalArgumentException(
          "a tabulated schedule of " + alpha.length + " values: it needs at least 2 (T + 1)");
    }
    if (alpha[0] != 1) {
      throw new IllegalArgumentException(
          "a tabulated schedule starts at " + alpha[0] + ": alpha_0 must be 1, nothing corrupted");
    }
    for (int i = 1; i < alpha.length; i++) {
      if (!(alpha[i] < alpha[i - 1])) {
        throw new IllegalArgumentException(
            "a tabulated schedule has %s at entry %d after %s: it must decrease"
                .formatted(alpha[i], i, alpha[i - 1]));
      }
    }
    Ranges.requireValue(alpha[alpha.length - 1], 0);
    return new TabulatedSchedule(alpha.clone());
  }

  /**
   * Returns the number of discrete steps T.
   *
   * @return T, at least 1
   */
  public int steps() {
    return alpha.length - 1;
  }

  /** The table's interval that holds time t. */
  private int interval(double t) {
    return Math.min(steps() - 1, (int) (Ranges.requireTime(t) * steps()));
  }

  @Override
  public double at(double t) {
    int i = interval(t);
    double part = t * steps() - i;
    return part == 1 ? alpha[i + 1] : alpha[i] + part * (alpha[i + 1] - alpha[i]);
  }

  @Override
  public double derivative(double t) {
    int i = interval(t);
    return (alpha[i + 1] - alpha[i]) * steps();
  }

  @Override
  public double inverse(double value) {
    Ranges.requireValue(value, alpha[steps()]);
    int low = 0; // alpha[low] >= value >= alpha[high]
    int high = steps();
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (alpha[middle] >= value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + (alpha[low] - value) / (alpha[low] - alpha[high])) / steps();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TabulatedSchedule table && Arrays.equals(alpha, table.alpha);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(alpha);
  }

  @Override
  public String toString() {
    return "tabulated(T = " + steps() + ")";
  }
}

package org.udm.core;

import java.util.Arrays;

/**
 * One time in [0, 1] for each row of a batch; 0 is clean, 1 is the prior.
 *
 * <pre>{@code
 * Times t = Times.all(16, 0.5);
 * }</pre>
 */
public final class Times {
  private final double[] values;

  private Times(double[] values) {
    for (double t : values) {
      if (!(t >= 0 && t <= 1)) {
        throw new IllegalArgumentException("time " + t + " is outside [0, 1]");
      }
    }
    this.values = values;
  }

  /**
   * Returns the given times, one per row.
   *
   * @param t times in [0, 1], [B]
   * @return the times
   * @throws IllegalArgumentException if a time is outside [0, 1] or not a number
   */
  public static Times of(double... t) {
    return new Times(t.clone());
  }

  /**
   * Returns the same time for every row.
   *
   * @param rows the number of rows B, at least 0
   * @param t the time in [0, 1]
   * @return the times, [B]
   * @throws IllegalArgumentException if the time is outside [0, 1] or not a number
   */
  public static Times all(int rows, double t) {
    double[] values = new double[rows];
    Arrays.fill(values, t);
    return new Times(values);
  }

  /**
   * Returns the number of rows B.
   *
   * @return the number of rows
   */
  public int rows() {
    return values.length;
  }

  /**
   * Returns the time of one row.
   *
   * @param row the row, in [0, B)
   * @return its time in [0, 1]
   */
  public double at(int row) {
    return values[row];
  }

  /**
   * Returns the times whose entry i is entry {@code index[i]} of these.
   *
   * @param index row numbers, each in [0, B)
   * @return times of {@code index.length} rows
   */
  public Times gather(int... index) {
    double[] chosen = new double[index.length];
    for (int i = 0; i < index.length; i++) {
      chosen[i] = values[index[i]];
    }
    return new Times(chosen);
  }

  /**
   * Returns the times as an array of its own.
   *
   * @return the times, [B]
   */
  public double[] toArray() {
    return values.clone();
  }

  /**
   * Requires one time for each row of a batch.
   *
   * @param batch the batch
   * @return these times
   * @throws IllegalArgumentException if the numbers of rows differ
   */
  public Times forRowsOf(Batch<?> batch) {
    if (batch.rows() != rows()) {
      throw new IllegalArgumentException(
          "%d times for a batch of %d rows: give one time per row (Times.all repeats one)"
              .formatted(rows(), batch.rows()));
    }
    return this;
  }

  /**
   * Requires these times s to lie before other times t, row by row: s &lt; t.
   *
   * @param t the later times, [B]
   * @return these times
   * @throws IllegalArgumentException if a row has s &gt;= t or the numbers of rows differ
   */
  public Times before(Times t) {
    if (t.rows() != rows()) {
      throw new IllegalArgumentException(
          "%d times s and %d times t: give one of each per row".formatted(rows(), t.rows()));
    }
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] < t.values[i])) {
        throw new IllegalArgumentException(
            "row %d asks for a reverse step from t = %s to s = %s: s must be smaller than t"
                .formatted(i, t.values[i], values[i]));
      }
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Times times && Arrays.equals(values, times.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Times" + Arrays.toString(values);
  }
}

package org.udm.core.train;

import java.util.Arrays;

/** The range [smallest, 1] that all time laws draw from. */
final class TimeRange {
  private TimeRange() {}

  static double requireSmallest(double smallest) {
    if (!(smallest >= 0 && smallest < 1)) {
      throw new IllegalArgumentException(
          "smallest training time " + smallest + " is outside [0, 1)");
    }
    return smallest;
  }

  /** Maps u in [0, 1) onto [smallest, 1). */
  static double stretch(double smallest, double u) {
    return smallest + (1 - smallest) * u;
  }

  static double[] ones(int rows) {
    double[] ones = new double[rows];
    Arrays.fill(ones, 1);
    return ones;
  }

  static void requireState(double[] state, int length) {
    if (state.length != length) {
      throw new IllegalArgumentException(
          "a time law's state of %d numbers where this law has %d: the run was started with another time law or another number of bins"
              .formatted(state.length, length));
    }
  }
}

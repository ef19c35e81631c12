package org.udm.continuous.gaussian;

/** The checks of arguments that all paths share. */
final class Ranges {
  /** A ratio computed at t = 1 and handed back may miss r_1 by a few units in the last place. */
  private static final double ROUNDING = 1e-9;

  private Ranges() {}

  static double requireTime(double t) {
    if (!(t >= 0 && t <= 1)) {
      throw new IllegalArgumentException("time " + t + " is outside [0, 1]");
    }
    return t;
  }

  /** Requires a ratio of the path; cuts off what rounding added. */
  static double requireRatio(double ratio, double largest) {
    if (!(ratio >= 0 && ratio <= largest * (1 + ROUNDING))) {
      throw new IllegalArgumentException(
          "noise-to-signal ratio %s is outside [0, %s], the range of this path"
              .formatted(ratio, largest));
    }
    return Math.min(ratio, largest);
  }

  static double requirePositive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " is " + value + ": it must be positive and finite");
    }
    return value;
  }
}

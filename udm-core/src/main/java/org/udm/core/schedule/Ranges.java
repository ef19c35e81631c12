package org.udm.core.schedule;

/** The checks of arguments that all schedules share. */
final class Ranges {
  private Ranges() {}

  static double requireTime(double t) {
    if (!(t >= 0 && t <= 1)) {
      throw new IllegalArgumentException("time " + t + " is outside [0, 1]");
    }
    return t;
  }

  static double requireValue(double alpha, double smallest) {
    if (!(alpha >= smallest && alpha <= 1)) {
      throw new IllegalArgumentException(
          "schedule value " + alpha + " is outside [" + smallest + ", 1]");
    }
    return alpha;
  }
}

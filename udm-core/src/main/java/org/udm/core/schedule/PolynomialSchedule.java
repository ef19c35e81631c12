package org.udm.core.schedule;

/**
 * The polynomial schedule {@code alpha_t = 1 - t^w}; w = 1 is the linear one.
 *
 * <p>Source: Shi et al., "Simplified and generalized masked diffusion" (MD4), 2024, table 4.
 */
public final class PolynomialSchedule implements Schedule {
  private final double power;

  private PolynomialSchedule(double power) {
    this.power = power;
  }

  /**
   * Returns the linear schedule {@code alpha_t = 1 - t}.
   *
   * @return the schedule
   */
  public static PolynomialSchedule linear() {
    return new PolynomialSchedule(1);
  }

  /**
   * Returns the schedule {@code 1 - t^power}.
   *
   * @param power the exponent w, positive
   * @return the schedule
   * @throws IllegalArgumentException if the exponent is not positive and finite
   */
  public static PolynomialSchedule of(double power) {
    if (!(power > 0 && power < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "polynomial schedule with power " + power + ": it must be positive and finite");
    }
    return new PolynomialSchedule(power);
  }

  @Override
  public double at(double t) {
    return 1 - Math.pow(Ranges.requireTime(t), power);
  }

  @Override
  public double derivative(double t) {
    return -power * Math.pow(Ranges.requireTime(t), power - 1);
  }

  @Override
  public double inverse(double alpha) {
    return Math.pow(1 - Ranges.requireValue(alpha, 0), 1 / power);
  }

  @Override
  public String toString() {
    return power == 1 ? "linear" : "polynomial(" + power + ")";
  }
}

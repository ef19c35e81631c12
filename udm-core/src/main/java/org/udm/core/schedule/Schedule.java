package org.udm.core.schedule;

/**
 * A signal schedule alpha_t: decreasing on [0, 1] from alpha_0 = 1, the clean end, towards 0. It
 * may rest in between ({@link PlateauSchedule}); the others fall strictly.
 *
 * <p>For masking it is the probability that a token is kept; for a Gaussian corruption the
 * coefficient of x_0.
 */
public interface Schedule {

  /**
   * Returns alpha_t.
   *
   * @param t the time in [0, 1]
   * @return alpha_t in [0, 1]
   */
  double at(double t);

  /**
   * Returns d alpha_t / dt.
   *
   * @param t the time in [0, 1]
   * @return the derivative, at most 0; one-sided at the ends and at a table's points
   */
  double derivative(double t);

  /**
   * Returns the time at which the schedule has a given value.
   *
   * @param alpha a value in [alpha_1, 1]
   * @return t in [0, 1] with {@code at(t) = alpha}
   * @throws IllegalArgumentException if the value is outside [alpha_1, 1]
   */
  double inverse(double alpha);
}

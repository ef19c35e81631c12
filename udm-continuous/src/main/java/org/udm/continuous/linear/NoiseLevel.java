package org.udm.continuous.linear;

/** The standard deviation of the noise at time t, the same for all coefficients. */
@FunctionalInterface
public interface NoiseLevel {

  /**
   * Returns the level.
   *
   * @param t the time in [0, 1]
   * @return sigma_t, at least 0, not decreasing in t; 0 at t = 0
   */
  double at(double t);

  /**
   * Returns the same level at every time above 0, as for the noise of an observation.
   *
   * @param sigma the standard deviation, positive
   * @return the levels
   * @throws IllegalArgumentException if it is not positive and finite
   */
  static NoiseLevel constant(double sigma) {
    double level = requirePositive(sigma);
    return t -> t == 0 ? 0 : level;
  }

  /**
   * Returns {@code sigma_t = largest t}.
   *
   * @param largest the standard deviation at t = 1, positive
   * @return the levels
   * @throws IllegalArgumentException if it is not positive and finite
   */
  static NoiseLevel linear(double largest) {
    double level = requirePositive(largest);
    return t -> level * t;
  }

  private static double requirePositive(double sigma) {
    if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "noise level "
              + sigma
              + ": it must be positive and finite; a corruption without noise is a ColdDegradation");
    }
    return sigma;
  }
}

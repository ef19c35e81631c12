package org.udm.continuous.gaussian;

/**
 * The variance w of a Gaussian reverse step without x_0, {@code p(x_s | x_t) = N(kernel's mean at
 * E[x_0 | x_t], w I)}.
 *
 * <p>It is not the variance v of the kernel p(x_s | x_t, x_0): not knowing x_0 adds to it. Only for
 * a drawn x_0 are the two one.
 */
public enum StepVariance {
  /** w = v, DDPM's "fixed small" for its posterior: right if x_0 is certain. */
  SMALL,
  /**
   * w = beta_{t|s}, DDPM's "fixed large": right for the posterior if x_0 ~ N(0, I) and alpha_t^2 +
   * sigma_t^2 = 1. As a kernel's v it would break the marginal identity.
   */
  LARGE,
  /**
   * {@code w = v + c^2 Var(x_0 | x_t)}, c the kernel's coefficient of x_0: the best there is.
   *
   * <p>Source: Bao et al., "Analytic-DPM: an analytic estimate of the optimal reverse variance in
   * diffusion probabilistic models", 2022, theorem 1.
   */
  OPTIMAL;

  /**
   * Returns w.
   *
   * @param kernel the reverse kernel
   * @param t the time in (0, 1]
   * @param s the earlier time, in [0, t)
   * @param x0Variance the mean of Var(x_0^n | x_t) over the elements n, at least 0; used by {@link
   *     #OPTIMAL} alone
   * @return the variance of an element of x_s
   * @throws IllegalArgumentException if it is used and is negative or not finite
   */
  public double at(GaussianKernel kernel, double t, double s, double x0Variance) {
    GaussianKernel.Coefficients c = kernel.coefficients(t, s);
    return switch (this) {
      case SMALL -> c.noise() * c.noise();
      case LARGE -> kernel.path().addedVariance(t, s);
      case OPTIMAL -> {
        if (!(x0Variance >= 0 && x0Variance < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "Var(x_0 | x_t) is %s at t = %s: it must be finite and not negative"
                  .formatted(x0Variance, t));
        }
        yield c.noise() * c.noise() + c.x0() * c.x0() * x0Variance;
      }
    };
  }
}

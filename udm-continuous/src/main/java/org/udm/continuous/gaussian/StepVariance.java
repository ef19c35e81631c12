package org.udm.continuous.gaussian;

import java.util.function.DoubleUnaryOperator;

/**
 * The variance w of a Gaussian reverse step without x_0, {@code p(x_s | x_t) = N(kernel's mean at
 * E[x_0 | x_t], w)}, for one element.
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
   * {@code w = v + c^2 Var(x_0 | x_t)}, c the kernel's coefficient of x_0 and the variance averaged
   * over the elements of a row: the best there is among w I.
   *
   * <p>Source: Bao et al., "Analytic-DPM: an analytic estimate of the optimal reverse variance in
   * diffusion probabilistic models", 2022, theorem 1.
   */
  OPTIMAL,
  /**
   * The same with the variance of every element of its own: the best there is among diagonal
   * covariances.
   *
   * <p>Source: Bao et al., "Estimating the optimal covariance with imperfect mean in diffusion
   * probabilistic models", 2022.
   */
  OPTIMAL_DIAGONAL,
  /**
   * {@code log w = u log beta_{t|s} + (1 - u) log v} with a learned u. At s = 0, where v = 0, w is
   * beta_{t|s} whatever u; the paper's code takes there the v of the step before.
   *
   * <p>Source: Nichol and Dhariwal, "Improved denoising diffusion probabilistic models", 2021,
   * equation 15, whose v is this u.
   */
  LEARNED;

  /**
   * Returns w as a function of what a belief says: nothing for {@link #SMALL} and {@link #LARGE},
   * Var(x_0 | x_t) for the optimal ones, u for {@link #LEARNED}.
   *
   * @param kernel the reverse kernel; of a variance above 0 for {@code LEARNED} at s &gt; 0
   * @param t the time in (0, 1]
   * @param s the earlier time, in [0, t)
   * @return from what is said to the variance of an element of x_s; it refuses a variance that is
   *     negative and what is not finite
   * @throws IllegalArgumentException if {@code LEARNED} has no lower bound
   */
  public DoubleUnaryOperator between(GaussianKernel kernel, double t, double s) {
    GaussianKernel.Coefficients c = kernel.coefficients(t, s);
    double small = c.noise() * c.noise();
    double large = kernel.path().addedVariance(t, s);
    return switch (this) {
      case SMALL -> said -> small;
      case LARGE -> said -> large;
      case OPTIMAL, OPTIMAL_DIAGONAL -> said -> small + c.x0() * c.x0() * requireVariance(said, t);
      case LEARNED -> {
        if (s == 0) {
          yield said -> large;
        }
        if (small == 0) {
          throw new IllegalArgumentException(
              "a learned variance between 0 and beta from t = %s to s = %s: take a kernel of positive variance (DDIM with eta > 0, or DDPM)"
                  .formatted(t, s));
        }
        yield said -> small * Math.pow(large / small, requireFinite(said, t));
      }
    };
  }

  private static double requireVariance(double said, double t) {
    if (!(said >= 0 && said < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Var(x_0 | x_t) is %s at t = %s: it must be finite and not negative".formatted(said, t));
    }
    return said;
  }

  private static double requireFinite(double said, double t) {
    if (!Double.isFinite(said)) {
      throw new IllegalArgumentException(
          "the interpolation of the variance is %s at t = %s: it must be finite"
              .formatted(said, t));
    }
    return said;
  }

  /**
   * Returns w.
   *
   * @param kernel the reverse kernel
   * @param t the time in (0, 1]
   * @param s the earlier time, in [0, t)
   * @param said what a belief says; see {@link #between}
   * @return the variance of an element of x_s
   * @throws IllegalArgumentException if what is said is used and out of range
   */
  public double at(GaussianKernel kernel, double t, double s, double said) {
    return between(kernel, t, s).applyAsDouble(said);
  }
}

package org.udm.continuous.gaussian;

/**
 * The coefficients of {@code x_t = alpha_t x_0 + sigma_t eps} as functions of the time.
 *
 * <p>At t = 0 the state is clean, alpha_0 = 1 and sigma_0 = 0 exactly; the noise-to-signal ratio
 * {@code r_t = sigma_t / alpha_t} increases strictly. The same marginals are those of the
 * stochastic differential equation {@code dx = (alpha'_t / alpha_t) x dt + g_t dw}, {@code g_t^2 =
 * (sigma_t^2)' - 2 (alpha'_t / alpha_t) sigma_t^2}.
 *
 * <p>Sources: Song et al., "Score-based generative modeling through stochastic differential
 * equations", 2021, section 3.4; Kingma et al., "Variational diffusion models", 2021, section 3.
 */
public interface GaussianPath {

  /**
   * Returns alpha_t, the coefficient of x_0.
   *
   * @param t the time in [0, 1]
   * @return alpha_t in [0, 1]; 0 at t = 1 only, if at all
   */
  double alpha(double t);

  /**
   * Returns sigma_t, the standard deviation of the noise.
   *
   * @param t the time in [0, 1]
   * @return sigma_t, at least 0; 0 at t = 0 only
   */
  double sigma(double t);

  /**
   * Returns d alpha_t / dt.
   *
   * @param t the time in [0, 1]
   * @return the derivative, at most 0; from the right at a table's points
   */
  double alphaDerivative(double t);

  /**
   * Returns d sigma_t / dt.
   *
   * @param t the time in [0, 1]
   * @return the derivative; infinite at t = 0 where sigma_t grows like the square root of t
   */
  double sigmaDerivative(double t);

  /**
   * Returns g_t^2, the rate at which the stochastic differential equation adds variance.
   *
   * @param t the time in [0, 1]
   * @return g_t^2, at least 0; infinite at t = 1 where alpha_1 = 0
   */
  double diffusion(double t);

  /**
   * Returns the time with a given noise-to-signal ratio.
   *
   * @param ratio r in [0, r_1], infinite where alpha_1 = 0
   * @return t in [0, 1] with {@code ratio(t) = r}
   * @throws IllegalArgumentException if the ratio is outside [0, r_1] by more than rounding
   */
  double timeOfRatio(double ratio);

  /**
   * Returns r_t = sigma_t / alpha_t, EDM's sigma.
   *
   * @param t the time in [0, 1]
   * @return the noise-to-signal ratio; infinite where alpha_t = 0
   */
  default double ratio(double t) {
    return sigma(t) / alpha(t);
  }

  /**
   * Returns the log signal-to-noise ratio, {@code log(alpha_t^2 / sigma_t^2)}; DPM-Solver's lambda
   * is half of it.
   *
   * @param t the time in [0, 1]
   * @return the log-SNR in nats; infinite at t = 0, and negative infinite where alpha_t = 0
   */
  default double logSnr(double t) {
    return -2 * Math.log(ratio(t));
  }

  /**
   * Returns the time with a given log-SNR.
   *
   * @param logSnr at least the log-SNR at t = 1
   * @return t in [0, 1]
   * @throws IllegalArgumentException if the log-SNR is below that of t = 1 by more than rounding
   */
  default double timeOfLogSnr(double logSnr) {
    return timeOfRatio(Math.exp(-0.5 * logSnr));
  }

  /**
   * Returns beta_{t|s}, the variance that the step from s to t adds: {@code x_t | x_s ~ N(alpha_t /
   * alpha_s x_s, beta_{t|s})}.
   *
   * @param t the time in (0, 1]
   * @param s the earlier time, in [0, t)
   * @return {@code sigma_t^2 - (alpha_t / alpha_s)^2 sigma_s^2}
   * @throws IllegalArgumentException if s &gt;= t
   */
  default double addedVariance(double t, double s) {
    if (!(s < t)) {
      throw new IllegalArgumentException(
          "a step between t = %s and s = %s: s must be smaller than t".formatted(t, s));
    }
    double kept = alpha(t) / alpha(s) * sigma(s);
    return (sigma(t) - kept) * (sigma(t) + kept);
  }
}

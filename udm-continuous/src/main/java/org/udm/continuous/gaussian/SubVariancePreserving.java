package org.udm.continuous.gaussian;

/**
 * The sub-VP path, whose variance stays below the variance-preserving one,
 *
 * <pre>
 * alpha_t = exp(-B(t) / 2),   sigma_t = 1 - exp(-B(t)),   B(t) = beta_0 t + (beta_1 - beta_0) t^2 / 2
 * dx = -beta(t) x / 2 dt + sqrt(beta(t) (1 - exp(-2 B(t)))) dw
 * </pre>
 *
 * <p>Source: Song et al., "Score-based generative modeling through stochastic differential
 * equations", 2021, section 3.4 and appendices B and C.
 */
public final class SubVariancePreserving implements GaussianPath {
  private final LinearRate beta;

  private SubVariancePreserving(LinearRate beta) {
    this.beta = beta;
  }

  /**
   * Returns the paper's path, beta from 0.1 to 20.
   *
   * @return the path
   */
  public static SubVariancePreserving standard() {
    return linear(0.1, 20);
  }

  /**
   * Returns the path of a linear rate.
   *
   * @param first beta at t = 0, positive
   * @param last beta at t = 1, at least {@code first}
   * @return the path
   * @throws IllegalArgumentException if the rate is not positive, decreases or is not finite
   */
  public static SubVariancePreserving linear(double first, double last) {
    return new SubVariancePreserving(new LinearRate(first, last));
  }

  @Override
  public double alpha(double t) {
    return Math.exp(-0.5 * beta.integral(t));
  }

  @Override
  public double sigma(double t) {
    return -Math.expm1(-beta.integral(t));
  }

  @Override
  public double alphaDerivative(double t) {
    return -0.5 * beta.at(t) * alpha(t);
  }

  @Override
  public double sigmaDerivative(double t) {
    return beta.at(t) * Math.exp(-beta.integral(t));
  }

  @Override
  public double diffusion(double t) {
    return -beta.at(t) * Math.expm1(-2 * beta.integral(t));
  }

  @Override
  public double timeOfRatio(double ratio) {
    // r = exp(B / 2) - exp(-B / 2) = 2 sinh(B / 2), so that exp(B / 2) = r / 2 + sqrt(1 + r^2 / 4)
    double half = 0.5 * Ranges.requireRatio(ratio, ratio(1));
    return beta.timeOfIntegral(2 * Math.log1p(half + half * half / (1 + Math.hypot(1, half))));
  }

  @Override
  public String toString() {
    return "sub-vp(" + beta.first() + ", " + beta.last() + ")";
  }
}

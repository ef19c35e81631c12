package org.udm.continuous.gaussian;

/**
 * The variance-preserving path with a linear rate, the VP-SDE,
 *
 * <pre>
 * alpha_t = exp(-B(t) / 2),   sigma_t^2 = 1 - exp(-B(t)),   B(t) = beta_0 t + (beta_1 - beta_0) t^2 / 2
 * dx = -beta(t) x / 2 dt + sqrt(beta(t)) dw
 * </pre>
 *
 * <p>Source: Song et al., "Score-based generative modeling through stochastic differential
 * equations", 2021, section 3.4 and appendices B and C.
 */
public final class VariancePreserving implements GaussianPath {
  private final LinearRate beta;

  private VariancePreserving(LinearRate beta) {
    this.beta = beta;
  }

  /**
   * Returns the paper's path, beta from 0.1 to 20.
   *
   * @return the path
   */
  public static VariancePreserving standard() {
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
  public static VariancePreserving linear(double first, double last) {
    return new VariancePreserving(new LinearRate(first, last));
  }

  @Override
  public double alpha(double t) {
    return Math.exp(-0.5 * beta.integral(t));
  }

  @Override
  public double sigma(double t) {
    return Math.sqrt(-Math.expm1(-beta.integral(t)));
  }

  @Override
  public double alphaDerivative(double t) {
    return -0.5 * beta.at(t) * alpha(t);
  }

  @Override
  public double sigmaDerivative(double t) {
    return 0.5 * beta.at(t) * Math.exp(-beta.integral(t)) / sigma(t);
  }

  @Override
  public double diffusion(double t) {
    return beta.at(t);
  }

  @Override
  public double timeOfRatio(double ratio) {
    double r = Ranges.requireRatio(ratio, ratio(1));
    return beta.timeOfIntegral(Math.log1p(r * r)); // r^2 = exp(B) - 1
  }

  @Override
  public String toString() {
    return "vp(" + beta.first() + ", " + beta.last() + ")";
  }
}

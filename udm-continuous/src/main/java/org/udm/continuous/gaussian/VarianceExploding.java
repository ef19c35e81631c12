package org.udm.continuous.gaussian;

/**
 * The variance-exploding path, the VE-SDE {@code dx = sqrt(d m_t^2 / dt) dw} with {@code m_t = m_0
 * (m_1 / m_0)^t}, started from the clean state:
 *
 * <pre>alpha_t = 1,   sigma_t^2 = m_t^2 - m_0^2.</pre>
 *
 * <p>The paper's implementation adds the smallest noise m_0 to the data and writes sigma_t = m_t;
 * here t = 0 is clean, as everywhere, and sigma_t is the solution of the same equation. The two
 * agree but near t = 0.
 *
 * <p>Source: Song et al., "Score-based generative modeling through stochastic differential
 * equations", 2021, section 3.4 and appendix C.
 */
public final class VarianceExploding implements GaussianPath {
  private final double smallest;
  private final double logRange;

  private VarianceExploding(double smallest, double logRange) {
    this.smallest = smallest;
    this.logRange = logRange;
  }

  /**
   * Returns the path of a geometric sequence of noise.
   *
   * @param smallest m_0, positive; 0.01 for images in [0, 1]
   * @param largest m_1, above m_0; about the largest distance between two data items
   * @return the path
   * @throws IllegalArgumentException if the noise is not positive and increasing
   */
  public static VarianceExploding geometric(double smallest, double largest) {
    Ranges.requirePositive("the smallest noise", smallest);
    if (!(largest > smallest && largest < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "variance-exploding noise from %s to %s: it must increase and be finite"
              .formatted(smallest, largest));
    }
    return new VarianceExploding(smallest, Math.log(largest / smallest));
  }

  @Override
  public double alpha(double t) {
    Ranges.requireTime(t);
    return 1;
  }

  @Override
  public double sigma(double t) {
    return smallest * Math.sqrt(Math.expm1(2 * logRange * Ranges.requireTime(t)));
  }

  @Override
  public double alphaDerivative(double t) {
    Ranges.requireTime(t);
    return 0;
  }

  @Override
  public double sigmaDerivative(double t) {
    return 0.5 * diffusion(t) / sigma(t);
  }

  @Override
  public double diffusion(double t) {
    return 2 * logRange * smallest * smallest * Math.exp(2 * logRange * Ranges.requireTime(t));
  }

  @Override
  public double timeOfRatio(double ratio) {
    double r = Ranges.requireRatio(ratio, ratio(1)) / smallest;
    return Math.min(1, Math.log1p(r * r) / (2 * logRange));
  }

  @Override
  public String toString() {
    return "ve(" + smallest + ", " + smallest * Math.exp(logRange) + ")";
  }
}

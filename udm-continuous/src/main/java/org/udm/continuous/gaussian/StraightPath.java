package org.udm.continuous.gaussian;

/**
 * The paths whose coefficients are straight lines in time.
 *
 * <pre>
 * rectified flow   alpha_t = 1 - t,   sigma_t = t
 * EDM              alpha_t = 1,       sigma_t = t sigma_max
 * </pre>
 *
 * <p>EDM's own time runs to sigma_max = 80; here it is divided by sigma_max. Its sigma_min is no
 * part of the path: it is the last time above 0 of the Karras time grid.
 *
 * <p>Sources: Liu et al., "Flow straight and fast: learning to generate and transfer data with
 * rectified flow", 2023; Karras et al., "Elucidating the design space of diffusion-based generative
 * models" (EDM), 2022, table 1.
 */
public final class StraightPath implements GaussianPath {
  private final double end; // alpha_1: 0 or 1
  private final double largest; // sigma_1

  private StraightPath(double end, double largest) {
    this.end = end;
    this.largest = largest;
  }

  /**
   * Returns the path of rectified flow, the straight line from x_0 to eps.
   *
   * @return the path
   */
  public static StraightPath rectifiedFlow() {
    return new StraightPath(0, 1);
  }

  /**
   * Returns EDM's path.
   *
   * @param largest sigma_max, positive; the paper takes 80
   * @return the path
   * @throws IllegalArgumentException if sigma_max is not positive and finite
   */
  public static StraightPath edm(double largest) {
    return new StraightPath(1, Ranges.requirePositive("sigma_max", largest));
  }

  @Override
  public double alpha(double t) {
    Ranges.requireTime(t);
    return end == 1 ? 1 : 1 - t;
  }

  @Override
  public double sigma(double t) {
    return Ranges.requireTime(t) * largest;
  }

  @Override
  public double alphaDerivative(double t) {
    Ranges.requireTime(t);
    return end - 1;
  }

  @Override
  public double sigmaDerivative(double t) {
    Ranges.requireTime(t);
    return largest;
  }

  @Override
  public double diffusion(double t) {
    // 2 sigma sigma' - 2 (alpha' / alpha) sigma^2 = 2 sigma (sigma' alpha - alpha' sigma) / alpha,
    // whose bracket is sigma_1 for both paths
    return 2 * sigma(t) * largest / alpha(t);
  }

  @Override
  public double timeOfRatio(double ratio) {
    double r = Ranges.requireRatio(ratio, ratio(1));
    if (end == 1) {
      return r / largest;
    }
    return r == Double.POSITIVE_INFINITY ? 1 : r / (1 + r);
  }

  @Override
  public String toString() {
    return end == 1 ? "edm(" + largest + ")" : "rectified-flow";
  }
}

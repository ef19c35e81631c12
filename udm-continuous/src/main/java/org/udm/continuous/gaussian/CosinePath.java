package org.udm.continuous.gaussian;

/**
 * The variance-preserving cosine path {@code alpha_t = cos(u_t) / cos(u_0)}, {@code u_t = (t + o) /
 * (1 + o) pi / 2}; alpha_1 = 0.
 *
 * <p>Source: Nichol and Dhariwal, "Improved denoising diffusion probabilistic models", 2021,
 * section 3.2, in continuous time and without their cut of beta at 0.999.
 */
public final class CosinePath implements GaussianPath {
  private final double offset;
  private final double first; // u_0
  private final double speed; // du / dt

  private CosinePath(double offset) {
    this.offset = offset;
    this.speed = 0.5 * Math.PI / (1 + offset);
    this.first = offset * speed;
  }

  /**
   * Returns the paper's path, of offset 0.008.
   *
   * @return the path
   */
  public static CosinePath standard() {
    return withOffset(0.008); // so that sqrt(beta) at t = 0 is just below a pixel's bin of 1/127.5
  }

  /**
   * Returns the path of an offset; 0 is the quarter turn alpha_t = cos(pi t / 2).
   *
   * @param offset o in [0, 1)
   * @return the path
   * @throws IllegalArgumentException if the offset is outside [0, 1)
   */
  public static CosinePath withOffset(double offset) {
    if (!(offset >= 0 && offset < 1)) {
      throw new IllegalArgumentException("cosine offset " + offset + " is outside [0, 1)");
    }
    return new CosinePath(offset);
  }

  @Override
  public double alpha(double t) {
    // the sine of the complement is 1 at t = 0 and 0 at t = 1, exactly
    return Math.sin((1 - Ranges.requireTime(t)) * speed) / Math.sin(speed);
  }

  @Override
  public double sigma(double t) {
    // cos^2(u_0) - cos^2(u_t) = sin(u_t - u_0) sin(u_t + u_0)
    double turned = Ranges.requireTime(t) * speed;
    return Math.sqrt(Math.sin(turned) * Math.sin(turned + 2 * first)) / Math.cos(first);
  }

  @Override
  public double alphaDerivative(double t) {
    return -speed * Math.sin(Ranges.requireTime(t) * speed + first) / Math.cos(first);
  }

  @Override
  public double sigmaDerivative(double t) {
    // alpha^2 + sigma^2 = 1; at t = 0 it is finite for offset 0 alone
    return t == 0 && offset == 0 ? speed : -alpha(t) * alphaDerivative(t) / sigma(t);
  }

  @Override
  public double diffusion(double t) {
    return -2 * alphaDerivative(t) / alpha(t);
  }

  @Override
  public double timeOfRatio(double ratio) {
    double r = Ranges.requireRatio(ratio, Double.POSITIVE_INFINITY);
    double sine = Math.hypot(r, Math.sin(first)); // of u_t, times sqrt(1 + r^2)
    double turned = Math.atan2(sine, Math.cos(first)) - first;
    return Math.min(1, Math.max(0, turned / speed));
  }

  @Override
  public String toString() {
    return "cosine(" + offset + ")";
  }
}

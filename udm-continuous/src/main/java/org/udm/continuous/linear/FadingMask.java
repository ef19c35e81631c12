package org.udm.continuous.linear;

import java.util.Arrays;

/**
 * A fading mask: an image vanishes from its middle outwards,
 *
 * <pre>a_t = 1 - exp(-(r^2 + 1/4) / (2 w_t^2)),   w_t = w t / (1 - t),</pre>
 *
 * <p>r being a pixel's distance from the middle; the quarter keeps the middle itself from vanishing
 * at once. At t = 1 nothing of the image is left.
 *
 * <p>Source: a continuous-time form of the Gaussian masks of Bansal et al., "Cold diffusion", 2022,
 * on inpainting.
 */
public final class FadingMask implements Spectrum {
  private final PixelBasis basis;
  private final double width;
  private final NoiseLevel level;

  private FadingMask(PixelBasis basis, double width, NoiseLevel level) {
    this.basis = basis;
    this.width = width;
    this.level = level;
  }

  /**
   * Returns a fading mask with noise.
   *
   * @param basis the pixels
   * @param width w, the width of the mask at t = 1/2 in pixels, positive
   * @param level how much noise is added
   * @return the spectrum
   * @throws IllegalArgumentException if the width is not positive and finite
   */
  public static FadingMask of(PixelBasis basis, double width, NoiseLevel level) {
    if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "mask width " + width + ": it must be positive and finite");
    }
    return new FadingMask(basis, width, level);
  }

  @Override
  public Basis basis() {
    return basis;
  }

  @Override
  public double[] signal(double t) {
    double[] a = new double[basis.size()];
    // (1 - t) / (w t), infinite at t = 0: there exp(-infinity) = 0 leaves everything
    double inverse = (1 - t) / (width * t);
    Arrays.setAll(
        a, k -> -Math.expm1(-(basis.squaredDistanceFromMiddle(k) + 0.25) * inverse * inverse / 2));
    return a;
  }

  @Override
  public double[] noise(double t) {
    double[] sigma = new double[basis.size()];
    Arrays.fill(sigma, level.at(t));
    return sigma;
  }
}

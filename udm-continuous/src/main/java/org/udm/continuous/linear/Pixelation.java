package org.udm.continuous.linear;

import java.util.Arrays;

/**
 * Pixelation: the details of an image fade level by level, the finest first,
 *
 * <pre>a_t = 1 for averages,   clamp(l - L t, 0, 1) for details of level l = 1, ..., L.</pre>
 *
 * <p>At t = l / L every pixel is the mean of its block of 2^l by 2^l, apart from noise. The block
 * means of the last level never fade: take the prior from data ({@link DataPrior}).
 *
 * <p>Source: a linear fade in the place of the steps of Bansal et al., "Cold diffusion", 2022, on
 * super-resolution.
 */
public final class Pixelation implements Spectrum {
  private final HaarBasis basis;
  private final NoiseLevel level;

  private Pixelation(HaarBasis basis, NoiseLevel level) {
    this.basis = basis;
    this.level = level;
  }

  /**
   * Returns pixelation with noise.
   *
   * @param basis the Haar basis of the images; its levels give the largest block
   * @param level how much noise is added
   * @return the spectrum
   */
  public static Pixelation of(HaarBasis basis, NoiseLevel level) {
    return new Pixelation(basis, level);
  }

  @Override
  public Basis basis() {
    return basis;
  }

  @Override
  public double[] signal(double t) {
    double[] a = new double[basis.size()];
    double faded = t * basis.levels();
    Arrays.setAll(
        a,
        k ->
            basis.level(k) > basis.levels() ? 1 : Math.min(1, Math.max(0, basis.level(k) - faded)));
    return a;
  }

  @Override
  public double[] noise(double t) {
    double[] sigma = new double[basis.size()];
    Arrays.fill(sigma, level.at(t));
    return sigma;
  }
}

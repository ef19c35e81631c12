package org.udm.continuous.linear;

import java.util.Arrays;

/**
 * Blur with noise: heat dissipation and soft diffusion.
 *
 * <pre>a_t = exp(-lambda sigma_B(t)^2 / 2),   sigma_t the same for all frequencies,</pre>
 *
 * <p>lambda being {@link DctBasis#dissipation}: Gaussian blur of width sigma_B with reflecting
 * edges. The mean of an image does not change, so x_1 still knows it: take the prior from data
 * ({@link DataPrior}).
 *
 * <ul>
 *   <li>Heat dissipation: logarithmic widths, constant noise of 0.01 or so. Rissanen, Heinonen,
 *       Solin, "Generative modelling with inverse heat dissipation", 2022, whose process this is.
 *   <li>Soft diffusion: noise that grows with the blur. Daras, Delbracio, Talebi, Dimakis,
 *       Milanfar, "Soft diffusion: score matching for general corruptions", 2022, whose corruption
 *       this is.
 * </ul>
 *
 * <pre>{@code
 * LinearCorruption heat = LinearCorruption.of(
 *     Blur.of(DctBasis.of(1, 28, 28), BlurWidth.logarithmic(0.5, 20), NoiseLevel.constant(0.01)));
 * }</pre>
 */
public final class Blur implements Spectrum {
  private final DctBasis basis;
  private final BlurWidth width;
  private final NoiseLevel level;

  private Blur(DctBasis basis, BlurWidth width, NoiseLevel level) {
    this.basis = basis;
    this.width = width;
    this.level = level;
  }

  /**
   * Returns blur with noise.
   *
   * @param basis the cosine basis of the images
   * @param width how far they are blurred
   * @param level how much noise is added
   * @return the spectrum
   */
  public static Blur of(DctBasis basis, BlurWidth width, NoiseLevel level) {
    return new Blur(basis, width, level);
  }

  @Override
  public Basis basis() {
    return basis;
  }

  @Override
  public double[] signal(double t) {
    double tau = Math.pow(width.at(t), 2) / 2; // dissipation time, squared pixels
    double[] a = new double[basis.size()];
    Arrays.setAll(a, k -> Math.exp(-basis.dissipation(k) * tau));
    return a;
  }

  @Override
  public double[] noise(double t) {
    double[] sigma = new double[basis.size()];
    Arrays.fill(sigma, level.at(t));
    return sigma;
  }
}

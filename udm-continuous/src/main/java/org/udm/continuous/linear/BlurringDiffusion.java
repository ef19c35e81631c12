package org.udm.continuous.linear;

import java.util.Arrays;
import org.udm.core.schedule.Schedule;

/**
 * Blurring diffusion: Gaussian diffusion in which high frequencies fade first,
 *
 * <pre>
 * a_t     = alpha_t d_t,   d_t = (1 - d_min) exp(-lambda sigma_B(t)^2 / 2) + d_min
 * sigma_t = sqrt(1 - alpha_t^2)
 * </pre>
 *
 * <p>lambda being {@link DctBasis#dissipation}. Its closed-form posterior is {@link
 * LinearKernel#markov}.
 *
 * <p>Source: Hoogeboom and Salimans, "Blurring diffusion models", 2022, section 4; d_t is that of
 * their code.
 */
public final class BlurringDiffusion implements Spectrum {
  /** The published value: no frequency is damped below it by blur alone. */
  public static final double SMALLEST_DAMPING = 0.001;

  private final DctBasis basis;
  private final Schedule alpha;
  private final BlurWidth width;

  private BlurringDiffusion(DctBasis basis, Schedule alpha, BlurWidth width) {
    this.basis = basis;
    this.alpha = alpha;
    this.width = width;
  }

  /**
   * Returns blurring diffusion.
   *
   * @param basis the cosine basis of the images
   * @param alpha the schedule of the signal; cosine in the paper
   * @param width how far images are blurred; {@link BlurWidth#sine} in the paper
   * @return the spectrum
   */
  public static BlurringDiffusion of(DctBasis basis, Schedule alpha, BlurWidth width) {
    return new BlurringDiffusion(basis, alpha, width);
  }

  @Override
  public Basis basis() {
    return basis;
  }

  @Override
  public double[] signal(double t) {
    double tau = Math.pow(width.at(t), 2) / 2;
    double scale = alpha.at(t);
    double[] a = new double[basis.size()];
    Arrays.setAll(
        a,
        k ->
            scale
                * ((1 - SMALLEST_DAMPING) * Math.exp(-basis.dissipation(k) * tau)
                    + SMALLEST_DAMPING));
    return a;
  }

  @Override
  public double[] noise(double t) {
    double[] sigma = new double[basis.size()];
    Arrays.fill(sigma, Math.sqrt(1 - Math.pow(alpha.at(t), 2)));
    return sigma;
  }
}

package org.udm.continuous.linear;

import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;

/**
 * The Gaussian family of reverse kernels of a linear corruption, coefficient by coefficient,
 *
 * <pre>u_s = a_s u_0 + sqrt(sigma_s^2 - v) eps' + sqrt(v) z,   eps' = (u_t - a_t u_0) / sigma_t,
 * </pre>
 *
 * <p>with z standard normal and any v in [0, sigma_s^2]: v = 0 keeps the noise, v = sigma_s^2 takes
 * fresh noise, and between them lies the Markov posterior. Every choice obeys the marginal
 * identity, because eps' is standard normal given x_0.
 *
 * <pre>{@code
 * ReverseKernel<FloatBatch> kernel = LinearKernel.markov(corruption);
 * }</pre>
 *
 * <p>Sources: Song, Meng, Ermon (DDIM), 2021, equation 7, for one frequency; Hoogeboom and
 * Salimans, "Blurring diffusion models", 2022, section 4, for the Markov posterior of many.
 */
public final class LinearKernel implements ReverseKernel<FloatBatch> {
  /** v may miss [0, sigma_s^2] by a few units in the last place. */
  private static final double ROUNDING = 1e-9;

  private final LinearCorruption corruption;
  private final StepVariance variance;

  private LinearKernel(LinearCorruption corruption, StepVariance variance) {
    this.corruption = corruption;
    this.variance = variance;
  }

  /**
   * Returns the kernel with a given variance.
   *
   * @param corruption the corruption
   * @param variance v for each coefficient
   * @return the kernel
   */
  public static LinearKernel of(LinearCorruption corruption, StepVariance variance) {
    return new LinearKernel(corruption, variance);
  }

  /**
   * Returns the Markov posterior.
   *
   * @param corruption the corruption
   * @return the kernel with {@code StepVariance.markov(1)}
   */
  public static LinearKernel markov(LinearCorruption corruption) {
    return of(corruption, StepVariance.markov(1));
  }

  @Override
  public FloatBatch step(FloatBatch xt, FloatBatch x0, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    Basis basis = corruption.spectrum().basis();
    FloatBatch kept = corruption.draw(xt, x0, t, rng.named("same"));
    RandomStreams fresh = rng.named("fresh");
    double[][] aT = LinearCorruption.each(t, corruption::signal);
    double[][] sigmaT = LinearCorruption.each(t, corruption::noise);
    double[][] aS = LinearCorruption.each(s, corruption::signal);
    double[][] sigmaS = LinearCorruption.each(s, corruption::noise);
    return x0.mapItems(
        (i, item) -> {
          if (s.at(i) == 0) {
            return item;
          }
          double[] u = basis.forward(LinearCorruption.doubles(item));
          float[] eps = kept.row(i);
          float[] z = LinearCorruption.gaussians(u.length, fresh.row(i));
          for (int k = 0; k < u.length; k++) {
            double all = sigmaS[i][k] * sigmaS[i][k];
            double v = require(variance.of(aT[i][k], sigmaT[i][k], aS[i][k], sigmaS[i][k]), all, k);
            u[k] = aS[i][k] * u[k] + Math.sqrt(all - v) * eps[k] + Math.sqrt(v) * z[k];
          }
          return LinearCorruption.floats(basis.inverse(u));
        });
  }

  private static double require(double v, double all, int k) {
    if (!(v >= -ROUNDING * all && v <= all * (1 + ROUNDING))) {
      throw new IllegalArgumentException(
          "variance %s for coefficient %d is outside [0, sigma_s^2 = %s]".formatted(v, k, all));
    }
    return Math.min(all, Math.max(0, v));
  }
}

package org.udm.continuous.linear;

import org.udm.continuous.FloatBatch;
import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * A corruption without noise, {@code x_t = D(x_0, t)}, such as exact blur.
 *
 * <p>{@code p(x_t | x_0)} is a point, so the law asks of a reverse kernel only that it leads from
 * {@code D(x_0, t)} to {@code D(x_0, s)}; {@link ColdKernels} has two that do.
 *
 * <pre>{@code
 * ColdDegradation fading = ColdDegradation.of((x0, t) -> {
 *   for (int k = 0; k < x0.length; k++) {
 *     x0[k] *= 1 - t;
 *   }
 *   return x0;
 * });
 * }</pre>
 *
 * <p>Source: Bansal et al., "Cold diffusion: inverting arbitrary image transforms without noise",
 * 2022, section 3.1.
 */
public final class ColdDegradation implements Corruption<FloatBatch, ColdDegradation.NoNoise> {

  /** The noise of a corruption that has none. */
  public enum NoNoise {
    /** The only value. */
    NONE
  }

  /** Degrades one item. */
  @FunctionalInterface
  public interface Formula {

    /**
     * Returns D(x_0, t).
     *
     * @param x0 a copy of a clean item, free to be overwritten [N]
     * @param t the time in (0, 1]
     * @return the degraded item [N]
     */
    float[] apply(float[] x0, double t);
  }

  private final Formula formula;

  private ColdDegradation(Formula formula) {
    this.formula = formula;
  }

  /**
   * Returns the corruption of a formula; at t = 0 items stay as they are without asking it.
   *
   * @param formula degrades one item, and depends on nothing but its arguments
   * @return the corruption
   */
  public static ColdDegradation of(Formula formula) {
    return new ColdDegradation(formula);
  }

  /**
   * Returns a linear corruption without its noise: {@code x_t = V a_t V^T x_0}.
   *
   * @param spectrum the signal coefficients; its noise is left out
   * @return the corruption
   */
  public static ColdDegradation of(Spectrum spectrum) {
    return of(
        (x0, t) -> {
          double[] a = spectrum.signal(t);
          double[] u = spectrum.basis().forward(LinearCorruption.doubles(x0));
          for (int k = 0; k < u.length; k++) {
            u[k] *= a[k];
          }
          return LinearCorruption.floats(spectrum.basis().inverse(u));
        });
  }

  @Override
  public NoNoise drawNoise(FloatBatch x0, RandomStreams rng) {
    return NoNoise.NONE;
  }

  @Override
  public FloatBatch corrupt(FloatBatch x0, NoNoise eps, Times t) {
    return degrade(x0, t);
  }

  /**
   * Degrades a batch.
   *
   * @param x0 clean rows [B]
   * @param t one time per row [B]
   * @return D(x_0, t) [B]
   */
  FloatBatch degrade(FloatBatch x0, Times t) {
    t.forRowsOf(x0);
    return x0.mapItems(
        (i, item) -> {
          float[] degraded = t.at(i) == 0 ? item : formula.apply(item, t.at(i));
          for (int k = 0; k < degraded.length; k++) {
            degraded[k] += 0.0f; // minus zero becomes zero, so that equal states are equal
          }
          return degraded;
        });
  }
}

package org.udm.continuous.bound;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.ErfDifference;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.predict.ElementVariance;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/**
 * The values that a pixel can have, K levels in equal distances {@code d = 2 / (K - 1)} from -1 to
 * 1: what makes a density of x_0 a probability.
 *
 * <pre>
 * bins          p(x_0) = N(mean, w) on [x_0 - d/2, x_0 + d/2], the first and the last bin without end
 * levels        p(x_0 | x_t) proportional to N(x_t; alpha_t x_0, sigma_t^2), over the K levels
 * dequantised   log P(x_0) &gt;= E[log p(x_0 + d u)] + N log d,   u uniform on [-1/2, 1/2)
 * </pre>
 *
 * <p>Bits per dimension are nats / (N log 2): {@code BoundReport} with N units per row, then {@code
 * inBits()}.
 *
 * <pre>{@code
 * Nelbo<FloatBatch> bound =
 *     GaussianNelbo.of(kernel, StepVariance.LARGE, TimeGrid.uniform(1000)).withPixels(PixelLevels.bytes());
 * }</pre>
 *
 * <p>Sources: Ho et al. (DDPM), 2020, equation 13 (bins); Kingma et al., "Variational diffusion
 * models", 2021, equation 8 (levels); Theis et al., "A note on the evaluation of generative
 * models", 2016 (dequantised).
 */
public final class PixelLevels {
  /** Of the distance between levels: floats of 8-bit images miss their level by 1e-5 of it. */
  private static final double ROUNDING = 1e-3;

  private static final double ROOT_TWO = Math.sqrt(2);

  private final int levels;

  private PixelLevels(int levels) {
    this.levels = levels;
  }

  /**
   * Returns the levels of a depth.
   *
   * @param levels K, at least 2
   * @return the levels
   * @throws IllegalArgumentException if there are fewer than 2
   */
  public static PixelLevels of(int levels) {
    if (levels < 2) {
      throw new IllegalArgumentException(
          "pixels of " + levels + " levels: at least 2 are needed; bytes have 256");
    }
    return new PixelLevels(levels);
  }

  /**
   * Returns the 256 levels of 8-bit images that are scaled to [-1, 1].
   *
   * @return the levels
   */
  public static PixelLevels bytes() {
    return of(256);
  }

  /**
   * Returns the distance between levels.
   *
   * @return {@code 2 / (K - 1)}
   */
  public double width() {
    return 2.0 / (levels - 1);
  }

  private double level(int k) {
    return k * width() - 1;
  }

  private int index(FloatBatch x0, int row, int element) {
    double place = (x0.at(row, element) + 1.0) / width();
    int k = (int) Math.rint(place);
    if (!(k >= 0 && k < levels && Math.abs(place - k) <= ROUNDING)) {
      throw new IllegalArgumentException(
          "element %d of row %d is %s, which is none of the %d levels from -1 to 1: scale pixels 0, ..., %d by 2 / %d and subtract 1"
              .formatted(element, row, x0.at(row, element), levels, levels - 1, levels - 1));
    }
    return k;
  }

  /**
   * Returns -log P(x_0) of normal laws cut into bins, row by row.
   *
   * @param x0 rows on the levels [B, N]
   * @param mean the means of the normal laws [B, N]
   * @param variance their variances; a law of variance 0 lies in one bin
   * @return nats [B]
   * @throws IllegalArgumentException if an element is on no level
   */
  public double[] binNats(FloatBatch x0, FloatBatch mean, ElementVariance variance) {
    mean.requireShapeOf(x0);
    double[] nats = new double[x0.rows()];
    for (int i = 0; i < nats.length; i++) {
      for (int e = 0; e < x0.size(); e++) {
        int k = index(x0, i, e);
        double deviation = Math.sqrt(variance.at(i, e));
        double away = level(k) - mean.at(i, e);
        double low = k == 0 ? Double.NEGATIVE_INFINITY : away - 0.5 * width();
        double high = k == levels - 1 ? Double.POSITIVE_INFINITY : away + 0.5 * width();
        if (deviation > 0) {
          nats[i] -= logMass(low / deviation, high / deviation);
        } else {
          nats[i] += low <= 0 && high > 0 ? 0 : Double.POSITIVE_INFINITY;
        }
      }
    }
    return nats;
  }

  /** log of the standard normal probability of [low, high]. */
  static double logMass(double low, double high) {
    if (low + high < 0) {
      return logMass(-high, -low);
    }
    double a = low / ROOT_TWO;
    double b = high / ROOT_TWO;
    if (a <= 0) {
      double twice = high == Double.POSITIVE_INFINITY ? Erfc.value(a) : ErfDifference.value(a, b);
      return Math.log(0.5 * twice);
    }
    // erfc(a) - erfc(b) with exp(-a^2) taken out, which would vanish beyond 38 deviations
    double rest =
        high == Double.POSITIVE_INFINITY ? 0 : Math.exp((a - b) * (a + b)) * Erfcx.value(b);
    return -a * a + Math.log(0.5 * (Erfcx.value(a) - rest));
  }

  /**
   * Returns -log p(x_0 | x_t) of pixels that do not know each other, row by row.
   *
   * @param x0 rows on the levels [B, N]
   * @param xt corrupted rows [B, N]
   * @param path alpha_t and sigma_t
   * @param t the time, in (0, 1]
   * @return nats [B]
   * @throws IllegalArgumentException if an element is on no level
   */
  public double[] levelNats(FloatBatch x0, FloatBatch xt, GaussianPath path, double t) {
    xt.requireShapeOf(x0);
    double alpha = path.alpha(t);
    double sigma = path.sigma(t);
    double[] nats = new double[x0.rows()];
    double[] logs = new double[levels];
    for (int i = 0; i < nats.length; i++) {
      for (int e = 0; e < x0.size(); e++) {
        double x = xt.at(i, e);
        Arrays.setAll(logs, k -> -0.5 * Math.pow((x - alpha * level(k)) / sigma, 2));
        double largest = Arrays.stream(logs).max().orElseThrow();
        double sum = Arrays.stream(logs).map(log -> Math.exp(log - largest)).sum();
        nats[i] += largest + Math.log(sum) - logs[index(x0, i, e)];
      }
    }
    return nats;
  }

  /**
   * Adds uniform noise that fills the distance between levels.
   *
   * @param x0 rows on the levels [B, N]
   * @param rng the source of randomness
   * @return {@code x_0 + d u} [B, N]
   * @throws IllegalArgumentException if an element is on no level
   */
  public FloatBatch dequantised(FloatBatch x0, RandomStreams rng) {
    RandomStream[] streams = new RandomStream[x0.rows()];
    Arrays.setAll(streams, rng::row);
    return x0.map((i, e, x) -> level(index(x0, i, e)) + width() * (streams[i].uniform() - 0.5));
  }
}

package org.udm.continuous.gaussian;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.core.Corruption;
import org.udm.core.MarginalDensity;
import org.udm.core.NoisePosterior;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * The Gaussian corruption, of every path:
 *
 * <pre>
 * x_t = alpha_t x_0 + sigma_t eps,   eps ~ N(0, I)
 * eps | x_t, x_0 = (x_t - alpha_t x_0) / sigma_t
 * </pre>
 *
 * <pre>{@code
 * GaussianCorruption noise = GaussianCorruption.of(VariancePreserving.standard());
 * FloatBatch xt = noise.corrupt(x0, noise.drawNoise(x0, rng), Times.all(x0.rows(), 0.5));
 * }</pre>
 *
 * <p>Sources: Ho et al. (DDPM), 2020, equation 4; Song et al., "Score-based generative modeling
 * through stochastic differential equations", 2021.
 */
public final class GaussianCorruption
    implements Corruption<FloatBatch, FloatBatch>,
        NoisePosterior<FloatBatch, FloatBatch>,
        MarginalDensity<FloatBatch> {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private final GaussianPath path;

  private GaussianCorruption(GaussianPath path) {
    this.path = path;
  }

  /**
   * Returns the corruption of a path.
   *
   * @param path alpha_t and sigma_t
   * @return the corruption
   */
  public static GaussianCorruption of(GaussianPath path) {
    return new GaussianCorruption(path);
  }

  /**
   * Returns the path.
   *
   * @return alpha_t and sigma_t
   */
  public GaussianPath path() {
    return path;
  }

  /**
   * Returns the law of x_1 without x_0, {@code N(0, sigma_1^2 I)}.
   *
   * <p>Where alpha_1 &gt; 0 the true law still depends a little on x_0; the bound pays for it in
   * its prior term.
   *
   * @param shape lengths of an item's axes
   * @return the prior
   */
  public Prior<FloatBatch> prior(int... shape) {
    int[] own = shape.clone();
    double deviation = path.sigma(1);
    return (rows, rng) -> {
      int size = Arrays.stream(own).reduce(1, Math::multiplyExact);
      FloatBatch zeros = FloatBatch.of(own, new float[rows][size]);
      return GaussianNoise.like(zeros, rng).map((i, e, eps) -> deviation * eps);
    };
  }

  @Override
  public FloatBatch drawNoise(FloatBatch x0, RandomStreams rng) {
    return GaussianNoise.like(x0, rng);
  }

  @Override
  public FloatBatch corrupt(FloatBatch x0, FloatBatch eps, Times t) {
    t.forRowsOf(x0);
    eps.requireShapeOf(x0);
    double[] alpha = PerRow.of(t, path::alpha);
    double[] sigma = PerRow.of(t, path::sigma);
    return x0.map((i, e, clean) -> alpha[i] * clean + sigma[i] * eps.at(i, e));
  }

  /**
   * Returns the noise between both ends, which is certain; at t = 0, where x_t says nothing of it,
   * draws it anew.
   *
   * @throws IllegalArgumentException if a row has t = 0 and x_t differs from x_0
   */
  @Override
  public FloatBatch draw(FloatBatch xt, FloatBatch x0, Times t, RandomStreams rng) {
    t.forRowsOf(x0);
    xt.requireShapeOf(x0);
    double[] alpha = PerRow.of(t, path::alpha);
    double[] sigma = PerRow.of(t, path::sigma);
    boolean anyClean = Arrays.stream(sigma).anyMatch(deviation -> deviation == 0);
    FloatBatch anew = anyClean ? drawNoise(x0, rng) : null;
    return x0.map(
        (i, e, clean) -> {
          if (sigma[i] > 0) {
            return (xt.at(i, e) - alpha[i] * clean) / sigma[i];
          }
          if (xt.at(i, e) != x0.at(i, e)) {
            throw new IllegalArgumentException(
                "row %d has x_t = %s and x_0 = %s at element %d and t = 0: nothing is corrupted at t = 0"
                    .formatted(i, xt.at(i, e), x0.at(i, e), e));
          }
          return anew.at(i, e);
        });
  }

  /**
   * Returns log p(x_t | x_0) row by row.
   *
   * @return log densities in nats [B]; at t = 0, where the law is a point, 0 for x_t = x_0 and
   *     negative infinity otherwise
   */
  @Override
  public double[] logProb(FloatBatch xt, FloatBatch x0, Times t) {
    t.forRowsOf(x0);
    xt.requireShapeOf(x0);
    double[] logs = new double[x0.rows()];
    for (int i = 0; i < logs.length; i++) {
      double alpha = path.alpha(t.at(i));
      double sigma = path.sigma(t.at(i));
      double squares = 0; // of x_t - alpha_t x_0
      for (int e = 0; e < x0.size(); e++) {
        double difference = xt.at(i, e) - alpha * x0.at(i, e);
        squares += difference * difference;
      }
      if (sigma == 0) {
        logs[i] = squares == 0 ? 0 : Double.NEGATIVE_INFINITY;
      } else {
        logs[i] =
            -0.5 * squares / (sigma * sigma) - x0.size() * (Math.log(sigma) + 0.5 * LOG_TWO_PI);
      }
    }
    return logs;
  }

  @Override
  public String toString() {
    return "gaussian(" + path + ")";
  }
}

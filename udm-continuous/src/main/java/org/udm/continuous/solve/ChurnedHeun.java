package org.udm.continuous.solve;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.PerRow;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Transition;

/**
 * A step of EDM's stochastic sampler: add noise, from r_t to a larger r^, then solve from there by
 * Heun's method.
 *
 * <pre>
 * r^ = r_t (1 + gamma), at most r_1      gamma = min(churn, sqrt(2) - 1) if r_t is in [low, high], else 0
 * y^ = y + sqrt(r^^2 - r_t^2) S z        y = x_t / alpha_t
 * </pre>
 *
 * <p>With churn 0 it is {@code FlowTransition} with {@code HEUN}.
 *
 * <p>Source: Karras et al. (EDM), 2022, algorithm 2.
 *
 * @param predictor the x_0-predictor; its beliefs have means
 * @param path alpha_t and sigma_t
 * @param churn the paper's S_churn / N, at least 0
 * @param low S_min, the smallest r at which noise is added
 * @param high S_max, the largest one
 * @param noise S_noise, the standard deviation of the noise, positive; 1 is right for an exact
 *     predictor
 */
public record ChurnedHeun(
    X0Predictor<FloatBatch> predictor,
    GaussianPath path,
    double churn,
    double low,
    double high,
    double noise)
    implements Transition<FloatBatch> {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the churn is negative, the range is empty or the noise is
   *     not positive
   */
  public ChurnedHeun {
    if (!(churn >= 0 && low >= 0 && high >= low && noise > 0)
        || noise == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "churn %s on [%s, %s] with noise %s: churn must be at least 0, the range not empty, the noise positive"
              .formatted(churn, low, high, noise));
    }
  }

  /**
   * Returns the step that adds exact noise at all levels.
   *
   * @param predictor the x_0-predictor
   * @param path alpha_t and sigma_t
   * @param churn S_churn / N, at least 0
   * @return the transition
   */
  public static ChurnedHeun of(X0Predictor<FloatBatch> predictor, GaussianPath path, double churn) {
    return new ChurnedHeun(predictor, path, churn, 0, Double.POSITIVE_INFINITY, 1);
  }

  @Override
  public Step<FloatBatch> step(FloatBatch xt, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    Flow flow = new Flow(predictor, path);
    double[] from = flow.ratios(t);
    double[] raised = new double[from.length];
    Arrays.setAll(
        raised,
        i -> {
          boolean inRange = from[i] >= low && from[i] <= high;
          double gamma = inRange ? Math.min(churn, Math.sqrt(2) - 1) : 0;
          return Math.min(from[i] * (1 + gamma), path.ratio(1));
        });
    FloatBatch z = GaussianNoise.like(xt, rng);
    double[][] y = flow.unscaled(xt, t);
    for (int i = 0; i < y.length; i++) {
      double added = noise * Math.sqrt((raised[i] - from[i]) * (raised[i] + from[i]));
      for (int e = 0; e < y[i].length; e++) {
        y[i][e] += added * z.at(i, e);
      }
    }
    Times up = Times.of(PerRow.of(raised, path::timeOfRatio));
    return new FlowTransition(predictor, path, FlowTransition.Method.HEUN)
        .step(flow.scaled(y, up, xt), up, s, rng);
  }
}

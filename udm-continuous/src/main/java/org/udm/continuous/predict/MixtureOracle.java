package org.udm.continuous.predict;

import java.util.Arrays;
import java.util.Optional;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.PerRow;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/**
 * The exact predictor of a mixture, {@code x_0 ~ sum_k p_k N(m_k, v_k I)}:
 *
 * <pre>
 * x_t                ~ sum_k p_k N(alpha_t m_k, (alpha_t^2 v_k + sigma_t^2) I)
 * x_0 | x_t          ~ sum_k p(k | x_t) N(m_k + g_k (x_t - alpha_t m_k), v_k (1 - alpha_t g_k) I)
 *                      g_k = alpha_t v_k / (alpha_t^2 v_k + sigma_t^2)
 * dE[x_0 | x_t]/dx_t = alpha_t / sigma_t^2 Cov(x_0 | x_t)
 * </pre>
 *
 * <p>With all v_k = 0 it is the exact predictor of a finite data set, and unlike core's it has a
 * mean. The last line is the second-order Tweedie formula; Efron, "Tweedie's formula and selection
 * bias", 2011.
 */
public final class MixtureOracle implements DifferentiablePredictor {
  private final GaussianPath path;
  private final double[] logWeights; // [K]
  private final FloatBatch means; // [K, N]
  private final double[] variances; // [K], all 0 or all positive

  private MixtureOracle(
      GaussianPath path, double[] logWeights, FloatBatch means, double[] variances) {
    this.path = path;
    this.logWeights = logWeights;
    this.means = means;
    this.variances = variances;
  }

  /**
   * Returns the exact predictor of a mixture.
   *
   * @param path alpha_t and sigma_t
   * @param weights p_k up to a factor, positive [K]
   * @param means m_k [K, N]
   * @param variances v_k, all positive or all 0 [K]
   * @return the predictor
   * @throws IllegalArgumentException if the numbers of components differ, a weight is not positive,
   *     or the variances are negative or of both kinds
   */
  public static MixtureOracle of(
      GaussianPath path, double[] weights, FloatBatch means, double[] variances) {
    if (means.rows() == 0 || weights.length != means.rows() || variances.length != means.rows()) {
      throw new IllegalArgumentException(
          "a mixture of %d weights, %d means and %d variances: give one of each per component"
              .formatted(weights.length, means.rows(), variances.length));
    }
    for (int k = 0; k < weights.length; k++) {
      if (!(weights[k] > 0 && weights[k] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "weight %d is %s: it must be positive and finite".formatted(k, weights[k]));
      }
      if (!(variances[k] >= 0 && variances[k] < Double.POSITIVE_INFINITY)
          || (variances[k] == 0) != (variances[0] == 0)) {
        throw new IllegalArgumentException(
            "variance %d is %s: variances must be all positive and finite, or all 0"
                .formatted(k, variances[k]));
      }
    }
    double sum = Arrays.stream(weights).sum();
    double[] logs = Arrays.stream(weights).map(w -> Math.log(w / sum)).toArray();
    return new MixtureOracle(path, logs, means, variances.clone());
  }

  /**
   * Returns the exact predictor of a finite data set.
   *
   * @param path alpha_t and sigma_t
   * @param data the clean rows, equally probable [K, N]
   * @return the predictor
   */
  public static MixtureOracle ofPoints(GaussianPath path, FloatBatch data) {
    double[] ones = new double[data.rows()];
    Arrays.fill(ones, 1);
    return of(path, ones, data, new double[data.rows()]);
  }

  /**
   * Draws clean rows.
   *
   * @param rows the number of rows B
   * @param rng the source of randomness
   * @return x_0 [B, N]
   */
  public FloatBatch drawData(int rows, RandomStreams rng) {
    double[] weights = Arrays.stream(logWeights).map(Math::exp).toArray();
    double[][] of = new double[rows][];
    Arrays.fill(of, weights);
    double[][] spread = new double[rows][];
    Arrays.fill(spread, variances);
    FloatBatch[] centres = new FloatBatch[weights.length];
    Arrays.setAll(centres, k -> means.repeat(k, rows));
    return new Belief(of, centres, spread).draw(rng);
  }

  /**
   * Returns the log density of x_t under the mixture, row by row.
   *
   * @param xt corrupted rows [B, N]
   * @param t one time per row [B]; above 0 if the mixture is one of points
   * @return log p(x_t) in nats [B]
   */
  public double[] logDensity(FloatBatch xt, Times t) {
    double[] logs = new double[xt.rows()];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logSum(joint(xt, i, t.at(i)));
    }
    return logs;
  }

  /**
   * Returns the score of x_t, {@code (alpha_t E[x_0 | x_t] - x_t) / sigma_t^2}.
   *
   * @param xt corrupted rows [B, N]
   * @param t one time per row, above 0 [B]
   * @return the gradient of log p(x_t) [B, N]
   */
  public FloatBatch score(FloatBatch xt, Times t) {
    return Parametrization.score().output(path, xt, predict(xt, t).mean().orElseThrow(), t);
  }

  /** log (p_k p(x_t | k)) [K]. */
  private double[] joint(FloatBatch xt, int i, double t) {
    double alpha = path.alpha(t);
    double noise = Math.pow(path.sigma(t), 2);
    double[] logs = new double[logWeights.length];
    for (int k = 0; k < logs.length; k++) {
      double variance = alpha * alpha * variances[k] + noise;
      logs[k] = logWeights[k] + GaussianBelief.logDensity(xt, i, alpha, means, k, variance);
    }
    return logs;
  }

  private static double logSum(double[] logs) {
    double largest = Arrays.stream(logs).max().orElseThrow();
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    return largest + Math.log(Arrays.stream(logs).map(l -> Math.exp(l - largest)).sum());
  }

  @Override
  public ElementSpreadBelief predict(FloatBatch xt, Times t) {
    t.forRowsOf(xt);
    requireShape(xt);
    double[][] weights = new double[xt.rows()][];
    double[][] gains = new double[xt.rows()][logWeights.length];
    double[][] spread = new double[xt.rows()][logWeights.length];
    double[] alpha = PerRow.of(t, path::alpha);
    for (int i = 0; i < weights.length; i++) {
      double[] logs = joint(xt, i, t.at(i));
      double whole = logSum(logs);
      if (whole == Double.NEGATIVE_INFINITY) {
        throw new IllegalArgumentException(
            "row %d at t = %s cannot come from the mixture".formatted(i, t.at(i)));
      }
      weights[i] = Arrays.stream(logs).map(l -> Math.exp(l - whole)).toArray();
      double noise = Math.pow(path.sigma(t.at(i)), 2);
      for (int k = 0; k < logs.length; k++) {
        double variance = alpha[i] * alpha[i] * variances[k] + noise;
        gains[i][k] = variances[k] == 0 ? 0 : alpha[i] * variances[k] / variance;
        spread[i][k] = variances[k] == 0 ? 0 : variances[k] * noise / variance;
      }
    }
    FloatBatch[] centres = new FloatBatch[logWeights.length]; // of the components [K][B, N]
    for (int k = 0; k < centres.length; k++) {
      int own = k;
      centres[k] =
          xt.map((i, e, x) -> means.at(own, e) + gains[i][own] * (x - alpha[i] * means.at(own, e)));
    }
    return new Belief(weights, centres, spread);
  }

  private void requireShape(FloatBatch xt) {
    if (!Arrays.equals(xt.shape(), means.shape())) {
      throw new IllegalArgumentException(
          "corrupted items of shape %s for a mixture of shape %s: they must be equal"
              .formatted(Arrays.toString(xt.shape()), Arrays.toString(means.shape())));
    }
  }

  @Override
  public FloatBatch vectorJacobian(FloatBatch xt, Times t, FloatBatch vector) {
    vector.requireShapeOf(xt);
    Belief belief = (Belief) predict(xt, t);
    FloatBatch mean = belief.average();
    double[][] along = new double[xt.rows()][logWeights.length]; // (m_k - mean) . v
    double[] kept = new double[xt.rows()]; // E[v_k | x_t]
    for (int i = 0; i < along.length; i++) {
      for (int k = 0; k < along[i].length; k++) {
        for (int e = 0; e < xt.size(); e++) {
          double away = (double) belief.centres[k].at(i, e) - mean.at(i, e);
          along[i][k] += away * vector.at(i, e);
        }
        kept[i] += belief.weights[i][k] * belief.spread[i][k];
      }
    }
    double[] factor = new double[xt.rows()];
    Arrays.setAll(factor, i -> path.alpha(t.at(i)) / Math.pow(path.sigma(t.at(i)), 2));
    return vector.map(
        (i, e, v) -> {
          double product = kept[i] * v; // of Cov(x_0 | x_t) with the vector
          for (int k = 0; k < along[i].length; k++) {
            double away = (double) belief.centres[k].at(i, e) - mean.at(i, e);
            product += belief.weights[i][k] * away * along[i][k];
          }
          return factor[i] * product;
        });
  }

  /** A mixture per row: weights [B, K], centres [K][B, N], variances [B, K]. */
  private record Belief(double[][] weights, FloatBatch[] centres, double[][] spread)
      implements ElementSpreadBelief {
    @Override
    public int rows() {
      return weights.length;
    }

    FloatBatch average() {
      return centres[0].map(
          (i, e, first) -> {
            double sum = 0;
            for (int k = 0; k < centres.length; k++) {
              sum += weights[i][k] * centres[k].at(i, e);
            }
            return sum;
          });
    }

    @Override
    public Optional<FloatBatch> mean() {
      return Optional.of(average());
    }

    @Override
    public FloatBatch variances() {
      FloatBatch mean = average();
      return mean.map(
          (i, e, centre) -> {
            double variance = 0;
            for (int k = 0; k < centres.length; k++) {
              variance +=
                  weights[i][k] * (spread[i][k] + Math.pow(centres[k].at(i, e) - centre, 2));
            }
            return variance;
          });
    }

    @Override
    public FloatBatch draw(RandomStreams rng) {
      int[] component = new int[rows()];
      RandomStream[] streams = new RandomStream[rows()];
      for (int i = 0; i < component.length; i++) {
        streams[i] = rng.row(i);
        component[i] = streams[i].categorical(weights[i]);
      }
      return centres[0].map(
          (i, e, first) -> {
            int k = component[i];
            double deviation = Math.sqrt(spread[i][k]);
            double centre = centres[k].at(i, e);
            return deviation == 0 ? centre : centre + deviation * streams[i].gaussian();
          });
    }

    @Override
    public double[] logProb(FloatBatch x0) {
      x0.requireShapeOf(centres[0]);
      double[] logs = new double[rows()];
      for (int i = 0; i < logs.length; i++) {
        double[] each = new double[centres.length];
        for (int k = 0; k < each.length; k++) {
          each[k] =
              Math.log(weights[i][k])
                  + GaussianBelief.logDensity(x0, i, 1, centres[k], i, spread[i][k]);
        }
        logs[i] = logSum(each);
      }
      return logs;
    }
  }
}

package org.udm.core.predict;

import java.util.Optional;
import org.udm.core.Batch;
import org.udm.core.MarginalDensity;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * The exact predictor of a finite data set: {@code p(x_0 | x_t)} proportional to {@code P(x_0)
 * p(x_t | x_0)}. It is the reference for every test.
 *
 * @param <X> the state
 */
public final class OraclePredictor<X extends Batch<X>> implements X0Predictor<X> {
  private final X data;
  private final double[] logWeights; // [N]
  private final MarginalDensity<X> density;

  private OraclePredictor(X data, double[] logWeights, MarginalDensity<X> density) {
    this.data = data;
    this.logWeights = logWeights;
    this.density = density;
  }

  /**
   * Returns the exact predictor of a weighted data set.
   *
   * @param data the possible clean rows, all different [N]
   * @param weights their probabilities up to a factor, not negative, with a positive sum [N]
   * @param density the forward law of the corruption
   * @param <X> the state
   * @return the predictor
   * @throws IllegalArgumentException if the weights do not fit the data
   */
  public static <X extends Batch<X>> OraclePredictor<X> of(
      X data, double[] weights, MarginalDensity<X> density) {
    if (weights.length != data.rows()) {
      throw new IllegalArgumentException(
          "%d weights for %d rows of data: give one weight per row"
              .formatted(weights.length, data.rows()));
    }
    double[] logWeights = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0)) {
        throw new IllegalArgumentException(
            "weight %d is %s: weights must not be negative".formatted(i, weights[i]));
      }
      sum += weights[i];
      logWeights[i] = Math.log(weights[i]);
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the weights sum to " + sum + ": the sum must be positive and finite");
    }
    return new OraclePredictor<>(data, logWeights, density);
  }

  @Override
  public X0Belief<X> predict(X xt, Times t) {
    t.forRowsOf(xt);
    double[][] posterior = new double[xt.rows()][];
    for (int i = 0; i < posterior.length; i++) {
      X observed = xt.repeat(i, data.rows());
      double[] logs = density.logProb(observed, data, Times.all(data.rows(), t.at(i)));
      double largest = Double.NEGATIVE_INFINITY;
      for (int n = 0; n < logs.length; n++) {
        logs[n] += logWeights[n];
        largest = Math.max(largest, logs[n]);
      }
      if (largest == Double.NEGATIVE_INFINITY) {
        throw new IllegalArgumentException(
            "row %d at t = %s cannot come from any row of the data".formatted(i, t.at(i)));
      }
      double sum = 0;
      for (int n = 0; n < logs.length; n++) {
        logs[n] = Math.exp(logs[n] - largest);
        sum += logs[n];
      }
      for (int n = 0; n < logs.length; n++) {
        logs[n] /= sum;
      }
      posterior[i] = logs;
    }
    return new Posterior<>(data, posterior);
  }

  /** A table of probabilities, [B, N]. */
  private record Posterior<X extends Batch<X>>(X data, double[][] probabilities)
      implements X0Belief<X> {
    @Override
    public int rows() {
      return probabilities.length;
    }

    @Override
    public X draw(RandomStreams rng) {
      int[] chosen = new int[rows()];
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = rng.row(i).categorical(probabilities[i]);
      }
      return data.gather(chosen);
    }

    @Override
    public double[] logProb(X x0) {
      if (x0.rows() != rows()) {
        throw new IllegalArgumentException(
            "log probabilities of %d rows under a belief about %d rows: the numbers must be equal"
                .formatted(x0.rows(), rows()));
      }
      double[] logs = new double[rows()];
      for (int i = 0; i < logs.length; i++) {
        X row = x0.gather(i);
        double p = 0;
        for (int n = 0; n < data.rows(); n++) {
          if (probabilities[i][n] > 0 && data.gather(n).equals(row)) {
            p += probabilities[i][n];
          }
        }
        logs[i] = Math.log(p);
      }
      return logs;
    }

    @Override
    public Optional<X> mean() {
      return Optional.empty();
    }
  }
}

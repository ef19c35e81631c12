package org.udm.continuous.predict;

import java.util.Arrays;
import java.util.Optional;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.core.random.RandomStreams;

/**
 * The belief {@code p(x_0 | x_t) = N(mean, variance I)}; with variance 0 it is a point, the belief
 * of a network that says one x_0.
 */
public final class GaussianBelief implements SpreadBelief {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private final FloatBatch mean;
  private final double[] variance; // [B]

  private GaussianBelief(FloatBatch mean, double[] variance) {
    this.mean = mean;
    this.variance = variance;
  }

  /**
   * Returns a belief.
   *
   * @param mean the means [B, N]
   * @param variance the variance of every element, per row, at least 0 [B]
   * @return the belief
   * @throws IllegalArgumentException if the numbers of rows differ or a variance is negative or not
   *     finite
   */
  public static GaussianBelief of(FloatBatch mean, double... variance) {
    if (variance.length != mean.rows()) {
      throw new IllegalArgumentException(
          "%d variances for %d rows: give one per row".formatted(variance.length, mean.rows()));
    }
    for (double v : variance) {
      if (!(v >= 0 && v < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "variance " + v + " of a belief: it must be finite and not negative");
      }
    }
    return new GaussianBelief(mean, variance.clone());
  }

  /**
   * Returns the belief that x_0 is certain.
   *
   * @param x0 the clean rows [B, N]
   * @return the belief
   */
  public static GaussianBelief point(FloatBatch x0) {
    return new GaussianBelief(x0, new double[x0.rows()]);
  }

  @Override
  public int rows() {
    return mean.rows();
  }

  @Override
  public double[] variance() {
    return variance.clone();
  }

  @Override
  public FloatBatch draw(RandomStreams rng) {
    if (Arrays.stream(variance).allMatch(v -> v == 0)) {
      return mean;
    }
    double[] deviation = Arrays.stream(variance).map(Math::sqrt).toArray();
    FloatBatch eps = GaussianNoise.like(mean, rng);
    return mean.map((i, e, centre) -> centre + deviation[i] * eps.at(i, e));
  }

  /**
   * Returns log p(x_0 | x_t) row by row.
   *
   * @return log densities in nats [B]; for a row of variance 0, whose law is a point, 0 at the mean
   *     and negative infinity elsewhere
   */
  @Override
  public double[] logProb(FloatBatch x0) {
    x0.requireShapeOf(mean);
    double[] logs = new double[rows()];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logDensity(x0, i, 1, mean, i, variance[i]);
    }
    return logs;
  }

  /** log N(x[i]; scale mean[k], variance I), or of the point scale mean[k] if the variance is 0. */
  static double logDensity(
      FloatBatch x, int i, double scale, FloatBatch mean, int k, double variance) {
    double squares = 0;
    for (int e = 0; e < x.size(); e++) {
      double difference = x.at(i, e) - scale * mean.at(k, e);
      squares += difference * difference;
    }
    if (variance == 0) {
      return squares == 0 ? 0 : Double.NEGATIVE_INFINITY;
    }
    return -0.5 * (squares / variance + x.size() * (Math.log(variance) + LOG_TWO_PI));
  }

  @Override
  public Optional<FloatBatch> mean() {
    return Optional.of(mean);
  }
}

package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.PerRow;
import org.udm.core.Times;

/**
 * The exact predictor of Gaussian data, {@code x_0 ~ N(m, s2)} in every element independently:
 *
 * <pre>
 * E[x_0 | x_t]   = m + k (x_t - alpha_t m),   k = alpha_t s2 / (alpha_t^2 s2 + sigma_t^2)
 * Var(x_0 | x_t) = sigma_t^2 s2 / (alpha_t^2 s2 + sigma_t^2)
 * </pre>
 *
 * <p>The conditional law of two jointly normal numbers. With m = 0 and a variance-preserving path
 * the noise predictor is {@code eps* = sigma_t x_t / (alpha_t^2 s2 + sigma_t^2)}.
 */
public final class GaussianDataOracle implements DifferentiablePredictor {
  private final GaussianPath path;
  private final double mean;
  private final double variance;

  private GaussianDataOracle(GaussianPath path, double mean, double variance) {
    this.path = path;
    this.mean = mean;
    this.variance = variance;
  }

  /**
   * Returns the exact predictor.
   *
   * @param path alpha_t and sigma_t
   * @param mean m, finite
   * @param variance s2, positive
   * @return the predictor
   * @throws IllegalArgumentException if the mean is not finite or the variance is not positive
   */
  public static GaussianDataOracle of(GaussianPath path, double mean, double variance) {
    if (!Double.isFinite(mean) || !(variance > 0 && variance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Gaussian data of mean %s and variance %s: both must be finite, the variance positive"
              .formatted(mean, variance));
    }
    return new GaussianDataOracle(path, mean, variance);
  }

  /**
   * Returns the variance of x_t.
   *
   * @param t the time in [0, 1]
   * @return {@code alpha_t^2 s2 + sigma_t^2}
   */
  public double marginalVariance(double t) {
    return Math.pow(path.alpha(t), 2) * variance + Math.pow(path.sigma(t), 2);
  }

  /**
   * Returns the variance of x_0 behind a known x_t.
   *
   * @param t the time in [0, 1]
   * @return Var(x_0 | x_t), in [0, s2]
   */
  public double posteriorVariance(double t) {
    return Math.pow(path.sigma(t), 2) * variance / marginalVariance(t);
  }

  /** k, the derivative of the predicted mean. */
  private double gain(double t) {
    return path.alpha(t) * variance / marginalVariance(t);
  }

  @Override
  public GaussianBelief predict(FloatBatch xt, Times t) {
    t.forRowsOf(xt);
    double[] gain = PerRow.of(t, this::gain);
    double[] alpha = PerRow.of(t, path::alpha);
    double[] spread = PerRow.of(t, this::posteriorVariance);
    return GaussianBelief.of(xt.map((i, e, x) -> mean + gain[i] * (x - alpha[i] * mean)), spread);
  }

  @Override
  public FloatBatch vectorJacobian(FloatBatch xt, Times t, FloatBatch vector) {
    t.forRowsOf(vector.requireShapeOf(xt));
    double[] gain = PerRow.of(t, this::gain);
    return vector.map((i, e, v) -> gain[i] * v);
  }
}

package org.udm.continuous.data;

import java.util.Arrays;
import org.udm.core.random.RandomStream;

/**
 * A mixture of Gaussians with independent coordinates, whose density is known exactly,
 *
 * <pre>p(x) = sum over k of w_k prod over d of N(x_d; m_kd, s_kd^2).</pre>
 *
 * <pre>{@code
 * GaussianMixture eight = GaussianMixture.circle(8, 1, 0.1);
 * double nats = eight.logDensity(1, 0);
 * }</pre>
 */
public final class GaussianMixture implements PointLaw {
  private final double[] weights; // [K], sum 1
  private final double[][] means; // [K][D]
  private final double[][] deviations; // [K][D]

  private GaussianMixture(double[] weights, double[][] means, double[][] deviations) {
    this.weights = weights;
    this.means = means;
    this.deviations = deviations;
  }

  /**
   * Returns a mixture.
   *
   * @param weights w, at least 0, with a positive sum; they are divided by it [K]
   * @param means m [K][D]
   * @param deviations s, positive [K][D]
   * @return the mixture
   * @throws IllegalArgumentException if the shapes differ or a number is out of range
   */
  public static GaussianMixture of(double[] weights, double[][] means, double[][] deviations) {
    int k = weights.length;
    double sum = Arrays.stream(weights).sum();
    if (k == 0
        || Arrays.stream(weights).anyMatch(w -> !(w >= 0))
        || !(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "mixture weights %s: they must be at least 0 with a positive, finite sum"
              .formatted(Arrays.toString(weights)));
    }
    int d = means.length == 0 ? 0 : means[0].length;
    boolean fits = means.length == k && deviations.length == k && d > 0;
    for (int i = 0; fits && i < k; i++) {
      fits = means[i].length == d && deviations[i].length == d;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "a mixture of %d weights needs %d means and %d deviations of one dimension"
              .formatted(k, k, k));
    }
    for (int i = 0; i < k; i++) {
      if (!Arrays.stream(means[i]).allMatch(Double::isFinite)
          || !Arrays.stream(deviations[i]).allMatch(s -> s > 0 && Double.isFinite(s))) {
        throw new IllegalArgumentException(
            "component %d: means must be finite, deviations positive and finite".formatted(i));
      }
    }
    return new GaussianMixture(
        Arrays.stream(weights).map(w -> w / sum).toArray(), copy(means), copy(deviations));
  }

  /**
   * Returns equal components at equal distances on a circle, the first at angle 0.
   *
   * @param components K, at least 1
   * @param radius of the circle
   * @param deviation of each coordinate, positive
   * @return the mixture in the plane
   */
  public static GaussianMixture circle(int components, double radius, double deviation) {
    if (components < 1) {
      throw new IllegalArgumentException(components + " components: at least 1 is needed");
    }
    double[] weights = new double[components];
    double[][] means = new double[components][];
    double[][] deviations = new double[components][];
    for (int k = 0; k < components; k++) {
      double a = 2 * Math.PI * k / components;
      weights[k] = 1;
      means[k] = new double[] {radius * Math.cos(a), radius * Math.sin(a)};
      deviations[k] = new double[] {deviation, deviation};
    }
    return of(weights, means, deviations);
  }

  /**
   * Returns equal components on a square grid over [-1, 1] x [-1, 1].
   *
   * @param side components along an edge, at least 2
   * @param deviation of each coordinate, positive
   * @return the mixture in the plane, of side * side components
   */
  public static GaussianMixture grid(int side, double deviation) {
    if (side < 2) {
      throw new IllegalArgumentException("a grid of side " + side + ": at least 2 is needed");
    }
    int n = Math.multiplyExact(side, side);
    double[] weights = new double[n];
    double[][] means = new double[n][];
    double[][] deviations = new double[n][];
    for (int k = 0; k < n; k++) {
      weights[k] = 1;
      means[k] =
          new double[] {2.0 * (k % side) / (side - 1) - 1, 2.0 * (k / side) / (side - 1) - 1};
      deviations[k] = new double[] {deviation, deviation};
    }
    return of(weights, means, deviations);
  }

  /**
   * Returns the dimension.
   *
   * @return D
   */
  public int dimension() {
    return means[0].length;
  }

  /**
   * Returns the weights.
   *
   * @return w, with sum 1, an array of its own [K]
   */
  public double[] weights() {
    return weights.clone();
  }

  /**
   * Returns the means.
   *
   * @return m, an array of its own [K][D]
   */
  public double[][] means() {
    return copy(means);
  }

  /**
   * Returns the standard deviations.
   *
   * @return s, an array of its own [K][D]
   */
  public double[][] deviations() {
    return copy(deviations);
  }

  /**
   * Returns the logarithm of the density.
   *
   * @param x a point [D]
   * @return log p(x) in nats
   * @throws IllegalArgumentException if the point has another dimension
   */
  public double logDensity(double... x) {
    if (x.length != dimension()) {
      throw new IllegalArgumentException(
          "a point of %d coordinates for a mixture in dimension %d"
              .formatted(x.length, dimension()));
    }
    double[] terms = new double[weights.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < terms.length; k++) {
      terms[k] = Math.log(weights[k]) - x.length * 0.5 * Math.log(2 * Math.PI);
      for (int d = 0; d < x.length; d++) {
        double z = (x[d] - means[k][d]) / deviations[k][d];
        terms[k] -= 0.5 * z * z + Math.log(deviations[k][d]);
      }
      largest = Math.max(largest, terms[k]);
    }
    double sum = 0;
    for (double term : terms) {
      sum += Math.exp(term - largest);
    }
    return largest + Math.log(sum);
  }

  @Override
  public float[] draw(RandomStream rng) {
    int k = rng.categorical(weights);
    float[] x = new float[dimension()];
    for (int d = 0; d < x.length; d++) {
      x[d] = (float) (means[k][d] + deviations[k][d] * rng.gaussian());
    }
    return x;
  }

  private static double[][] copy(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }
}

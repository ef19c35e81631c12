package org.udm.continuous.metric;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/**
 * The sliced Wasserstein distance between two sets: the root of the mean, over random directions,
 * of the squared Wasserstein-2 distance of the projections,
 *
 * <pre>sqrt(E over directions of integral over q in [0, 1] of (F^-1(q) - G^-1(q))^2 dq).</pre>
 *
 * <p>0 only for equal laws, as the numbers of items and directions grow; smaller is better. For
 * finite sets it is biased upwards by about 1/sqrt(n): compare values from equal numbers of items.
 *
 * <p>Source: Bonneel, Rabin, Peyre, Pfister, "Sliced and Radon Wasserstein barycenters of
 * measures", 2015.
 */
public final class SlicedWasserstein {
  private SlicedWasserstein() {}

  /**
   * Returns the distance.
   *
   * @param sample items [n], at least one
   * @param reference items of the same shape [m], at least one
   * @param directions how many, at least 1; the error falls with their root
   * @param rng the source of the directions
   * @return the distance, in the units of the elements
   * @throws IllegalArgumentException if shapes differ, a set is empty or there is no direction
   */
  public static double of(
      FloatBatch sample, FloatBatch reference, int directions, RandomStreams rng) {
    Distances.require(sample, reference, 1);
    if (directions < 1) {
      throw new IllegalArgumentException(directions + " directions: at least 1 is needed");
    }
    float[][] x = Distances.rows(sample);
    float[][] y = Distances.rows(reference);
    double[] squares = new double[directions];
    Arrays.parallelSetAll(
        squares,
        d -> {
          double[] direction = direction(sample.size(), rng.row(d));
          return squaredDistance(projected(x, direction), projected(y, direction));
        });
    return Math.sqrt(Arrays.stream(squares).sum() / directions);
  }

  /** Uniform on the sphere. */
  private static double[] direction(int size, RandomStream rng) {
    double[] direction = new double[size];
    Arrays.setAll(direction, k -> rng.gaussian());
    double length = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
    Arrays.setAll(direction, k -> direction[k] / length);
    return direction;
  }

  private static double[] projected(float[][] rows, double[] direction) {
    double[] values = new double[rows.length];
    Arrays.setAll(
        values,
        i -> {
          double sum = 0;
          for (int k = 0; k < direction.length; k++) {
            sum += rows[i][k] * direction[k];
          }
          return sum;
        });
    Arrays.sort(values);
    return values;
  }

  /** Of two sorted sets: the quantile functions are steps at i/n and j/m. */
  private static double squaredDistance(double[] x, double[] y) {
    long n = x.length;
    long m = y.length;
    double sum = 0;
    long q = 0; // in units of 1 / (n m)
    for (int i = 0, j = 0; i < n && j < m; ) {
      long next = Math.min((i + 1) * m, (j + 1) * n);
      sum += (next - q) * (x[i] - y[j]) * (x[i] - y[j]);
      i += next == (i + 1) * m ? 1 : 0;
      j += next == (j + 1) * n ? 1 : 0;
      q = next;
    }
    return sum / ((double) n * m);
  }
}

package org.udm.continuous.metric;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;

/**
 * The squared maximum mean discrepancy between the laws of two sets, for the Gaussian kernel,
 *
 * <pre>E k(x, x') + E k(y, y') - 2 E k(x, y),   k(x, y) = exp(-|x - y|^2 / (2 h^2)),</pre>
 *
 * <p>estimated without bias, so it may come out a little below 0. It is 0 only for equal laws;
 * smaller is better; the error falls as 1/n for equal laws and 1/sqrt(n) otherwise.
 *
 * <p>Source: Gretton et al., "A kernel two-sample test", 2012, the unbiased estimate; the width h
 * by their median heuristic.
 */
public final class MaximumMeanDiscrepancy {
  private static final int LOOKED_AT = 1000; // items for the median: half a million distances

  private MaximumMeanDiscrepancy() {}

  /**
   * Returns the estimate for the width of the median heuristic.
   *
   * @param sample items [n], at least two
   * @param reference items of the same shape [m], at least two
   * @return the squared discrepancy, at most 2
   * @throws IllegalArgumentException if shapes differ, there are fewer than two items or more than
   *     half of the items are equal
   */
  public static double of(FloatBatch sample, FloatBatch reference) {
    return of(sample, reference, medianWidth(sample, reference));
  }

  /**
   * Returns the estimate.
   *
   * @param sample items [n], at least two
   * @param reference items of the same shape [m], at least two
   * @param width h, positive
   * @return the squared discrepancy, at most 2
   * @throws IllegalArgumentException if shapes differ, there are fewer than two items or the width
   *     is not positive
   */
  public static double of(FloatBatch sample, FloatBatch reference, double width) {
    Distances.require(sample, reference, 2);
    if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "kernel width " + width + ": it must be positive; are most items equal?");
    }
    float[][] x = Distances.rows(sample);
    float[][] y = Distances.rows(reference);
    double n = x.length;
    double m = y.length;
    double scale = -1 / (2 * width * width);
    // an item with itself has kernel 1: n of these are taken away
    double xx = (Distances.sum(x, x, d -> Math.exp(scale * d)) - n) / (n * (n - 1));
    double yy = (Distances.sum(y, y, d -> Math.exp(scale * d)) - m) / (m * (m - 1));
    return xx + yy - 2 * Distances.sum(x, y, d -> Math.exp(scale * d)) / (n * m);
  }

  /**
   * Returns the median distance between two items of either set, among the first 500 of each.
   *
   * @param sample items [n], at least one
   * @param reference items of the same shape [m], at least one
   * @return h, at least 0
   */
  public static double medianWidth(FloatBatch sample, FloatBatch reference) {
    Distances.require(sample, reference, 1);
    int each = LOOKED_AT / 2;
    FloatBatch both =
        sample
            .slice(0, Math.min(each, sample.rows()))
            .concat(reference.slice(0, Math.min(each, reference.rows())));
    float[][] rows = Distances.rows(both);
    double[] distances = new double[rows.length * (rows.length - 1) / 2];
    int at = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < i; j++) {
        distances[at++] = Math.sqrt(Distances.squared(rows[i], rows[j]));
      }
    }
    Arrays.sort(distances);
    return distances[distances.length / 2];
  }
}

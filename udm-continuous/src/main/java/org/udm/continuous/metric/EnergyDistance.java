package org.udm.continuous.metric;

import org.udm.continuous.FloatBatch;

/**
 * The energy distance between the laws of two sets,
 *
 * <pre>2 E|x - y| - E|x - x'| - E|y - y'|,</pre>
 *
 * <p>estimated without bias (pairs of an item with itself are left out), so it may come out a
 * little below 0. It is 0 only for equal laws; smaller is better; the error falls as 1/n for equal
 * laws and 1/sqrt(n) otherwise.
 *
 * <p>Source: Szekely and Rizzo, "Energy statistics: a class of statistics based on distances",
 * 2013.
 */
public final class EnergyDistance {
  private EnergyDistance() {}

  /**
   * Returns the estimate.
   *
   * @param sample items [n], at least two
   * @param reference items of the same shape [m], at least two
   * @return the distance, in the units of the elements
   * @throws IllegalArgumentException if shapes differ or there are fewer than two items
   */
  public static double of(FloatBatch sample, FloatBatch reference) {
    Distances.require(sample, reference, 2);
    float[][] x = Distances.rows(sample);
    float[][] y = Distances.rows(reference);
    double n = x.length;
    double m = y.length;
    return 2 * Distances.sum(x, y, Math::sqrt) / (n * m)
        - Distances.sum(x, x, Math::sqrt) / (n * (n - 1))
        - Distances.sum(y, y, Math::sqrt) / (m * (m - 1));
  }
}

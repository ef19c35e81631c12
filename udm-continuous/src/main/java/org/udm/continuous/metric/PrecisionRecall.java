package org.udm.continuous.metric;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.udm.continuous.FloatBatch;

/**
 * Precision and recall by neighbourhoods: the part of the sample that lies in the reference's
 * support, and the part of the reference that lies in the sample's.
 *
 * <p>The support of a set is the union of balls around its items, each reaching to the item's k-th
 * nearest neighbour in the set. Larger is better for both. Two sets from one law do not reach 1;
 * compare with that.
 *
 * <p>Source: Kynkaanniemi, Karras, Laine, Lehtinen, Aila, "Improved precision and recall metric for
 * assessing generative models", 2019, equation 1, with k = 3 there.
 *
 * @param precision in [0, 1]
 * @param recall in [0, 1]
 */
public record PrecisionRecall(double precision, double recall) {

  /**
   * Returns precision and recall.
   *
   * @param sample items [n], more than {@code neighbours}
   * @param reference items of the same shape [m], more than {@code neighbours}
   * @param neighbours k, at least 1
   * @return both numbers
   * @throws IllegalArgumentException if shapes differ or there are too few items
   */
  public static PrecisionRecall of(FloatBatch sample, FloatBatch reference, int neighbours) {
    if (neighbours < 1) {
      throw new IllegalArgumentException(neighbours + " neighbours: at least 1 is needed");
    }
    Distances.require(sample, reference, Math.addExact(neighbours, 1));
    float[][] x = Distances.rows(sample);
    float[][] y = Distances.rows(reference);
    return new PrecisionRecall(inside(x, y, neighbours), inside(y, x, neighbours));
  }

  /** The part of the items that lies in the support of a set. */
  private static double inside(float[][] items, float[][] set, int neighbours) {
    double[] reach = new double[set.length];
    Arrays.parallelSetAll(
        reach,
        j -> {
          double[] squares = Distances.squaredToAll(set[j], set);
          Arrays.sort(squares);
          return squares[neighbours]; // squares[0] is the item itself
        });
    long inside =
        Arrays.stream(items)
            .parallel()
            .filter(
                item ->
                    IntStream.range(0, set.length)
                        .anyMatch(j -> Distances.squared(item, set[j]) <= reach[j]))
            .count();
    return (double) inside / items.length;
  }
}

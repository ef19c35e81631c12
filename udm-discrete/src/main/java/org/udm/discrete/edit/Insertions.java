package org.udm.discrete.edit;

import java.util.HashMap;
import java.util.Map;

/**
 * What a step back of a single token can insert into x_t, and how often: for each row y that is x_t
 * and one more token,
 *
 * <pre>c(y) = N(x_t, y) N(y, x_0) / N(x_t, x_0),</pre>
 *
 * the expected number of deleted tokens that would give y, when each embedding is equally probable.
 * The sum over y is L - M.
 */
final class Insertions {
  /** A token put before the token of x_t at {@code gap}; of equal rows the one farthest right. */
  record Place(int gap, int id) {}

  private Insertions() {}

  /**
   * Counts the insertions.
   *
   * @param xt a corrupted row [M]
   * @param x0 a row that contains it [L]
   * @return c(y) by the place of the new token, where it is positive
   */
  static Map<Place, Double> of(int[] xt, int[] x0) {
    Embeddings after = Embeddings.of(xt, x0);
    Embeddings before = Embeddings.of(reversed(xt), reversed(x0));
    Map<Place, Double> counts = new HashMap<>();
    int m = xt.length;
    int l = x0.length;
    for (int j = 0; j < l; j++) {
      // x_t up to the gap in x_0 before j, the rest behind j
      for (int gap = Math.max(0, m - (l - 1 - j)); gap <= Math.min(m, j); gap++) {
        double logs =
            before.logCount(m - gap, l - j) + after.logCount(gap, j + 1) - after.logCount();
        if (logs > Double.NEGATIVE_INFINITY) {
          counts.merge(place(xt, gap, x0[j]), Math.exp(logs), Double::sum);
        }
      }
    }
    return counts;
  }

  private static Place place(int[] xt, int gap, int id) {
    int right = gap;
    while (right < xt.length && xt[right] == id) {
      right++;
    }
    return new Place(right, id);
  }

  private static int[] reversed(int[] row) {
    int[] reversed = new int[row.length];
    for (int l = 0; l < row.length; l++) {
      reversed[l] = row[row.length - 1 - l];
    }
    return reversed;
  }
}

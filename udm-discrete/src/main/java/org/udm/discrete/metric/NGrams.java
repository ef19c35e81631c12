package org.udm.discrete.metric;

import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;
import org.udm.discrete.TokenBatch;

/** Counts the n-grams of rows: n tokens that follow one another in one row. */
final class NGrams {
  private NGrams() {}

  /**
   * Counts n-grams.
   *
   * @param rows token rows [B]
   * @param n at least 1
   * @return how often each occurs
   * @throws IllegalArgumentException if n is not positive or no row is long enough
   */
  static Map<IntBuffer, Long> count(TokenBatch rows, int n) {
    requireLength(rows, n);
    Map<IntBuffer, Long> counts = new HashMap<>();
    for (int i = 0; i < rows.rows(); i++) {
      int[] row = rows.row(i);
      for (int from = 0; from + n <= row.length; from++) {
        counts.merge(IntBuffer.wrap(row, from, n), 1L, Long::sum);
      }
    }
    return counts;
  }

  static void requireLength(TokenBatch rows, int n) {
    if (n < 1 || rows.maxLength() < n) {
      throw new IllegalArgumentException(
          "n-grams of %d tokens: n must be at least 1 and at most the longest row, which has %d"
              .formatted(n, rows.maxLength()));
    }
  }

  static double total(Map<IntBuffer, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}

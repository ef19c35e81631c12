package org.udm.discrete.metric;

import java.nio.IntBuffer;
import java.util.Map;
import org.udm.discrete.TokenBatch;

/**
 * The Jensen-Shannon divergence between the n-grams of two sets of rows,
 *
 * <pre>JS = (KL(p || m) + KL(q || m)) / 2,   m = (p + q) / 2,</pre>
 *
 * <p>p and q being the shares of n-grams. It lies in [0, ln 2]; smaller is better. Two samples of
 * one law have more than 0, about (K - 1) (1/N + 1/M) / 8 for K kinds among N and M n-grams, so the
 * number to compare with is that of held-back text of the sample's size.
 *
 * <p>Source: Lin, "Divergence measures based on the Shannon entropy", 1991.
 */
public final class NGramDivergence {
  private NGramDivergence() {}

  /**
   * Returns the divergence.
   *
   * @param sample token rows
   * @param reference token rows of the same vocabulary
   * @param n at least 1
   * @return nats, in [0, ln 2]
   * @throws IllegalArgumentException if n is not positive or a set has no row that is long enough
   */
  public static double of(TokenBatch sample, TokenBatch reference, int n) {
    Map<IntBuffer, Long> p = NGrams.count(sample, n);
    Map<IntBuffer, Long> q = NGrams.count(reference, n);
    double divergence = (toMixture(p, q) + toMixture(q, p)) / 2;
    return Math.max(0, divergence); // rounding may leave less
  }

  /** KL(p || (p + q) / 2). */
  private static double toMixture(Map<IntBuffer, Long> p, Map<IntBuffer, Long> q) {
    double totalP = NGrams.total(p);
    double totalQ = NGrams.total(q);
    double sum = 0;
    for (Map.Entry<IntBuffer, Long> gram : p.entrySet()) {
      double share = gram.getValue() / totalP;
      double other = q.getOrDefault(gram.getKey(), 0L) / totalQ;
      sum += share * Math.log(2 * share / (share + other));
    }
    return sum;
  }
}

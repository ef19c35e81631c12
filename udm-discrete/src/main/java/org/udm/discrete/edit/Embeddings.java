package org.udm.discrete.edit;

import java.util.Arrays;
import org.udm.core.random.RandomStream;

/**
 * The embeddings of one row in another as a subsequence: counted, and drawn uniformly.
 *
 * <pre>
 * n(k, j) = n(k, j + 1) + [a_k = b_j] n(k + 1, j + 1),   n(M, j) = 1
 * </pre>
 *
 * counts those of a from k on in b from j on. The counts are kept as logarithms, as they pass the
 * range of a double near 1,000 tokens; only L - M + 1 values of j matter for each k, so time and
 * memory are (M + 1)(L - M + 1).
 *
 * <pre>{@code
 * Math.exp(Embeddings.of(bag, babgbag).logCount()); // 5
 * }</pre>
 */
public final class Embeddings {
  private final int[] part;
  private final int[] whole;
  private final double[][] logCounts; // log n(k, k + g) at [k][g]

  private Embeddings(int[] part, int[] whole, double[][] logCounts) {
    this.part = part;
    this.whole = whole;
    this.logCounts = logCounts;
  }

  /**
   * Finds the embeddings.
   *
   * @param part the row a that is embedded [M]
   * @param whole the row b that it is embedded in [L]
   * @return the embeddings; none where a is no subsequence of b
   */
  public static Embeddings of(int[] part, int[] whole) {
    int gaps = whole.length - part.length + 1;
    double[][] logCounts = new double[part.length + 1][Math.max(0, gaps)];
    for (int k = part.length - 1; k >= 0; k--) {
      double later = Double.NEGATIVE_INFINITY;
      for (int g = gaps - 1; g >= 0; g--) {
        if (part[k] == whole[k + g]) {
          later = logSum(later, logCounts[k + 1][g]);
        }
        logCounts[k][g] = later;
      }
    }
    return new Embeddings(part.clone(), whole.clone(), logCounts);
  }

  /** log(exp(a) + exp(b)). */
  static double logSum(double a, double b) {
    double larger = Math.max(a, b);
    return larger == Double.NEGATIVE_INFINITY
        ? larger
        : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
  }

  /**
   * Returns whether there is an embedding.
   *
   * @return whether a is a subsequence of b
   */
  public boolean exist() {
    return logCount() > Double.NEGATIVE_INFINITY;
  }

  /**
   * Returns the logarithm of their number.
   *
   * @return log N(a, b); negative infinity where there is none
   */
  public double logCount() {
    return logCounts[0].length == 0 ? Double.NEGATIVE_INFINITY : logCounts[0][0];
  }

  /**
   * Returns the logarithm of the number of embeddings of the rest of a in the rest of b.
   *
   * @param k the first token of a that is left, in [0, M]
   * @param j the first token of b that is left, in [k, L]
   * @return log n(k, j)
   */
  double logCount(int k, int j) {
    return j - k < logCounts[k].length ? logCounts[k][j - k] : Double.NEGATIVE_INFINITY;
  }

  /**
   * Draws one of them, all equally probable.
   *
   * @param rng the source of randomness
   * @return for each token of b whether it is one of a [L]
   * @throws IllegalArgumentException if there is none
   */
  public boolean[] draw(RandomStream rng) {
    if (!exist()) {
      throw new IllegalArgumentException(
          "%s is no subsequence of %s: it has no embedding"
              .formatted(Arrays.toString(part), Arrays.toString(whole)));
    }
    boolean[] taken = new boolean[whole.length];
    int k = 0; // the token of a that is to be placed
    for (int j = 0; k < part.length; j++) {
      double share =
          part[k] == whole[j] ? Math.exp(logCounts[k + 1][j - k] - logCounts[k][j - k]) : 0;
      if (rng.bernoulli(share)) {
        taken[j] = true;
        k++;
      }
    }
    return taken;
  }
}

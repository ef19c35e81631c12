package org.udm.discrete.metric;

import java.nio.IntBuffer;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.udm.core.bound.Estimate;
import org.udm.discrete.TokenBatch;

/**
 * How varied rows are, by themselves.
 *
 * <p>None of these is better for being larger or smaller: text of the same kind has a value, and
 * rows should come near it.
 */
public final class Diversity {
  private Diversity() {}

  /**
   * Returns the mean entropy of the tokens of a row,
   *
   * <pre>H = - sum_w f_w ln f_w,   f_w the share of token w in the row,</pre>
   *
   * <p>which is at most ln L; a model that repeats itself has little. Source: Dieleman et al.,
   * "Continuous diffusion for categorical data", 2022.
   *
   * @param rows token rows [B]; empty ones do not count
   * @return nats, over rows
   * @throws IllegalArgumentException if all rows are empty
   */
  public static Estimate unigramEntropy(TokenBatch rows) {
    return mean(
        rows,
        1,
        counts -> {
          double total = NGrams.total(counts);
          return counts.values().stream()
              .mapToDouble(c -> -(c / total) * Math.log(c / total))
              .sum();
        });
  }

  /**
   * Returns the share of n-grams that are different: of all n-grams of all rows, how many kinds
   * there are. It falls with the number of rows; compare equal numbers only.
   *
   * <p>Source: Li et al., "A diversity-promoting objective function for neural conversation
   * models", 2016 (distinct-1, distinct-2).
   *
   * @param rows token rows [B]
   * @param n at least 1
   * @return in (0, 1]
   * @throws IllegalArgumentException if n is not positive or no row is long enough
   */
  public static double distinct(TokenBatch rows, int n) {
    Map<IntBuffer, Long> counts = NGrams.count(rows, n);
    return counts.size() / NGrams.total(counts);
  }

  /**
   * Returns the mean share of a row's n-grams that stood in the row before, 1 - kinds / all.
   *
   * <p>Source: Welleck et al., "Neural text generation with unlikelihood training", 2020
   * (seq-rep-n).
   *
   * @param rows token rows [B]; shorter ones than n do not count
   * @param n at least 1
   * @return in [0, 1), over rows
   * @throws IllegalArgumentException if n is not positive or no row is long enough
   */
  public static Estimate repetition(TokenBatch rows, int n) {
    return mean(rows, n, counts -> 1 - counts.size() / NGrams.total(counts));
  }

  private static Estimate mean(
      TokenBatch rows, int n, ToDoubleFunction<Map<IntBuffer, Long>> statistic) {
    NGrams.requireLength(rows, n);
    return RowMeans.of(
        IntStream.range(0, rows.rows())
            .filter(i -> rows.length(i) >= n)
            .mapToDouble(i -> statistic.applyAsDouble(NGrams.count(rows.slice(i, i + 1), n)))
            .toArray());
  }
}

package org.udm.discrete.metric;

import java.util.List;
import java.util.stream.IntStream;
import org.udm.core.bound.Estimate;
import org.udm.discrete.TokenBatch;

/**
 * Which class a row is of, by Bayes' rule with a language model of each class,
 *
 * <pre>k(row) = argmax_k ln p(k) + ln p(row | k).</pre>
 *
 * <p>Source: Peng, Schuurmans and Wang, "Augmenting naive Bayes classifiers with statistical
 * language models", 2004, equation 8.
 */
public final class ClassJudge {
  private final List<? extends Judge> judges; // [K]
  private final double[] shares; // [K]

  private ClassJudge(List<? extends Judge> judges, double... shares) {
    this.judges = judges;
    this.shares = shares;
  }

  /**
   * Returns the judge.
   *
   * @param judges what says how likely a row is in each class [K], K at least 1
   * @param shares p(k), each above 0 [K]
   * @return the judge
   * @throws IllegalArgumentException if there is not one positive share for each class
   */
  public static ClassJudge of(List<? extends Judge> judges, double... shares) {
    boolean positive = IntStream.range(0, shares.length).allMatch(k -> shares[k] > 0);
    if (judges.isEmpty() || judges.size() != shares.length || !positive) {
      throw new IllegalArgumentException(
          "%d judges with %d shares, %s: give one share above 0 for each"
              .formatted(judges.size(), shares.length, java.util.Arrays.toString(shares)));
    }
    return new ClassJudge(List.copyOf(judges), shares.clone());
  }

  /**
   * Returns the most probable class of each row; of equally probable ones the first.
   *
   * @param rows token rows [B]
   * @return classes in [0, K) [B]
   */
  public int[] classes(TokenBatch rows) {
    double[][] logs = judges.stream().map(judge -> judge.logProb(rows)).toArray(double[][]::new);
    int[] classes = new int[rows.rows()];
    for (int i = 0; i < classes.length; i++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < shares.length; k++) {
        double log = Math.log(shares[k]) + logs[k][i];
        if (log > best) {
          best = log;
          classes[i] = k;
        }
      }
    }
    return classes;
  }

  /**
   * Returns how many rows are of the class that they should be of.
   *
   * @param rows token rows [B], at least one
   * @param told their classes, rows of the one token k [B]
   * @return the share, with its standard error
   */
  public Estimate accuracy(TokenBatch rows, TokenBatch told) {
    int[] found = classes(rows);
    return RowMeans.of(
        IntStream.range(0, found.length)
            .mapToDouble(i -> found[i] == told.token(i, 0) ? 1 : 0)
            .toArray());
  }
}

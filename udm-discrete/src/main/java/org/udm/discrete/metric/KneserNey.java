package org.udm.discrete.metric;

import java.util.stream.Stream;
import org.udm.discrete.TokenBatch;

/**
 * An n-gram model with interpolated, modified Kneser-Ney smoothing: the judge that needs no
 * training but counting.
 *
 * <p>The highest order counts n-grams, the lower ones count in how many ways a shorter n-gram can
 * begin, and below all is the uniform law, so every token has a probability above 0. At the
 * beginning of a row there is less context: there the order is that of the context, with its own
 * counts at the top.
 *
 * <pre>{@code
 * KneserNey judge = KneserNey.train(data.runs(TextPart.TRAINING), vocabulary.size(), 6);
 * judge.surprise(heldBack).inBits(); // bits per token
 * }</pre>
 *
 * <p>Source: Chen and Goodman, "An empirical study of smoothing techniques for language modeling",
 * 1998, section 3.
 */
public final class KneserNey implements Judge {
  private final int vocabulary;
  private final int order;
  private final DiscountedCounts[] counted; // [order], of n-grams in the text
  private final DiscountedCounts[] continued; // [order - 1], of ways to begin

  private KneserNey(int vocabulary, int order, GramTable[] grams) {
    this.vocabulary = vocabulary;
    this.order = order;
    this.counted = new DiscountedCounts[order];
    this.continued = new DiscountedCounts[order - 1];
    long size = 1; // V^n
    for (int n = 1; n <= order; n++) {
      counted[n - 1] = new DiscountedCounts(grams[n - 1], vocabulary);
      size *= vocabulary;
      if (n < order) {
        GramTable beginnings = new GramTable();
        long numbers = size;
        grams[n].forEach((gram, count) -> beginnings.add(gram % numbers));
        continued[n - 1] = new DiscountedCounts(beginnings, vocabulary);
      }
    }
  }

  /**
   * Counts a text.
   *
   * @param text the text in runs, read once; n-grams do not reach from one row into the next
   * @param vocabulary the number of tokens V
   * @param order how many tokens an n-gram has at most, at least 1; V^order must be below 2^63
   * @return the model
   * @throws IllegalArgumentException if the order is out of range, an id is not in [0, V) or there
   *     is no token
   */
  public static KneserNey train(Stream<TokenBatch> text, int vocabulary, int order) {
    int most = (int) (Long.SIZE * Math.log(2) / Math.log(Math.max(2, vocabulary)) * (63.0 / 64));
    if (vocabulary < 1 || order < 1 || order > most) {
      throw new IllegalArgumentException(
          "a model of order %d for %d tokens: V must be at least 1 and the order from 1 to %d, for V^order below 2^63"
              .formatted(order, vocabulary, most));
    }
    GramTable[] grams = new GramTable[order];
    for (int n = 0; n < order; n++) {
      grams[n] = new GramTable();
    }
    text.forEach(
        batch -> {
          batch.requireIdsBelow(vocabulary);
          for (int i = 0; i < batch.rows(); i++) {
            count(batch.row(i), vocabulary, grams);
          }
        });
    if (grams[0].size() == 0) {
      throw new IllegalArgumentException("a model of a text without a token: give a longer text");
    }
    return new KneserNey(vocabulary, order, grams);
  }

  private static void count(int[] row, int vocabulary, GramTable... grams) {
    for (int end = 0; end < row.length; end++) {
      long gram = 0;
      long scale = 1;
      for (int n = 1; n <= Math.min(grams.length, end + 1); n++) {
        gram += scale * row[end - n + 1];
        scale *= vocabulary;
        grams[n - 1].add(gram);
      }
    }
  }

  /**
   * Returns the probability of a token.
   *
   * @param token w, in [0, V)
   * @param context h, the tokens before it, each in [0, V); the last {@code order - 1} count
   * @return p(w | h), above 0; over all w it sums to 1
   * @throws IllegalArgumentException if an id is not in [0, V)
   */
  public double probability(int token, int... context) {
    TokenBatch.of(context, new int[] {token}).requireIdsBelow(vocabulary);
    return probability(context, context.length, token);
  }

  private double probability(int[] row, int position, int token) {
    int known = Math.min(position, order - 1);
    double p = 1.0 / vocabulary;
    long context = 0;
    long scale = 1;
    for (int n = 0; n <= known; n++) {
      if (n > 0) {
        context += scale * row[position - n];
        scale *= vocabulary;
      }
      p = (n == known ? counted : continued)[n].probability(context, token, p);
    }
    return p;
  }

  @Override
  public double[] logProb(TokenBatch rows) {
    rows.requireIdsBelow(vocabulary);
    double[] sums = new double[rows.rows()];
    for (int i = 0; i < sums.length; i++) {
      int[] row = rows.row(i);
      for (int j = 0; j < row.length; j++) {
        sums[i] += Math.log(probability(row, j, row[j]));
      }
    }
    return sums;
  }

  @Override
  public String toString() {
    return "Kneser-Ney model of order %d over %d tokens".formatted(order, vocabulary);
  }
}

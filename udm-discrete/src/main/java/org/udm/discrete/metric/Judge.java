package org.udm.discrete.metric;

import org.udm.core.bound.Estimate;
import org.udm.discrete.TokenBatch;

/**
 * An autoregressive model that says how likely rows are,
 *
 * <pre>ln p(row) = sum_i ln p(w_i | w_1 ... w_{i-1}).</pre>
 */
@FunctionalInterface
public interface Judge {

  /**
   * Returns how likely each row is.
   *
   * @param rows token rows [B]
   * @return ln p(row) in nats [B]
   * @throws IllegalArgumentException if an id is not in the judge's vocabulary
   */
  double[] logProb(TokenBatch rows);

  /**
   * Returns the mean of - ln p(w | h) over all tokens of all rows: the logarithm of the perplexity.
   * For samples smaller is not always better: a model that repeats itself is likely too, so it is
   * read beside {@link Diversity}.
   *
   * @param rows token rows [B]; empty ones do not count
   * @return nats per token, with the standard error over rows
   * @throws IllegalArgumentException if there are no tokens
   */
  default Estimate surprise(TokenBatch rows) {
    if (rows.tokens() == 0) {
      throw new IllegalArgumentException(
          "the perplexity of %d rows without a token: give rows with tokens"
              .formatted(rows.rows()));
    }
    double[] nats = logProb(rows);
    double[] tokens = new double[rows.rows()];
    for (int i = 0; i < tokens.length; i++) {
      nats[i] = -nats[i];
      tokens[i] = rows.length(i);
    }
    return RowMeans.ratio(nats, tokens);
  }

  /**
   * Returns the perplexity of rows, exp of the {@link #surprise}.
   *
   * @param rows token rows [B], with at least one token
   * @return the perplexity, at least 1, with the standard error by linearisation
   */
  default Estimate perplexity(TokenBatch rows) {
    Estimate nats = surprise(rows);
    double perplexity = Math.exp(nats.mean());
    return new Estimate(perplexity, perplexity * nats.standardError());
  }
}

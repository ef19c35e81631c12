package org.udm.cli;

import java.util.stream.Stream;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.Vocabulary;

/**
 * What is trained on, and how it is measured.
 *
 * @param vocabulary what the tokens mean
 * @param training clean rows by step
 * @param evaluated rows to evaluate with
 * @param part what these are: validation, training or all
 * @param hash identifies the data
 * @param unit what one token is called: character, byte or word
 * @param entropyBits the exact entropy in bits per unit, NaN where nobody knows it
 */
record TextTask(
    Vocabulary vocabulary,
    DataSource<TokenBatch> training,
    Rows evaluated,
    String part,
    String hash,
    String unit,
    double entropyBits) {

  /** The part that marks what is not trained on. */
  static final String VALIDATION = "validation";

  /** Rows to evaluate with. */
  @FunctionalInterface
  interface Rows {

    /** Batches with at most so many rows in all, spread over the data, the same at every call. */
    Stream<TokenBatch> atMost(long rows);
  }
}

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
 * @param validation rows that are not trained on
 * @param hash identifies the data
 * @param unit what one token is called: character, byte or word
 * @param entropyBits the exact entropy in bits per unit, NaN where nobody knows it
 */
record TextTask(
    Vocabulary vocabulary,
    DataSource<TokenBatch> training,
    Validation validation,
    String hash,
    String unit,
    double entropyBits) {

  /** Rows that are not trained on. */
  @FunctionalInterface
  interface Validation {

    /** Batches with about so many rows in all, spread over the data, the same at every call. */
    Stream<TokenBatch> rows(long about);
  }
}

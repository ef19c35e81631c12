package org.udm.discrete.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.udm.core.bound.Estimate;

/**
 * What generated rows are like.
 *
 * @param rows how many there are
 * @param tokens of all rows
 * @param unigramEntropy of a row's tokens, nats; see {@link Diversity#unigramEntropy}
 * @param distinct the share of different n-grams for n = 1, 2, ...; see {@link Diversity#distinct}
 * @param repetition the share of a row's n-grams that stood there before; see {@link
 *     Diversity#repetition}
 * @param divergence from the validation part for n = 1, 2, ..., nats; see {@link NGramDivergence}
 * @param copied how much stands in the training part
 * @param surprise - ln p of a token under the judge, nats; see {@link Judge#surprise}
 */
public record SampleReport(
    int rows,
    int tokens,
    Estimate unigramEntropy,
    List<Double> distinct,
    Estimate repetition,
    List<Double> divergence,
    CopiedText copied,
    Estimate surprise) {

  /** Copies the lists. */
  public SampleReport {
    distinct = List.copyOf(distinct);
    divergence = List.copyOf(divergence);
  }

  /**
   * Returns the perplexity under the judge.
   *
   * @return exp of the surprise, with the standard error by linearisation
   */
  public Estimate perplexity() {
    double perplexity = Math.exp(surprise.mean());
    return new Estimate(perplexity, perplexity * surprise.standardError());
  }

  /**
   * Returns the report as numbers with names, for a record in JSON.
   *
   * @return the names of this record's parts, standard errors behind them; nats
   */
  public Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("rows", rows);
    description.put("tokens", tokens);
    put(description, "unigramEntropy", unigramEntropy);
    description.put("distinct", distinct);
    put(description, "repetition", repetition);
    description.put("divergence", divergence);
    description.put("copiedLeast", copied.least());
    put(description, "copiedShare", copied.share());
    put(description, "copiedLongest", copied.longest());
    description.put("copiedRecord", copied.record());
    put(description, "surprise", surprise);
    put(description, "perplexity", perplexity());
    return description;
  }

  private static void put(Map<String, Object> description, String name, Estimate estimate) {
    description.put(name, estimate.mean());
    description.put(name + "StandardError", estimate.standardError());
  }
}

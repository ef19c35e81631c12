package org.udm.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Estimate;
import org.udm.core.bound.Nelbo;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.TokenPredictor;

/** A bound over batches of rows, in nats and in bits per token. */
final class Bounds {
  private Bounds() {}

  /** Told how many rows are done. */
  interface Progress {
    void rows(long done);
  }

  /** Evaluates a bound; every row has random streams of its own number. */
  static BoundReport evaluate(
      Nelbo<TokenBatch> bound,
      Stream<TokenBatch> batches,
      TokenPredictor predictor,
      RandomStreams rng,
      Progress progress) {
    BoundReport.Gathering gathering = BoundReport.gathering();
    long[] done = {0};
    batches.forEach(
        batch -> {
          BoundTerms terms = bound.terms(batch, predictor, rng.fromRow(Math.toIntExact(done[0])));
          gathering.add(terms, IntStream.range(0, batch.rows()).mapToLong(batch::length).toArray());
          done[0] += batch.rows();
          progress.rows(done[0]);
        });
    return gathering.report();
  }

  /** The report in a line, against the exact entropy if it is known. */
  static String line(BoundReport report, String unit, double entropyBits) {
    Estimate bits = report.total().inBits();
    String line =
        String.format(Locale.ROOT, "%.3f +- %.3f bits/%s", bits.mean(), bits.standardError(), unit);
    return Double.isNaN(entropyBits)
        ? line
        : line + String.format(Locale.ROOT, " (exact entropy %.3f)", entropyBits);
  }

  /** The report as JSON shows it. */
  static Map<String, Object> describe(BoundReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("nats_per_token", describe(report.total()));
    json.put("bits_per_token", describe(report.total().inBits()));
    Map<String, Object> terms = new LinkedHashMap<>();
    terms.put("prior", describe(report.prior()));
    terms.put("diffusion", describe(report.diffusion()));
    terms.put("reconstruction", describe(report.reconstruction()));
    json.put("terms_nats_per_token", terms);
    json.put("nats_per_row", describe(report.perRow()));
    json.put("perplexity_per_token", Math.exp(report.total().mean()));
    json.put("rows", report.rows());
    json.put("tokens", report.units());
    return json;
  }

  private static Map<String, Object> describe(Estimate estimate) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mean", estimate.mean());
    json.put(
        "standard_error", Double.isNaN(estimate.standardError()) ? null : estimate.standardError());
    return json;
  }
}

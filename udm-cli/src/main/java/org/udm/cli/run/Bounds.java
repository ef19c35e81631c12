package org.udm.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.udm.core.Batch;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Estimate;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.torch.parallel.Peers;

/** A bound over batches of rows, in nats and in bits per unit. */
public final class Bounds {
  private static final int TERMS = 3;

  private Bounds() {}

  /**
   * Evaluates a bound over all rows; every row has random streams of its own number.
   *
   * @param peers the processes that share the batches, each of which is told the whole report
   * @param bound the bound
   * @param batches the rows
   * @param predictor the x_0-predictor
   * @param counted the units of rows
   * @param rng the source of randomness
   * @param progress told how many rows are done
   * @param <X> the state
   * @return the report
   */
  public static <X extends Batch<X>> BoundReport evaluate(
      Peers peers,
      Nelbo<X> bound,
      Stream<X> batches,
      X0Predictor<X> predictor,
      ToLongFunction<X> counted,
      RandomStreams rng,
      LongConsumer progress) {
    return ofRows(peers, bound, batches, predictor, counted, rng, progress).report();
  }

  /**
   * Evaluates a bound row by row; every row has random streams of its own number.
   *
   * @param peers the processes that share the batches, each of which is told of all rows
   * @param bound the bound
   * @param batches the rows
   * @param predictor the x_0-predictor
   * @param counted the units of rows
   * @param rng the source of randomness
   * @param progress told how many rows are done
   * @param <X> the state
   * @return the bound of each row
   */
  public static <X extends Batch<X>> RowBounds ofRows(
      Peers peers,
      Nelbo<X> bound,
      Stream<X> batches,
      X0Predictor<X> predictor,
      ToLongFunction<X> counted,
      RandomStreams rng,
      LongConsumer progress) {
    List<Long> units = new ArrayList<>();
    double[] found =
        BatchTurns.of(
            peers,
            batches.peek(
                batch -> rows(batch).forEach(i -> units.add(counted.applyAsLong(batch.gather(i))))),
            TERMS,
            (batch, row) -> terms(bound.terms(batch, predictor, rng.fromRow(row))),
            progress);
    return new RowBounds(
        new BoundTerms(term(found, 0), term(found, 1), term(found, 2)),
        units.stream().mapToLong(Long::longValue).toArray());
  }

  private static IntStream rows(Batch<?> batch) {
    return IntStream.range(0, batch.rows());
  }

  /** The terms of each row together: [B * TERMS] of three arrays [B]. */
  private static double[] terms(BoundTerms terms) {
    return IntStream.range(0, terms.rows())
        .boxed()
        .flatMapToDouble(
            i -> DoubleStream.of(terms.prior()[i], terms.diffusion()[i], terms.reconstruction()[i]))
        .toArray();
  }

  /** One of the terms of all rows. */
  private static double[] term(double[] found, int term) {
    return IntStream.range(0, found.length / TERMS)
        .mapToDouble(i -> found[TERMS * i + term])
        .toArray();
  }

  /**
   * Returns a report as JSON shows it.
   *
   * @param report the report
   * @param measure what it is counted in
   * @return numbers by name
   */
  public static Map<String, Object> describe(BoundReport report, Measure measure) {
    String per = "per_" + measure.key();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("nats_" + per, describe(report.total()));
    json.put("bits_" + per, describe(report.total().inBits()));
    Map<String, Object> terms = new LinkedHashMap<>();
    terms.put("prior", describe(report.prior()));
    terms.put("diffusion", describe(report.diffusion()));
    terms.put("reconstruction", describe(report.reconstruction()));
    json.put("terms_nats_" + per, terms);
    json.put("nats_per_row", describe(report.perRow()));
    json.put("perplexity_" + per, Math.exp(report.total().mean()));
    json.put("rows", report.rows());
    json.put(measure.key() + "s", report.units());
    return json;
  }

  /** A number as JSON shows it, with what is known of its error. */
  static Map<String, Object> describe(Estimate estimate) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mean", estimate.mean());
    json.put(
        "standard_error", Double.isNaN(estimate.standardError()) ? null : estimate.standardError());
    return json;
  }
}

package org.udm.core.bound;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.DoubleStatistics;
import org.apache.commons.statistics.descriptive.Statistic;
import org.udm.core.Batch;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;

/**
 * A bound over a data set: nats per unit (token, character, dimension) by terms, with standard
 * errors over rows.
 *
 * <p>With rows of different sizes u_i the estimate is the ratio of sums, and its standard error
 * that of a ratio: {@code sqrt(sum (n_i - r u_i)^2 / (N (N - 1))) / mean(u)}.
 *
 * @param prior nats per unit
 * @param diffusion nats per unit
 * @param reconstruction nats per unit
 * @param total nats per unit
 * @param perRow the total, in nats per row
 * @param rows the number of rows N
 * @param units the number of units in all rows
 */
public record BoundReport(
    Estimate prior,
    Estimate diffusion,
    Estimate reconstruction,
    Estimate total,
    Estimate perRow,
    long rows,
    long units) {

  /** Gathers the terms of a data set, batch by batch. */
  public static final class Gathering {
    private record Row(double prior, double diffusion, double reconstruction, long units) {
      double total() {
        return prior + diffusion + reconstruction;
      }
    }

    private final List<Row> rows = new ArrayList<>();

    private Gathering() {}

    /**
     * Adds the rows of a batch.
     *
     * @param terms their terms [B]
     * @param units their sizes [B], each at least 1
     * @throws IllegalArgumentException if there is not one size of at least 1 per row
     */
    public void add(BoundTerms terms, long[] units) {
      if (units.length != terms.rows()) {
        throw new IllegalArgumentException(
            "%d sizes for the bound of %d rows: give one per row"
                .formatted(units.length, terms.rows()));
      }
      for (long size : units) {
        if (size < 1) {
          throw new IllegalArgumentException(
              "a row of " + size + " units: every row needs at least 1");
        }
      }
      for (int i = 0; i < terms.rows(); i++) {
        rows.add(
            new Row(terms.prior()[i], terms.diffusion()[i], terms.reconstruction()[i], units[i]));
      }
    }

    /**
     * Returns the report of the rows so far.
     *
     * @return the report
     * @throws IllegalStateException if there is no row
     */
    public BoundReport report() {
      if (rows.isEmpty()) {
        throw new IllegalStateException("a bound over no rows: add at least one");
      }
      long units = rows.stream().mapToLong(Row::units).sum();
      DoubleStatistics totals =
          DoubleStatistics.of(
              java.util.EnumSet.of(Statistic.MEAN, Statistic.VARIANCE),
              rows.stream().mapToDouble(Row::total).toArray());
      Estimate perRow =
          new Estimate(
              totals.getAsDouble(Statistic.MEAN),
              standardError(totals.getAsDouble(Statistic.VARIANCE)));
      return new BoundReport(
          ratio(Row::prior, units),
          ratio(Row::diffusion, units),
          ratio(Row::reconstruction, units),
          ratio(Row::total, units),
          perRow,
          rows.size(),
          units);
    }

    private Estimate ratio(ToDoubleFunction<Row> nats, long units) {
      double ratio = rows.stream().mapToDouble(nats).sum() / units;
      double squares =
          rows.stream()
              .mapToDouble(row -> nats.applyAsDouble(row) - ratio * row.units())
              .map(d -> d * d)
              .sum();
      double perRow = standardError(squares / (rows.size() - 1));
      return new Estimate(ratio, perRow * rows.size() / units);
    }

    private double standardError(double variance) {
      return rows.size() < 2 ? Double.NaN : Math.sqrt(variance / rows.size());
    }
  }

  /**
   * Starts a report.
   *
   * @return an empty gathering
   */
  public static Gathering gathering() {
    return new Gathering();
  }

  /**
   * Evaluates a bound over one batch.
   *
   * @param bound the bound
   * @param x0 clean rows [N]
   * @param units their sizes [N]
   * @param predictor the x_0-predictor
   * @param rng the source of randomness
   * @param <X> the state
   * @return the report
   */
  public static <X extends Batch<X>> BoundReport of(
      Nelbo<X> bound, X x0, long[] units, X0Predictor<X> predictor, RandomStreams rng) {
    Gathering gathering = gathering();
    gathering.add(bound.terms(x0, predictor, rng), units);
    return gathering.report();
  }
}

package org.udm.cli.run;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.BoundTerms;

/**
 * The bound of each row of some data.
 *
 * @param terms the terms, in nats [N]
 * @param units the sizes of the rows [N]
 */
public record RowBounds(BoundTerms terms, long[] units) {

  /**
   * Returns the bound over all rows.
   *
   * @return the report
   */
  public BoundReport report() {
    return report(row -> true);
  }

  /**
   * Returns the bound over some rows.
   *
   * @param chosen says of the number of a row whether it is one of them; at least one must be
   * @return the report
   */
  public BoundReport report(IntPredicate chosen) {
    int[] rows = IntStream.range(0, units.length).filter(chosen).toArray();
    BoundReport.Gathering gathering = BoundReport.gathering();
    gathering.add(
        new BoundTerms(
            of(terms.prior(), rows), of(terms.diffusion(), rows), of(terms.reconstruction(), rows)),
        IntStream.of(rows).mapToLong(row -> units[row]).toArray());
    return gathering.report();
  }

  private static double[] of(double[] all, int... rows) {
    return IntStream.of(rows).mapToDouble(row -> all[row]).toArray();
  }
}

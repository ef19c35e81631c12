package org.udm.core.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/** Means and standard errors of a bound over a data set. */
class BoundReportTest {

  private static BoundTerms diffusion(double... nats) {
    return new BoundTerms(new double[nats.length], nats, new double[nats.length]);
  }

  private static BoundReport report(double[] nats, long[] units) {
    BoundReport.Gathering gathering = BoundReport.gathering();
    gathering.add(diffusion(nats), units);
    return gathering.report();
  }

  @Test
  void termsAddUpToTheTotal() {
    BoundReport.Gathering gathering = BoundReport.gathering();
    gathering.add(
        new BoundTerms(new double[] {1, 2}, new double[] {10, 20}, new double[] {100, 200}),
        new long[] {2, 3});
    gathering.add(
        new BoundTerms(new double[] {3}, new double[] {30}, new double[] {300}), new long[] {5});
    BoundReport report = gathering.report();
    assertEquals(0.6, report.prior().mean(), 1e-15);
    assertEquals(6, report.diffusion().mean(), 1e-14);
    assertEquals(60, report.reconstruction().mean(), 1e-13);
    assertEquals(66.6, report.total().mean(), 1e-13);
    assertEquals(222, report.perRow().mean(), 1e-12);
    assertEquals(3, report.rows());
    assertEquals(10, report.units());
  }

  /** n = 6, 1 nats of u = 3, 1 units: r = 7/4, residuals 3/4 and -3/4. */
  @Test
  void theRatiosErrorByHand() {
    BoundReport report = report(new double[] {6, 1}, new long[] {3, 1});
    assertEquals(1.75, report.total().mean(), 1e-15);
    // sqrt((9/16 + 9/16) / (2 * 1)) / mean(u) = (3/4) / 2
    assertEquals(0.375, report.total().standardError(), 1e-15);
    assertEquals(2.5, report.perRow().standardError(), 1e-14); // deviation 5 / sqrt 2 over sqrt 2
  }

  @Test
  void equalSizesGiveTheUsualError() {
    double[] nats = {3, 5, 4, 9, 1, 2.5};
    long[] units = new long[6];
    Arrays.fill(units, 4);
    BoundReport report = report(nats, units);
    double mean = Arrays.stream(nats).average().orElseThrow();
    double variance = Arrays.stream(nats).map(n -> (n - mean) * (n - mean)).sum() / 5;
    assertEquals(mean, report.perRow().mean(), 1e-14);
    assertEquals(Math.sqrt(variance / 6), report.perRow().standardError(), 1e-14);
    assertEquals(mean / 4, report.total().mean(), 1e-14);
    assertEquals(Math.sqrt(variance / 6) / 4, report.total().standardError(), 1e-14);
  }

  /**
   * Rows of 1 to 20 units with 1.5 nats each and noise: over 4,000 data sets of 200 rows the spread
   * of the estimates is the error that is reported, within 5 % (its own relative error is 1.1 %).
   */
  @Test
  void theErrorIsTheSpreadOfTheEstimate() {
    int sets = 4000;
    double sum = 0;
    double squares = 0;
    double errors = 0;
    double naive = 0;
    for (int k = 0; k < sets; k++) {
      RandomStream rng = RandomStreams.of(17).at(k).row(0);
      double[] nats = new double[200];
      long[] units = new long[200];
      for (int i = 0; i < 200; i++) {
        units[i] = 1 + rng.index(20);
        nats[i] = 1.5 * units[i] + 0.5 * Math.sqrt(units[i]) * rng.gaussian();
      }
      BoundReport report = report(nats, units);
      sum += report.total().mean();
      squares += report.total().mean() * report.total().mean();
      errors += report.total().standardError();
      naive += report.perRow().standardError() / (report.units() / 200.0);
    }
    double mean = sum / sets;
    double spread = Math.sqrt(squares / sets - mean * mean);
    assertEquals(1.5, mean, 4 * spread / Math.sqrt(sets));
    assertEquals(1, errors / sets / spread, 0.05);
    // planted: the error of the nats per row, over the mean size, forgets that both vary together
    assertTrue(naive / sets / spread > 1.5);
  }

  @Test
  void oneRowHasNoError() {
    BoundReport report = report(new double[] {6}, new long[] {3});
    assertEquals(2, report.total().mean());
    assertEquals(Double.NaN, report.total().standardError());
    assertEquals(Double.NaN, report.perRow().standardError());
  }

  @Test
  void bitsAreNatsOverTheLogarithmOfTwo() {
    Estimate bits = new Estimate(Math.log(8), Math.log(2) / 4).inBits();
    assertEquals(3, bits.mean(), 1e-15);
    assertEquals(0.25, bits.standardError(), 1e-15);
  }

  @Test
  void aBoundIsEvaluatedOverABatch() {
    Nelbo<LetterBatch> bound = (x0, predictor, rng) -> diffusion(2, 4);
    BoundReport report =
        BoundReport.of(
            bound,
            LetterBatch.words("a", "bc"),
            new long[] {1, 2},
            (xt, t) -> {
              throw new AssertionError("not needed");
            },
            RandomStreams.of(1));
    assertEquals(2, report.total().mean());
    assertEquals(0, report.total().standardError(), 1e-15);
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThrows(IllegalStateException.class, () -> BoundReport.gathering().report());
    assertThrows(IllegalArgumentException.class, () -> report(new double[] {1, 2}, new long[] {1}));
    assertThrows(IllegalArgumentException.class, () -> report(new double[] {1}, new long[] {1, 1}));
    assertThrows(IllegalArgumentException.class, () -> report(new double[] {1}, new long[] {0}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new BoundTerms(new double[1], new double[2], new double[2]));
  }
}

package org.udm.discrete.edit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.DrawnNelbo;
import org.udm.core.bound.EnumeratedNelbo;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.NineStates;

class DeletionTest {
  private static final Deletion DELETION = Deletion.of(3, PolynomialSchedule.linear());
  private static final TokenBatch DATA =
      TokenBatch.of(
          new int[] {0, 1, 0},
          new int[] {1, 0},
          new int[] {},
          new int[] {0, 0, 1},
          new int[] {2},
          new int[] {0, 2, 1, 0});
  private static final double[] P = {.25, .2, .1, .15, .1, .2};
  private static final OraclePredictor<TokenBatch> ORACLE = OraclePredictor.of(DATA, P, DELETION);

  private static Sampler<TokenBatch> sampler(ReverseKernel<TokenBatch> kernel, int steps) {
    return GridSampler.of(
        DELETION.prior(), PredictThenCorrect.of(ORACLE, kernel), TimeGrid.uniform(steps));
  }

  /** Pearson's p-value of drawn rows against the data. */
  private static double pValue(TokenBatch drawn) {
    long[] counts = new long[P.length];
    for (int i = 0; i < drawn.rows(); i++) {
      for (int n = 0; n < P.length; n++) {
        counts[n] += drawn.gather(i).equals(DATA.gather(n)) ? 1 : 0;
      }
    }
    assertEquals(drawn.rows(), Arrays.stream(counts).sum(), "rows outside the data");
    return ChiSquareTest.withDefaults().test(P, counts).getPValue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10})
  void withTheOracleSamplesFollowTheLawInAnyNumberOfSteps(int steps) {
    // seed 7, N = 10,000, level 1e-4 for each number of steps
    Samples<TokenBatch> samples =
        sampler(DeletionKernel.of(DELETION), steps).draw(10_000, RandomStreams.of(7));
    assertTrue(pValue(samples.x0()) > 1e-4);
    assertEquals(steps, samples.nfe());
  }

  /** Planted error: x_t stands where it can first stand in x_0. */
  private static TokenBatch leftmost(
      TokenBatch xt, TokenBatch x0, Times t, Times s, RandomStreams rng) {
    int[][] rows = new int[x0.rows()][];
    double back = (t.at(0) - s.at(0)) / t.at(0);
    for (int i = 0; i < rows.length; i++) {
      var stream = rng.row(i);
      int[] k = {0};
      int[] own = xt.row(i);
      rows[i] =
          Arrays.stream(x0.row(i))
              .filter(
                  id -> {
                    boolean kept = k[0] < own.length && own[k[0]] == id;
                    k[0] += kept ? 1 : 0;
                    return kept || stream.bernoulli(back);
                  })
              .toArray();
    }
    return TokenBatch.of(rows);
  }

  @Test
  void theLeftmostAlignmentSamplesAnotherLaw() {
    TokenBatch few = TokenBatch.of(new int[] {0, 1, 0}, new int[] {1, 0, 0}, new int[] {0, 0, 1});
    double[] p = {.5, .25, .25};
    Sampler<TokenBatch> wrong =
        GridSampler.of(
            DELETION.prior(),
            PredictThenCorrect.of(OraclePredictor.of(few, p, DELETION), DeletionTest::leftmost),
            TimeGrid.uniform(3));
    Map<TokenBatch, Double> law = Enumeration.exact().law(rng -> wrong.draw(1, rng).x0());
    assertTrue(law.get(few.gather(2)) > 0.25 + 0.005, law.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void andExactlySo(int steps) {
    TokenBatch few = DATA.gather(0, 1, 2, 3);
    double[] p = {.4, .2, .1, .3};
    Sampler<TokenBatch> sampler =
        GridSampler.of(
            DELETION.prior(),
            PredictThenCorrect.of(
                OraclePredictor.of(few, p, DELETION), DeletionKernel.of(DELETION)),
            TimeGrid.uniform(steps));
    NineStates.assertSameLaw(
        NineStates.law(few, p), Enumeration.exact().law(rng -> sampler.draw(1, rng).x0()), 1e-13);
  }

  @Test
  void theKernelIsSameNoiseAndHasItsDensity() {
    for (Deletion deletion :
        List.of(
            DELETION,
            Deletion.of(3, CosineSchedule.create()),
            Deletion.of(3, LogLinearSchedule.endingAt(0.01)))) {
      DeletionKernel kernel = DeletionKernel.of(deletion);
      TokenBatch x0 = TokenBatch.of(new int[] {0, 1, 0, 0});
      TokenBatch xt = TokenBatch.of(new int[] {0});
      Times t = Times.of(0.8);
      Times s = Times.of(0.3);
      Map<TokenBatch, Double> law = Enumeration.exact().law(rng -> kernel.step(xt, x0, t, s, rng));
      Map<TokenBatch, Double> same =
          Thresholds.enumeration(deletion, 0.8, 0.3)
              .law(rng -> ReverseKernels.same(deletion, deletion).step(xt, x0, t, s, rng));
      NineStates.assertSameLaw(same, law, 1e-13);
      Map<TokenBatch, Double> density = new HashMap<>();
      law.keySet().forEach(xs -> density.put(xs, Math.exp(kernel.logProb(xs, xt, x0, t, s)[0])));
      NineStates.assertSameLaw(density, law, 1e-13);
      TokenBatch other = TokenBatch.of(new int[] {2, 0});
      assertEquals(Double.NEGATIVE_INFINITY, kernel.logProb(other, xt, x0, t, s)[0]);
    }
  }

  @Test
  void theDensityIsTheLawOfTheCorruption() {
    TokenBatch x0 = TokenBatch.of(new int[] {0, 1, 0, 0, 2});
    for (double time : new double[] {0, 0.4, 1}) {
      Times t = Times.of(time);
      Thresholds.enumeration(DELETION, time)
          .law(rng -> DELETION.corrupt(x0, DELETION.drawNoise(x0, rng), t))
          .forEach((xt, p) -> assertEquals(p, Math.exp(DELETION.logProb(xt, x0, t)[0]), 1e-14));
    }
    assertEquals(
        Double.NEGATIVE_INFINITY,
        DELETION.logProb(TokenBatch.of(new int[] {2, 1}), x0, Times.of(0.5))[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void withTheOracleTheBoundOfEveryRowIsItsLogProbability(int steps) {
    TokenBatch few = DATA.gather(0, 1, 2, 3);
    double[] p = {.4, .2, .1, .3};
    BoundTerms terms =
        EnumeratedNelbo.of(
                DELETION, DeletionKernel.of(DELETION), DELETION.prior(), TimeGrid.uniform(steps))
            .terms(few, OraclePredictor.of(few, p, DELETION), RandomStreams.of(1));
    for (int n = 0; n < 4; n++) {
      assertEquals(-Math.log(p[n]), terms.total(n), 1e-12);
    }
  }

  @Test
  void theDrawnBoundFallsToItAsDrawsGrow() {
    // seed 3, 2,000 rows of the data's row 0, three steps; 4.4 standard errors, level 1e-5
    TokenBatch rows = DATA.repeat(0, 2000);
    long[] units = new long[2000];
    Arrays.fill(units, 1);
    double exact = -Math.log(P[0]);
    double[] means = new double[3];
    for (int k = 0; k < 3; k++) {
      BoundReport report =
          BoundReport.of(
              DrawnNelbo.of(
                      DELETION,
                      DeletionKernel.of(DELETION),
                      x0 -> new double[x0.rows()],
                      TimeGrid.uniform(3))
                  .withDraws(1 << 3 * k),
              rows,
              units,
              ORACLE,
              RandomStreams.of(3));
      means[k] = report.total().mean();
      assertTrue(means[k] > exact - 4.4 * report.total().standardError());
      if (k == 2) {
        assertEquals(exact, means[k], 0.03 + 4.4 * report.total().standardError());
      }
    }
    assertTrue(means[0] > means[1] && means[1] > means[2], Arrays.toString(means));
    assertTrue(means[0] > exact + 0.1, "one draw is loose: " + means[0]);
  }

  /**
   * c(y) = N(x_t, y) N(y, x_0) / N(x_t, x_0) of all y that are x_t and one more of three tokens.
   */
  private static Map<TokenBatch, Double> insertions(int[] xt, int[] x0) {
    Map<TokenBatch, Double> counts = new HashMap<>();
    for (int gap = 0; gap <= xt.length; gap++) {
      for (int id = 0; id < 3; id++) {
        int[] y = new int[xt.length + 1];
        System.arraycopy(xt, 0, y, 0, gap);
        y[gap] = id;
        System.arraycopy(xt, gap, y, gap + 1, xt.length - gap);
        double log =
            Embeddings.of(xt, y).logCount()
                + Embeddings.of(y, x0).logCount()
                - Embeddings.of(xt, x0).logCount();
        if (log > Double.NEGATIVE_INFINITY) {
          counts.put(TokenBatch.of(y), Math.exp(log));
        }
      }
    }
    return counts;
  }

  @Test
  void inContinuousTimeTheBoundOfEveryRowIsItsLogProbability() {
    // alpha = 1 - t, weight 1 / t; x_t and x_0 summed over, midpoints in u with t = u^3
    TokenBatch few = DATA.gather(0, 1, 2, 3);
    double[] p = {.4, .2, .1, .3};
    OraclePredictor<TokenBatch> oracle = OraclePredictor.of(few, p, DELETION);
    for (int n = 0; n < 4; n++) {
      TokenBatch x0 = few.gather(n);
      double sum = 0;
      int cells = 300;
      for (int cell = 0; cell < cells; cell++) {
        double u = (cell + 0.5) / cells;
        Times t = Times.of(u * u * u);
        Map<TokenBatch, Double> states =
            Thresholds.enumeration(DELETION, t.at(0))
                .law(rng -> DELETION.corrupt(x0, DELETION.drawNoise(x0, rng), t));
        for (Map.Entry<TokenBatch, Double> state : states.entrySet()) {
          TokenBatch xt = state.getKey();
          Map<TokenBatch, Double> model = new HashMap<>();
          for (int k = 0; k < 4; k++) {
            double q = Math.exp(oracle.predict(xt, t).logProb(few.gather(k))[0]);
            if (q > 0) {
              insertions(xt.row(0), few.row(k))
                  .forEach((y, c) -> model.merge(y, q * c, Double::sum));
            }
          }
          double cost = model.values().stream().mapToDouble(c -> c).sum();
          for (Map.Entry<TokenBatch, Double> y : insertions(xt.row(0), x0.row(0)).entrySet()) {
            double c = y.getValue();
            cost += c * (Math.log(c / model.get(y.getKey())) - 1);
          }
          sum += state.getValue() * cost / t.at(0) * 3 * u * u / cells;
        }
      }
      assertEquals(-Math.log(p[n]), sum, 1e-4);
    }
  }

  @Test
  void theBoundInContinuousTimeFallsToItAsDrawsGrow() {
    // seed 3, 1,000 rows of the data's row 0, two times each; 4.4 standard errors, level 1e-5
    TokenBatch rows = DATA.repeat(0, 1000);
    long[] units = new long[1000];
    Arrays.fill(units, 1);
    double exact = -Math.log(P[0]);
    double last = Double.POSITIVE_INFINITY;
    for (int guesses : new int[] {1, 16}) {
      BoundReport report =
          BoundReport.of(
              DeletionRateNelbo.of(DELETION, guesses).withDraws(2),
              rows,
              units,
              ORACLE,
              RandomStreams.of(3));
      assertTrue(report.total().mean() > exact - 4.4 * report.total().standardError());
      assertTrue(report.total().mean() < last);
      last = report.total().mean();
    }
    assertEquals(exact, last, 0.25);
    assertRefused("at least 1", () -> DeletionRateNelbo.of(DELETION, 0));
    assertRefused("at least 1", () -> DeletionRateNelbo.of(DELETION, 1).withDraws(0));
  }

  @Test
  void aPredictionThatDoesNotContainTheStateIsAnErrorOrCountedFreshNoise() {
    TokenBatch x0 = TokenBatch.of(new int[] {0, 1}, new int[] {1, 1}, new int[] {2, 0});
    TokenBatch xt = TokenBatch.of(new int[] {1}, new int[] {0}, new int[] {2});
    Times t = Times.all(3, 0.5);
    Times s = Times.all(3, 0.2);
    RandomStreams rng = RandomStreams.of(2);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> DeletionKernel.of(DELETION).step(xt, x0, t, s, rng))
            .getMessage();
    assertTrue(message.contains("row 1") && message.contains("withFallback"), message);
    MissCount misses = MissCount.create();
    DeletionKernel kernel = DeletionKernel.of(DELETION).withFallback(misses);
    TokenBatch xs = kernel.step(xt, x0, t, s, rng);
    assertEquals(1, misses.misses());
    assertEquals(3, misses.rows());
    assertEquals(1 / 3.0, misses.share());
    assertTrue(misses.toString().contains("1 of 3 predicted rows (33.3 %)"), misses.toString());
    // the other rows are what they would have been, and the missed one is fresh
    for (int i : new int[] {0, 2}) {
      assertEquals(
          DeletionKernel.of(DELETION)
              .step(xt.gather(i), x0.gather(i), t.gather(i), s.gather(i), rng.rows(i)),
          xs.gather(i));
    }
    Map<TokenBatch, Double> law =
        Thresholds.enumeration(DELETION, 0.2)
            .law(r -> kernel.step(xt.gather(1), x0.gather(1), t.gather(1), s.gather(1), r));
    law.forEach(
        (x, p) ->
            assertEquals(
                p,
                Math.exp(
                    kernel.logProb(x, xt.gather(1), x0.gather(1), t.gather(1), s.gather(1))[0]),
                1e-14));
    kernel.step(xt.gather(0), x0.gather(0), t.gather(0), s.gather(0), rng);
    assertEquals(0, MissCount.create().share());
  }

  @Test
  void infillingWritesAnyLengthBetweenKnownEnds() {
    // given that a row begins with 0 and ends with 0: rows 0 and 5, probabilities 5/9 and 4/9
    Infilling infilling = Infilling.of(DELETION, new int[] {0}, new int[] {0});
    Sampler<TokenBatch> sampler =
        GridSampler.of(
            infilling.prior(),
            PredictThenCorrect.of(
                    OraclePredictor.of(DATA, P, infilling),
                    infilling.kernel(DeletionKernel.of(DELETION)))
                .withCondition(infilling.condition()),
            TimeGrid.uniform(3));
    NineStates.assertSameLaw(
        NineStates.law(DATA.gather(0, 5), new double[] {5 / 9.0, 4 / 9.0}),
        Enumeration.exact().law(rng -> sampler.draw(1, rng).x0()),
        1e-13);
    RandomStreams rng = RandomStreams.of(1);
    TokenBatch predicted = TokenBatch.of(new int[] {1, 2, 2, 1}, new int[] {1}, new int[] {});
    assertEquals(
        TokenBatch.of(new int[] {0, 2, 2, 0}, new int[] {0, 0}, new int[] {0, 0}),
        infilling.condition().onPrediction(predicted, rng));
    TokenBatch wrong = TokenBatch.of(new int[] {0, 1});
    assertRefused("does not begin with [0]", () -> infilling.drawNoise(wrong, rng));
    assertRefused("outside [0, 3)", () -> Infilling.of(DELETION, new int[] {3}, new int[] {}));
  }

  private static void assertRefused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void insertionHasItsDensity() {
    Insertion insertion = Insertion.of(2, PolynomialSchedule.linear());
    TokenBatch x0 = TokenBatch.of(new int[] {0, 0, 1});
    Times t = Times.of(0.4);
    Map<TokenBatch, Double> law =
        Thresholds.enumeration(insertion, 0.4)
            .law(rng -> insertion.corrupt(x0, insertion.drawNoise(x0, rng), t));
    law.forEach((xt, p) -> assertEquals(p, Math.exp(insertion.logProb(xt, x0, t)[0]), 1e-14));
    TokenBatch impossible = TokenBatch.of(new int[] {1, 1, 0, 0, 1}); // two tokens in one gap
    assertEquals(Double.NEGATIVE_INFINITY, insertion.logProb(impossible, x0, t)[0]);
    RandomStreams rng = RandomStreams.of(1);
    assertRefused("at most one token a gap", () -> insertion.draw(impossible, x0, t, rng));
    assertRefused("cannot come", () -> insertion.draw(TokenBatch.of(new int[] {0}), x0, t, rng));
    assertRefused("at least 1 value", () -> Insertion.of(0, PolynomialSchedule.linear()));
  }

  @Test
  void badInputIsNamed() {
    RandomStreams rng = RandomStreams.of(1);
    TokenBatch wide = TokenBatch.of(new int[] {3});
    assertRefused(
        "outside [0, 3)",
        () -> DELETION.corrupt(wide, DELETION.drawNoise(wide, rng), Times.of(0.5)));
    assertRefused("at least 1 value", () -> Deletion.of(0, PolynomialSchedule.linear()));
    assertRefused("alpha_1 = 0", () -> Deletion.of(3, LogLinearSchedule.endingAt(0.1)).prior());
    TokenBatch row = TokenBatch.of(new int[] {1});
    assertRefused(
        "smaller than t",
        () -> DeletionKernel.of(DELETION).step(row, row, Times.of(0.1), Times.of(0.1), rng));
    assertRefused("1 and 2 rows", () -> DELETION.logProb(row, row.repeat(0, 2), Times.all(2, 0.5)));
    assertArrayEquals(new int[0], DELETION.prior().draw(2, rng).row(1));
  }
}

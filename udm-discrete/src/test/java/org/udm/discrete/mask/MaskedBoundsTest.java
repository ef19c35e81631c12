package org.udm.discrete.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.EnumeratedNelbo;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.FactorisedBelief;
import org.udm.discrete.sample.LawHead;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

class MaskedBoundsTest {
  private static final RandomStreams RNG = RandomStreams.of(3);

  /** All rows of one length over an alphabet. */
  private static TokenBatch rows(int alphabet, int length) {
    int[][] rows = new int[(int) Math.pow(alphabet, length)][length];
    for (int k = 0; k < rows.length; k++) {
      for (int l = 0, rest = k; l < length; l++, rest /= alphabet) {
        rows[k][l] = rest % alphabet;
      }
    }
    return TokenBatch.of(rows);
  }

  /** Unequal weights without structure. */
  private static double[] weights(int n) {
    double[] p = new double[n];
    double sum = 0;
    for (int k = 0; k < n; k++) {
      p[k] = 0.05 + RandomStreams.of(77).row(k).uniform();
      sum += p[k];
    }
    double total = sum;
    return Arrays.stream(p).map(w -> w / total).toArray();
  }

  /** A predictor of three values that depends on the time, wrong on purpose. */
  private record Drifting(Masking masking) implements TokenPredictor {
    @Override
    public TokenBelief predict(TokenBatch xt, Times t) {
      return FactorisedBelief.carryingOver(
          xt, masking.mask(), LawHead.of(masking.vocabulary(), (row, l) -> law(l, t.at(row))));
    }

    private double[] law(int position, double t) {
      double[] p = new double[masking.vocabulary()];
      Arrays.setAll(p, v -> 1 + v * (1 + position) * t);
      double sum = Arrays.stream(p).sum();
      return Arrays.stream(p).map(w -> w / sum).toArray();
    }

    @Override
    public TimeUse timeUse() {
      return TimeUse.SEES_TIME;
    }
  }

  /** The integral over t as the formula has it, by the midpoint rule in the third root of t. */
  private static double integral(
      Masking masking, X0Predictor<TokenBatch> predictor, TokenBatch x0, double from) {
    int n = 10_000;
    double low = Math.cbrt(from);
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double root = low + (1 - low) * (k + 0.5) / n;
      double t = root * root * root;
      double entropy = entropy(masking, predictor, x0, t);
      if (entropy > 0) { // else t is too near 0 for any token to be masked, and w is infinite
        double dt = 3 * root * root * (1 - low) / n;
        sum += Weight.bound(masking.schedule()).at(t) * entropy * dt;
      }
    }
    return sum;
  }

  /** E[ sum over masked of CE ] at one time, by enumeration. */
  private static double entropy(
      Masking masking, X0Predictor<TokenBatch> predictor, TokenBatch x0, double t) {
    return Thresholds.enumeration(masking, t)
        .law(rng -> masking.corrupt(x0, masking.drawNoise(x0, rng), Times.of(t)))
        .entrySet()
        .stream()
        .mapToDouble(
            e ->
                e.getValue()
                    * MaskedTerms.crossEntropy(masking, predictor, x0, e.getKey(), Times.of(t))[0])
        .sum();
  }

  static java.util.List<Schedule> schedules() {
    return MaskingTest.schedules();
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void theExactBoundIsTheIntegralOverTime(Schedule schedule) {
    TokenBatch x0 = TokenBatch.of(new int[] {0, 2, 1});
    Masking masking = Masking.of(3, schedule);
    for (TokenPredictor predictor :
        new TokenPredictor[] {
          new Drifting(masking), MarginalOracle.of(rows(3, 3), weights(27), masking)
        }) {
      double exact = ExactMaskedNelbo.of(masking).terms(x0, predictor, RNG).diffusion()[0];
      assertEquals(integral(masking, predictor, x0, 0), exact, 1e-4 * exact);
    }
  }

  @Test
  void withTheExactPredictorTheBoundIsTight() {
    for (int[] shape : new int[][] {{2, 5}, {4, 3}, {7, 1}, {2, 8}}) {
      TokenBatch data = rows(shape[0], shape[1]);
      double[] p = weights(data.rows());
      Masking masking = Masking.of(shape[0], CosineSchedule.create());
      BoundTerms terms =
          ExactMaskedNelbo.of(masking).terms(data, MarginalOracle.of(data, p, masking), RNG);
      for (int k = 0; k < p.length; k++) {
        assertEquals(-Math.log(p[k]), terms.total(k), 1e-11);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void theCountEstimateIsUnbiased(Schedule schedule) {
    Masking masking = Masking.of(3, schedule);
    TokenBatch x0 = TokenBatch.of(new int[] {0, 2, 1});
    Drifting predictor = new Drifting(masking);
    double exact = ExactMaskedNelbo.of(masking).terms(x0, predictor, RNG).total(0);
    for (int draws : new int[] {1, 3, 4}) {
      near(exact, MaskedNelbo.of(masking).withDraws(draws), x0, predictor, 20_000);
    }
  }

  @ParameterizedTest
  @EnumSource(MaskedNelbo.Spread.class)
  void withASmallestTimeBothEstimatesAreUnbiased(MaskedNelbo.Spread spread) {
    for (Schedule schedule :
        new Schedule[] {PolynomialSchedule.linear(), LogLinearSchedule.endingAt(0.1)}) {
      Masking masking = Masking.of(3, schedule);
      TokenBatch x0 = TokenBatch.of(new int[] {0, 2});
      Drifting predictor = new Drifting(masking);
      double exact =
          2 * schedule.at(1) * Math.log(3)
              + integral(masking, predictor, x0, 0.2)
              + entropy(masking, predictor, x0, 0.2);
      Nelbo<TokenBatch> bound =
          MaskedNelbo.of(masking).withSpread(spread).withSmallestTime(0.2).withDraws(2);
      near(exact, bound, x0, predictor, 20_000);
    }
  }

  /** Requires the mean over equal rows to be within 4 standard errors: false alarm below 1e-4. */
  private static void near(
      double exact,
      Nelbo<TokenBatch> bound,
      TokenBatch x0,
      X0Predictor<TokenBatch> predictor,
      int rows) {
    long[] units = new long[rows];
    Arrays.fill(units, x0.length(0));
    BoundReport report = BoundReport.of(bound, x0.repeat(0, rows), units, predictor, RNG);
    double error = report.perRow().standardError();
    assertEquals(exact, report.perRow().mean(), 4 * error + 1e-12);
    // the power: a bound that is 6 % off would be found
    assertTrue(4 * error < 0.03 * exact, "standard error " + error + " of " + exact);
  }

  @Test
  void nineStatesByMonteCarlo() {
    Masking masking = NineStates.linear();
    MarginalOracle oracle = NineStates.marginals(masking);
    for (int k = 0; k < 9; k++) {
      double exact = -Math.log(NineStates.weights()[k]);
      near(exact, MaskedNelbo.of(masking), NineStates.data().gather(k), oracle, 20_000);
    }
  }

  @Test
  void withAsManyDrawsAsTokensEveryCountIsTakenOnce() {
    // an independent predictor: each count n contributes (1 / n) * n * CE, so nothing varies
    Masking masking = Masking.of(3, PolynomialSchedule.linear());
    TokenBatch x0 = TokenBatch.of(new int[] {1, 1, 1, 1, 1});
    double[] third = {1, 1, 1};
    MarginalOracle uniform =
        MarginalOracle.of(
            TokenBatch.filled(1, 5, 0)
                .concat(TokenBatch.filled(1, 5, 1))
                .concat(TokenBatch.filled(1, 5, 2)),
            third,
            masking);
    // here all tokens are equal: the first to be seen costs log 3, only the count 5 costs anything
    double[] totals = MaskedNelbo.of(masking).withDraws(5).terms(x0, uniform, RNG).diffusion();
    assertArrayEquals(new double[] {Math.log(3)}, totals, 1e-12);
  }

  @Test
  void theStepBoundIsTheEnumeratedOne() {
    for (Schedule schedule :
        new Schedule[] {
          PolynomialSchedule.linear(), CosineSchedule.create(), LogLinearSchedule.endingAt(0.2)
        }) {
      Masking masking = Masking.of(3, schedule);
      TokenBatch x0 = TokenBatch.of(new int[] {0, 2});
      Drifting predictor = new Drifting(masking);
      for (TimeGrid grid : new TimeGrid[] {TimeGrid.uniform(1), TimeGrid.of(1, 0.5, 0.3, 0.1, 0)}) {
        BoundTerms exact =
            EnumeratedNelbo.of(masking, UnmaskingKernel.of(masking), masking.prior(2), grid)
                .terms(x0, predictor, RNG);
        MaskedStepNelbo bound = MaskedStepNelbo.of(masking, grid);
        near(exact.total(0), bound, x0, predictor, 20_000);
        near(exact.total(0), bound.withStepsPerRow(1), x0, predictor, 20_000);
        near(exact.total(0), bound.withStepsPerRow(2), x0, predictor, 20_000);
        assertEquals(exact.prior()[0], bound.terms(x0, predictor, RNG).prior()[0], 1e-12);
      }
    }
  }

  @Test
  void thePriorTermIsWhatAUniformValueCosts() {
    Masking masking = Masking.of(3, LogLinearSchedule.endingAt(0.2)).withMask(1);
    TokenBatch x0 = TokenBatch.of(new int[] {0, 2, 2}, new int[] {});
    double[] expected = {3 * 0.2 * Math.log(2), 0};
    Drifting predictor = new Drifting(masking);
    assertArrayEquals(expected, MaskedNelbo.of(masking).terms(x0, predictor, RNG).prior(), 1e-14);
    assertArrayEquals(
        expected, ExactMaskedNelbo.of(masking).terms(x0, predictor, RNG).prior(), 1e-14);
  }

  @Test
  void raggedRowsDoNotDependOnTheBatchAroundThem() {
    Masking masking = Masking.of(3, PolynomialSchedule.linear());
    TokenBatch x0 =
        TokenBatch.of(new int[] {0, 2, 1, 1}, new int[] {}, new int[] {2}, new int[] {1, 1});
    Drifting predictor = new Drifting(masking);
    for (Nelbo<TokenBatch> bound :
        java.util.List.<Nelbo<TokenBatch>>of(
            MaskedNelbo.of(masking).withDraws(3),
            MaskedNelbo.of(masking).withSpread(MaskedNelbo.Spread.TIMES).withSmallestTime(0.1),
            MaskedStepNelbo.of(masking, TimeGrid.uniform(5)),
            MaskedStepNelbo.of(masking, TimeGrid.uniform(5)).withStepsPerRow(2))) {
      BoundTerms whole = bound.terms(x0, predictor, RNG);
      assertEquals(0, whole.total(1));
      for (int i = 0; i < 4; i++) {
        BoundTerms alone = bound.terms(x0.gather(i), predictor, RNG.fromRow(i));
        assertEquals(whole.total(i), alone.total(0));
      }
    }
  }

  @Test
  void aBeliefAboutWholeRowsIsRefused() {
    Masking masking = NineStates.linear();
    var joint = OraclePredictor.of(NineStates.data(), NineStates.weights(), masking);
    for (Nelbo<TokenBatch> bound :
        java.util.List.of(
            MaskedNelbo.of(masking),
            ExactMaskedNelbo.of(masking),
            MaskedStepNelbo.of(masking, TimeGrid.uniform(2)))) {
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> bound.terms(NineStates.data(), joint, RNG))
              .getMessage();
      assertTrue(message.contains("MarginalOracle"), message);
    }
  }

  @Test
  void argumentsAreChecked() {
    Masking masking = NineStates.linear();
    refused(() -> MaskedNelbo.of(masking).withDraws(0));
    refused(() -> MaskedNelbo.of(masking).withSmallestTime(1));
    refused(() -> MaskedStepNelbo.of(masking, TimeGrid.of(1, 0.5)));
    refused(() -> MaskedStepNelbo.of(masking, TimeGrid.uniform(3)).withStepsPerRow(0));
    refused(
        () ->
            ExactMaskedNelbo.of(masking)
                .terms(TokenBatch.filled(1, 17, 0), NineStates.marginals(masking), RNG));
    refused(
        () ->
            MaskedNelbo.of(masking)
                .terms(TokenBatch.filled(1, 2, 3), NineStates.marginals(masking), RNG));
  }

  private static void refused(org.junit.jupiter.api.function.Executable call) {
    assertThrows(IllegalArgumentException.class, call);
  }
}

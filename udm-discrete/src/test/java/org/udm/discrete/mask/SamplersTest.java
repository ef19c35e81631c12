package org.udm.discrete.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.udm.core.Times;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.Condition;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.core.sample.Transition;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.CachedPredictor;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.KnownTokens;
import org.udm.discrete.sample.Tempered;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

class SamplersTest {
  private static final int ALPHABET = 3;
  private static final int LENGTH = 4;
  private static final Masking MASKING = Masking.of(ALPHABET, CosineSchedule.create());

  /** The predictor of all rows of lengths 0, 1, 3 and 4, with unequal weights. */
  private static final TokenPredictor ORACLE = oracle();

  private static TokenPredictor oracle() {
    TokenBatch all = TokenBatch.of();
    for (int length : new int[] {0, 1, 3, LENGTH}) {
      int[][] rows = new int[(int) Math.pow(ALPHABET, length)][length];
      for (int n = 0; n < rows.length; n++) {
        for (int l = 0, rest = n; l < length; l++, rest /= ALPHABET) {
          rows[n][l] = rest % ALPHABET;
        }
      }
      all = all.concat(TokenBatch.of(rows));
    }
    double[] weights = new double[all.rows()];
    Arrays.setAll(weights, n -> 1 + n % 7);
    return MarginalOracle.of(all, weights, MASKING);
  }

  /** Counts the rows it is asked about. */
  private static final class Counting implements X0Predictor<TokenBatch> {
    private final X0Predictor<TokenBatch> predictor;
    private final List<Times> times = new ArrayList<>();
    private int rows;

    Counting(X0Predictor<TokenBatch> predictor) {
      this.predictor = predictor;
    }

    @Override
    public org.udm.core.predict.X0Belief<TokenBatch> predict(TokenBatch xt, Times t) {
      rows += xt.rows();
      times.add(t);
      return predictor.predict(xt, t);
    }
  }

  private static Sampler<TokenBatch> grid(Transition<TokenBatch> transition, int steps) {
    return GridSampler.of(MASKING.prior(4, 1, 0, 3), transition, TimeGrid.uniform(steps));
  }

  private static PredictThenCorrect<TokenBatch> slow(X0Predictor<TokenBatch> predictor) {
    return PredictThenCorrect.of(predictor, UnmaskingKernel.of(MASKING));
  }

  @Test
  void decidingFirstDrawsTheSameNumbers() {
    KnownTokens known =
        KnownTokens.perRow(
            TokenBatch.of(new int[] {3, 2, 3, 1}, new int[] {0}, new int[] {}, new int[] {3, 3, 0}),
            3);
    for (int steps : new int[] {1, 2, 7, 40}) {
      for (Condition<TokenBatch> condition : List.of(Condition.<TokenBatch>none(), known)) {
        for (X0Predictor<TokenBatch> predictor :
            List.of(ORACLE, Tempered.of(ORACLE, new DrawOptions(0.7, 0.8), ALPHABET))) {
          for (int seed = 0; seed < 20; seed++) {
            Counting counting = new Counting(predictor);
            Samples<TokenBatch> fast =
                grid(UnmaskingTransition.of(counting, MASKING).withCondition(condition), steps)
                    .draw(4, RandomStreams.of(seed));
            Samples<TokenBatch> slow =
                grid(slow(predictor).withCondition(condition), steps)
                    .draw(4, RandomStreams.of(seed));
            assertEquals(slow.x0(), fast.x0());
            assertEquals(4L * steps, slow.rowsPredicted());
            assertEquals(counting.rows, fast.rowsPredicted());
            assertTrue(fast.rowsPredicted() <= Math.min(8, 3L * steps));
          }
        }
      }
    }
  }

  @Test
  void decidingFirstDrawsTheSameNumbersFromABeliefAboutWholeRows() {
    Masking masking = NineStates.linear();
    var oracle = OraclePredictor.of(NineStates.data(), NineStates.weights(), masking);
    for (int seed = 0; seed < 50; seed++) {
      var fast =
          GridSampler.of(
              masking.prior(2), UnmaskingTransition.of(oracle, masking), TimeGrid.uniform(5));
      var slow =
          GridSampler.of(
              masking.prior(2),
              PredictThenCorrect.of(oracle, UnmaskingKernel.of(masking)),
              TimeGrid.uniform(5));
      assertEquals(
          slow.draw(8, RandomStreams.of(seed)).x0(), fast.draw(8, RandomStreams.of(seed)).x0());
    }
  }

  @Test
  void resultsDoNotDependOnTheBatchSize() {
    RemaskingKernel remasking = RemaskingKernel.capped(MASKING, 0.2);
    for (Sampler<TokenBatch> sampler :
        List.of(
            fixed(UnmaskingTransition.of(ORACLE, MASKING)),
            fixed(PredictThenCorrect.of(ORACLE, remasking)),
            fixed(PredictThenCorrect.of(ORACLE, ReverseKernels.same(MASKING, MASKING))),
            FirstHittingSampler.of(ORACLE, MASKING, MASKING.prior(LENGTH)))) {
      RandomStreams rng = RandomStreams.of(9);
      TokenBatch whole = sampler.draw(64, rng).x0();
      for (int chunk : new int[] {1, 7}) {
        TokenBatch parts = TokenBatch.of();
        for (int from = 0; from < 64; from += chunk) {
          int rows = Math.min(chunk, 64 - from);
          parts = parts.concat(sampler.draw(rows, rng.fromRow(from)).x0());
        }
        assertEquals(whole, parts);
      }
    }
  }

  private static Sampler<TokenBatch> fixed(Transition<TokenBatch> transition) {
    return GridSampler.of(MASKING.prior(LENGTH), transition, TimeGrid.uniform(6));
  }

  @Test
  void aRememberingPredictorChangesNothingButTheCost() {
    for (TokenPredictor predictor :
        List.of(ORACLE, Tempered.of(ORACLE, DrawOptions.exact().withTopP(0.9), ALPHABET))) {
      CachedPredictor cached = CachedPredictor.of(predictor);
      RemaskingKernel kernel = RemaskingKernel.capped(MASKING, 0.01);
      Samples<TokenBatch> plain =
          grid(PredictThenCorrect.of(predictor, kernel), 60).draw(4, RandomStreams.of(4));
      Samples<TokenBatch> saving =
          grid(PredictThenCorrect.of(cached, kernel), 60).draw(4, RandomStreams.of(4));
      assertEquals(plain.x0(), saving.x0());
      assertTrue(cached.rowsEvaluated() < 100, cached.rowsEvaluated() + " of 240");
    }
  }

  @Test
  void aPredictorThatSeesTimeIsAskedAgainWhenTheTimeChanges() {
    TokenPredictor seesTime =
        new TokenPredictor() {
          @Override
          public TokenBelief predict(TokenBatch xt, Times t) {
            return ORACLE.predict(xt, t);
          }

          @Override
          public TimeUse timeUse() {
            return TimeUse.SEES_TIME;
          }
        };
    TokenBatch xt = TokenBatch.filled(3, 4, 3);
    for (TokenPredictor predictor : List.of(ORACLE, seesTime)) {
      CachedPredictor cached = CachedPredictor.of(predictor);
      cached.predict(xt, Times.of(0.1, 0.2, 0.3));
      cached.predict(xt, Times.of(0.1, 0.2, 0.4));
      cached.predict(xt.gather(0, 1), Times.of(0.1, 0.2));
      assertEquals(predictor == seesTime ? 4 : 3, cached.rowsEvaluated());
    }
  }

  @Test
  void firstHittingSamplesTheLawExactly() {
    // the oracle ignores the time, so that the law can be enumerated: one cell for the event times
    Masking masking = NineStates.linear();
    Sampler<TokenBatch> sampler =
        FirstHittingSampler.of(NineStates.marginals(masking), masking, masking.prior(2));
    Map<TokenBatch, Double> law =
        Enumeration.withThresholds().law(rng -> sampler.draw(1, rng).x0());
    NineStates.assertSameLaw(NineStates.law(NineStates.data(), NineStates.weights()), law, 1e-14);
  }

  @Test
  void firstHittingBySamplingCostsOnePredictionPerToken() {
    // seed 21, N = 40,000, level 1e-4; planted beside it: the law of 20 equal steps
    Masking masking = Masking.of(3, CosineSchedule.create());
    Samples<TokenBatch> samples =
        FirstHittingSampler.of(NineStates.marginals(masking), masking, masking.prior(2))
            .draw(40_000, RandomStreams.of(21));
    assertEquals(2, samples.nfe());
    assertTrue(NineStates.pValue(samples.x0(), NineStates.weights()) > 1e-4);
    assertTrue(NineStates.pValue(samples.x0(), NineStates.mixed(0.1)) < 1e-4);
  }

  @Test
  void eventsComeAtTheOrderStatisticsOfTheNoise() {
    // 1 - alpha at the k-th event is the k-th largest of L uniform numbers, times 1 - alpha_1;
    // seed 5, N = 4,000, eight Kolmogorov-Smirnov tests at 1e-4 each
    for (Masking masking :
        List.of(MASKING, Masking.of(ALPHABET, LogLinearSchedule.endingAt(1e-9)))) {
      Counting counting = new Counting(ORACLE);
      FirstHittingSampler.of(counting, masking, masking.prior(LENGTH))
          .draw(4_000, RandomStreams.of(5));
      assertEquals(LENGTH, counting.times.size());
      for (int k = 0; k < LENGTH; k++) {
        double[] masked =
            Arrays.stream(counting.times.get(k).toArray())
                .map(t -> 1 - masking.schedule().at(t))
                .toArray();
        BetaDistribution beta = BetaDistribution.of(LENGTH - k, k + 1);
        KolmogorovSmirnovTest test = KolmogorovSmirnovTest.withDefaults();
        assertTrue(test.test(masked, beta::cumulativeProbability).getPValue() > 1e-4);
        BetaDistribution planted = BetaDistribution.of(LENGTH - k, k + 2);
        assertTrue(test.test(masked, planted::cumulativeProbability).getPValue() < 1e-4);
      }
    }
  }

  @Test
  void aPromptConditionsTheLaw() {
    // P(second | first = 1) = (.02, .25, .03) / .30, by enumeration of each sampler
    Masking masking = NineStates.linear();
    MarginalOracle oracle = NineStates.marginals(masking);
    KnownTokens first = KnownTokens.prefix(1);
    double[] conditional = new double[9];
    for (int v = 0; v < 3; v++) {
      conditional[3 + v] = NineStates.P[1][v] / 0.30;
    }
    Map<TokenBatch, Double> expected = NineStates.law(NineStates.data(), conditional);
    TimeGrid grid = TimeGrid.of(1, 0.7, 0);
    List<Sampler<TokenBatch>> samplers = new ArrayList<>();
    samplers.add(FirstHittingSampler.of(oracle, masking, masking.prior(2)).withCondition(first));
    samplers.add(
        GridSampler.of(
            masking.prior(2), UnmaskingTransition.of(oracle, masking).withCondition(first), grid));
    for (ReverseKernel<TokenBatch> kernel :
        List.of(
            UnmaskingKernel.of(masking),
            RemaskingKernel.rescaled(masking, 0.5),
            ReverseKernels.fresh(masking),
            ReverseKernels.same(masking, masking))) {
      samplers.add(
          GridSampler.of(
              masking.prior(2), PredictThenCorrect.of(oracle, kernel).withCondition(first), grid));
    }
    for (Sampler<TokenBatch> sampler : samplers) {
      NineStates.assertSameLaw(
          expected,
          Enumeration.withThresholds(0.7, 1 - (1 - 0.7)).law(rng -> sampler.draw(1, rng).x0()),
          1e-14);
    }
  }

  @Test
  void firstHittingWithAPromptPredictsTheRestOnly() {
    Samples<TokenBatch> samples =
        FirstHittingSampler.of(ORACLE, MASKING, MASKING.prior(4, 3))
            .withCondition(KnownTokens.everyRow(new int[] {3, 0, 1}, 3))
            .draw(10, RandomStreams.of(1));
    assertEquals(5 * 2 + 5 * 1, samples.rowsPredicted());
    for (int i = 0; i < 10; i++) {
      assertEquals(0, samples.x0().token(i, 1));
      assertEquals(1, samples.x0().token(i, 2));
    }
  }

  @Test
  void nothingToDrawIsNoError() {
    for (Sampler<TokenBatch> sampler :
        List.of(
            FirstHittingSampler.of(ORACLE, MASKING, MASKING.prior(0)),
            GridSampler.of(
                MASKING.prior(0), UnmaskingTransition.of(ORACLE, MASKING), TimeGrid.uniform(3)))) {
      assertEquals(TokenBatch.of(), sampler.draw(0, RandomStreams.of(1)).x0());
      Samples<TokenBatch> empty = sampler.draw(2, RandomStreams.of(1));
      assertEquals(TokenBatch.filled(2, 0, 0), empty.x0());
      assertEquals(0, empty.rowsPredicted());
    }
  }

  @Test
  void samplingCanBeInterrupted() {
    Thread.currentThread().interrupt();
    Sampler<TokenBatch> sampler = FirstHittingSampler.of(ORACLE, MASKING, MASKING.prior(LENGTH));
    assertThrows(CancellationException.class, () -> sampler.draw(1, RandomStreams.of(1)));
    assertTrue(Thread.interrupted());
  }

  @Test
  void manyStepsComeNearTheLaw() {
    // the law of T steps is (1 - 1/T) P + (1/T) P1 x P2: T = 500 passes where T = 10 failed;
    // seed 31, N = 20,000, level 1e-4
    Masking masking = Masking.of(3, PolynomialSchedule.linear());
    Samples<TokenBatch> samples =
        GridSampler.of(
                masking.prior(2),
                UnmaskingTransition.of(NineStates.marginals(masking), masking),
                TimeGrid.uniform(500))
            .draw(20_000, RandomStreams.of(31));
    assertTrue(NineStates.pValue(samples.x0(), NineStates.weights()) > 1e-4);
    assertEquals(2, samples.nfe(), 0.01);
  }
}

package org.udm.discrete.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.EnumeratedNelbo;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Transition;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;

/** ORACLES.md, "Nine states", masking. */
class NineStatesTest {
  private static final Masking MASKING = NineStates.linear();
  private static final TokenBatch DATA = NineStates.data();

  private static double expected(BoundTerms terms) {
    double sum = 0;
    for (int k = 0; k < 9; k++) {
      sum += NineStates.weights()[k] * terms.total(k);
    }
    return sum;
  }

  @Test
  void inContinuousTimeTheBoundOfEveryRowIsItsLogProbability() {
    for (Masking masking :
        List.of(
            MASKING,
            Masking.of(3, CosineSchedule.create()),
            Masking.of(3, PolynomialSchedule.of(3)))) {
      BoundTerms terms =
          ExactMaskedNelbo.of(masking)
              .terms(DATA, NineStates.marginals(masking), RandomStreams.of(1));
      for (int k = 0; k < 9; k++) {
        assertEquals(-Math.log(NineStates.weights()[k]), terms.total(k), 1e-12);
        assertEquals(0, terms.prior()[k]);
        assertEquals(0, terms.reconstruction()[k]);
      }
      assertEquals(NineStates.ENTROPY, expected(terms), 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 10})
  void inEqualStepsTheExpectedBoundIsTheEntropyAndTheDependencePerStep(int steps) {
    for (ReverseKernel<TokenBatch> kernel :
        List.of(UnmaskingKernel.of(MASKING), ReverseKernels.same(MASKING, MASKING))) {
      BoundTerms terms =
          EnumeratedNelbo.of(MASKING, kernel, MASKING.prior(2), TimeGrid.uniform(steps))
              .terms(DATA, NineStates.marginals(MASKING), RandomStreams.of(1));
      assertEquals(NineStates.ENTROPY + NineStates.DEPENDENCE / steps, expected(terms), 1e-12);
    }
  }

  private static Sampler<TokenBatch> sampler(Transition<TokenBatch> transition, int steps) {
    return GridSampler.of(MASKING.prior(2), transition, TimeGrid.uniform(steps));
  }

  private static List<Transition<TokenBatch>> transitions(X0Predictor<TokenBatch> predictor) {
    return List.of(
        UnmaskingTransition.of(predictor, MASKING),
        PredictThenCorrect.of(predictor, UnmaskingKernel.of(MASKING)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void samplesInEqualStepsMixTheLawWithTheProductOfItsMarginals(int steps) {
    for (Transition<TokenBatch> transition : transitions(NineStates.marginals(MASKING))) {
      Map<TokenBatch, Double> law =
          Enumeration.exact().law(rng -> sampler(transition, steps).draw(1, rng).x0());
      NineStates.assertSameLaw(NineStates.law(DATA, NineStates.mixed(1.0 / steps)), law, 1e-14);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void withTheJointOracleSamplesFollowTheLawInAnyNumberOfSteps(int steps) {
    var oracle = OraclePredictor.of(DATA, NineStates.weights(), MASKING);
    for (Transition<TokenBatch> transition : transitions(oracle)) {
      Map<TokenBatch, Double> law =
          Enumeration.exact().law(rng -> sampler(transition, steps).draw(1, rng).x0());
      NineStates.assertSameLaw(NineStates.law(DATA, NineStates.weights()), law, 1e-14);
    }
  }

  @Test
  void tenStepsBySampling() {
    // seed 11, N = 40,000, level 1e-4; planted beside it: the laws for 5 and for 20 steps
    TokenBatch drawn =
        sampler(UnmaskingTransition.of(NineStates.marginals(MASKING), MASKING), 10)
            .draw(40_000, RandomStreams.of(11))
            .x0();
    assertTrue(NineStates.pValue(drawn, NineStates.mixed(0.1)) > 1e-4);
    assertTrue(NineStates.pValue(drawn, NineStates.mixed(0.2)) < 1e-4);
    assertTrue(NineStates.pValue(drawn, NineStates.mixed(0)) < 1e-4);
  }

  @Test
  void remaskingToItsBoundStillSamplesTheLaw() {
    var oracle = OraclePredictor.of(DATA, NineStates.weights(), MASKING);
    var step = PredictThenCorrect.of(oracle, RemaskingKernel.rescaled(MASKING, 1));
    NineStates.assertSameLaw(
        NineStates.law(DATA, NineStates.weights()),
        Enumeration.exact().law(rng -> sampler(step, 3).draw(1, rng).x0()),
        1e-14);
  }
}

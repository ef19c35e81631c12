package org.udm.core.bound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.core.Prior;
import org.udm.core.fixture.Deletion;
import org.udm.core.fixture.FactorisedOracle;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.fixture.Masking;
import org.udm.core.fixture.MaskingKernels;
import org.udm.core.fixture.NineStates;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;

/** The exact bound on problems with a known answer. */
class EnumeratedNelboTest {
  private static final Masking MASKING = Masking.of(PolynomialSchedule.linear());
  private static final ReverseKernel<LetterBatch> SAME = ReverseKernels.same(MASKING, MASKING);
  private static final RandomStreams UNUSED = RandomStreams.of(0);

  private static X0Predictor<LetterBatch> joint() {
    return OraclePredictor.of(NineStates.rows(), NineStates.weights(), MASKING);
  }

  private static X0Predictor<LetterBatch> factorised() {
    return FactorisedOracle.of(NineStates.rows(), NineStates.weights(), MASKING);
  }

  private static BoundTerms nine(
      ReverseKernel<LetterBatch> kernel, X0Predictor<LetterBatch> predictor, int steps) {
    return EnumeratedNelbo.of(MASKING, kernel, Masking.prior(2), TimeGrid.uniform(steps))
        .terms(NineStates.rows(), predictor, UNUSED);
  }

  private static double expected(BoundTerms terms, double[] weights) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += weights[k] * terms.total(k);
    }
    return sum;
  }

  /** The reverse process of the exact predictor is the exact one: no gap at all, for every row. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void theJointOracleClosesTheBound(int steps) {
    BoundTerms terms = nine(SAME, joint(), steps);
    double[] p = NineStates.weights();
    for (int k = 0; k < 9; k++) {
      assertEquals(-Math.log(p[k]), terms.total(k), 1e-12);
    }
    assertEquals(NineStates.ENTROPY, expected(terms, p), 1e-12);
    assertArrayEquals(new double[9], terms.prior(), 1e-15);
    for (int k = 0; k < 9; k++) {
      assertTrue(terms.diffusion()[k] >= 0 && terms.reconstruction()[k] >= 0);
    }
    if (steps == 1) {
      assertArrayEquals(new double[9], terms.diffusion());
    }
  }

  /** ORACLES.md: H + 0.2601065104978171 / T. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aFactorisedBeliefPaysItsInformation(int steps) {
    double expected = NineStates.ENTROPY + NineStates.GAP / steps;
    double[] p = NineStates.weights();
    assertEquals(expected, expected(nine(SAME, factorised(), steps), p), 1e-12);
    assertEquals(
        expected, expected(nine(MaskingKernels.unmasking(MASKING), factorised(), steps), p), 1e-12);
  }

  /** Fresh noise keeps nothing of x_t: x_s and x_t tell of x_0 apart, and the bound is loose. */
  @Test
  void freshNoiseHasALooserBoundFromThreeStepsOn() {
    ReverseKernel<LetterBatch> fresh = ReverseKernels.fresh(MASKING);
    double[] p = NineStates.weights();
    assertEquals(NineStates.ENTROPY, expected(nine(fresh, joint(), 1), p), 1e-12);
    // T = 2: the terms are I(x_0; x_s) and H(x_0 | x_s), x_1 being all masks
    assertEquals(NineStates.ENTROPY, expected(nine(fresh, joint(), 2), p), 1e-12);
    double three = expected(nine(fresh, joint(), 3), p);
    assertTrue(three > NineStates.ENTROPY + 0.1, () -> "bound " + three);
  }

  /** An upper bound of the model's own -log p, which at T = 1 is that of P1 x P2. */
  @Test
  void oneStepIsTheModelsOwnProbability() {
    BoundTerms terms = nine(SAME, factorised(), 1);
    double[] product = NineStates.independent();
    for (int k = 0; k < 9; k++) {
      assertEquals(-Math.log(product[k]), terms.reconstruction()[k], 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void deletionHasNoGapEither(int steps) {
    Deletion deletion = Deletion.of(PolynomialSchedule.linear());
    LetterBatch words = LetterBatch.words("aba", "ab", "b", "");
    double[] weights = {0.4, 0.3, 0.2, 0.1};
    BoundTerms terms =
        EnumeratedNelbo.of(
                deletion,
                ReverseKernels.same(deletion, deletion),
                Deletion.prior(),
                TimeGrid.uniform(steps))
            .terms(words, OraclePredictor.of(words, weights, deletion), UNUSED);
    for (int k = 0; k < 4; k++) {
      assertEquals(-Math.log(weights[k]), terms.total(k), 1e-12);
    }
    BoundTerms leftmost =
        EnumeratedNelbo.of(
                deletion,
                ReverseKernels.same(deletion, deletion.leftmost()),
                Deletion.prior(),
                TimeGrid.uniform(3))
            .terms(words, OraclePredictor.of(words, weights, deletion), UNUSED);
    assertTrue(Math.abs(expected(leftmost, weights) - expected(terms, weights)) > 1e-3);
  }

  /** With alpha_1 = 0.1 a letter is still shown at t = 1 with that probability. */
  @Test
  void thePriorsTermByHand() {
    Masking leaky = Masking.of(LogLinearSchedule.endingAt(0.1));
    Prior<LetterBatch> half =
        (rows, rng) -> {
          int[][] x = new int[rows][1];
          for (int i = 0; i < rows; i++) {
            x[i][0] = rng.row(i).bernoulli(0.5) ? LetterBatch.MASK : 0;
          }
          return LetterBatch.of(x);
        };
    LetterBatch ab = LetterBatch.words("a", "b");
    X0Predictor<LetterBatch> oracle = OraclePredictor.of(ab, new double[] {1, 1}, leaky);
    BoundTerms terms =
        EnumeratedNelbo.of(leaky, ReverseKernels.same(leaky, leaky), half, TimeGrid.uniform(1))
            .terms(ab, oracle, UNUSED);
    assertEquals(0.9 * Math.log(0.9 / 0.5) + 0.1 * Math.log(0.1 / 0.5), terms.prior()[0], 1e-12);
    assertEquals(Double.POSITIVE_INFINITY, terms.prior()[1]); // the prior never shows b
    assertEquals(0.9 * Math.log(2), terms.reconstruction()[0], 1e-12);
  }

  @Test
  void anImpossibleRowHasAnInfiniteBound() {
    X0Predictor<LetterBatch> narrow =
        OraclePredictor.of(LetterBatch.words("aa", "ab"), new double[] {1, 1}, MASKING);
    BoundTerms terms =
        EnumeratedNelbo.of(MASKING, SAME, Masking.prior(2), TimeGrid.uniform(1))
            .terms(LetterBatch.words("ba"), narrow, UNUSED);
    assertEquals(Double.POSITIVE_INFINITY, terms.total(0));
  }

  @Test
  void theGridRunsFromOneToZero() {
    for (TimeGrid wrong : new TimeGrid[] {TimeGrid.of(0.9, 0), TimeGrid.of(1, 0.1)}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> EnumeratedNelbo.of(MASKING, SAME, Masking.prior(2), wrong));
    }
  }
}

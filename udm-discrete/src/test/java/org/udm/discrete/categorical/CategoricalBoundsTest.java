package org.udm.discrete.categorical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.EnumeratedNelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.Transition;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.ExactMaskedNelbo;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.NineStates;

/** ORACLES.md, "Nine states", uniform noise, and the same for the other processes. */
class CategoricalBoundsTest {
  private static final Schedule LINEAR = PolynomialSchedule.linear();
  private static final TokenBatch DATA = NineStates.data();
  private static final double[] P = NineStates.weights();
  private static final Categorical UNIFORM = Categorical.of(Replacement.uniform(3, LINEAR));

  private static FactorisedOracle oracle(Categorical corruption) {
    return FactorisedOracle.of(DATA, P, corruption, 3);
  }

  /** All states of two tokens. */
  private static TokenBatch states(Categorical corruption) {
    int k = corruption.process().states();
    int[][] rows = new int[k * k][];
    Arrays.setAll(rows, i -> new int[] {i / k, i % k});
    return TokenBatch.of(rows);
  }

  /** The expected bound over the nine states without chance. */
  private static double expected(Categorical corruption, BeliefUse use, int steps) {
    double sum = 0;
    for (int n = 0; n < 9; n++) {
      sum += P[n] * bound(corruption, use, steps, n);
    }
    return sum;
  }

  /** The bound of one of the nine states: x_t is summed over. */
  private static double bound(Categorical corruption, BeliefUse use, int steps, int n) {
    TokenBatch states = states(corruption);
    FactorisedOracle predictor = oracle(corruption);
    TokenBatch x0 = DATA.repeat(n, states.rows());
    double sum = corruption.priorTerm(DATA)[n];
    for (int k = steps; k > 0; k--) {
      Times t = Times.all(states.rows(), (double) k / steps);
      Times s = Times.all(states.rows(), (k - 1.0) / steps);
      int[] possible = possible(corruption, states, x0, t);
      double[] logs =
          corruption.logProb(states.gather(possible), x0.gather(possible), t.gather(possible));
      double[] terms =
          CategoricalStepNelbo.steps(
              corruption,
              use,
              x0.gather(possible),
              states.gather(possible),
              predictor,
              t.gather(possible),
              s.gather(possible));
      for (int i = 0; i < terms.length; i++) {
        sum += Math.exp(logs[i]) * terms[i];
      }
    }
    return sum;
  }

  private static int[] possible(Categorical corruption, TokenBatch states, TokenBatch x0, Times t) {
    double[] logs = corruption.logProb(states, x0, t);
    return java.util.stream.IntStream.range(0, logs.length)
        .filter(i -> logs[i] > Double.NEGATIVE_INFINITY)
        .toArray();
  }

  @Test
  void theSummedBoundTendsToTheEntropyAndThePluggedInOneDoesNot() {
    double[] gap = new double[4];
    int[] steps = {1, 8, 32, 128};
    for (int k = 0; k < 4; k++) {
      gap[k] = expected(UNIFORM, BeliefUse.SUMMED, steps[k]) - NineStates.ENTROPY;
    }
    // one step draws both tokens independently of each other
    assertEquals(NineStates.DEPENDENCE, gap[0], 1e-12);
    assertTrue(gap[1] < gap[0] && gap[1] > 0);
    // an error of order 1 / T: four times the steps, a quarter of the gap
    assertEquals(4, gap[1] / gap[2], 0.4);
    assertEquals(4, gap[2] / gap[3], 0.2);
    double plugged = expected(UNIFORM, BeliefUse.PLUGGED_IN, 128) - NineStates.ENTROPY;
    double more = expected(UNIFORM, BeliefUse.PLUGGED_IN, 256) - NineStates.ENTROPY;
    assertTrue(plugged > 20 * gap[3], plugged + " beside " + gap[3]);
    assertTrue(more > 0.9 * plugged, more + " after " + plugged);
  }

  @Test
  void pluggingInIsExactForTheLawGivenTheOtherTokens() {
    double[] p = {0.5, 0.2, 0.3};
    double[] q = new double[3]; // p(v | x_t) = q(v | the others) Q_t(v, x_t), up to a factor
    double sum = 0;
    for (int v = 0; v < 3; v++) {
      q[v] = p[v] / UNIFORM.process().between(0, 0.7).at(v, 1);
      sum += q[v];
    }
    for (int v = 0; v < 3; v++) {
      q[v] /= sum;
    }
    Moves moves = UNIFORM.moves();
    double[] summed =
        BelievedStep.law(moves, BeliefUse.SUMMED, new BelievedStep.Place(0, 0, 0, 1, p), 0.4, 0.7);
    double[] plugged =
        BelievedStep.law(
            moves, BeliefUse.PLUGGED_IN, new BelievedStep.Place(0, 0, 0, 1, q), 0.4, 0.7);
    assertArrayEquals(summed, plugged, 1e-14);
  }

  @Test
  void equalMarginalsHaveUnequalBounds() {
    // the same laws of x_t at all times: fresh noise in place of the Markov posterior
    TimeGrid grid = TimeGrid.uniform(3);
    double markov = 0;
    double fresh = 0;
    TokenBatch x0 = TokenBatch.of(new int[] {0}, new int[] {1}, new int[] {2});
    double[] p = {0.5, 0.3, 0.2};
    Categorical few = Categorical.of(Replacement.towards(3, new double[] {.6, .2, .2}, LINEAR));
    X0Predictor<TokenBatch> predictor = FactorisedOracle.of(x0, p, few, 3);
    BoundTerms one =
        EnumeratedNelbo.of(few, MarkovKernel.of(few), few.prior(1), grid)
            .terms(x0, predictor, RandomStreams.of(1));
    BoundTerms other =
        EnumeratedNelbo.of(few, ReverseKernels.fresh(few), few.prior(1), grid)
            .terms(x0, predictor, RandomStreams.of(1));
    double entropy = 0;
    for (int n = 0; n < 3; n++) {
      markov += p[n] * one.total(n);
      fresh += p[n] * other.total(n);
      entropy -= p[n] * Math.log(p[n]);
    }
    assertEquals(entropy, markov, 1e-12); // one token: the reverse steps are exact
    assertTrue(fresh > entropy + 1e-3, fresh + " beside " + entropy);
  }

  @Test
  void stepsAgreeWithTheEnumeratedBound() {
    for (Categorical corruption :
        List.of(
            UNIFORM,
            Categorical.of(MaskedReplacement.of(3, LINEAR, LogLinearSchedule.endingAt(0.2))),
            UNIFORM.withClock(TokenClock.spindle(new double[] {1, 0, -1}, 0.9)))) {
      FactorisedOracle predictor = oracle(corruption);
      BoundTerms exact =
          EnumeratedNelbo.of(
                  corruption, MarkovKernel.of(corruption), corruption.prior(2), TimeGrid.uniform(2))
              .terms(DATA.slice(5, 6), predictor, RandomStreams.of(1));
      assertEquals(exact.total(0), bound(corruption, BeliefUse.SUMMED, 2, 5), 1e-12);
    }
  }

  @Test
  void inContinuousTimeTheBoundOfEveryRowIsItsLogProbability() {
    for (TokenProcess process :
        List.of(
            Replacement.uniform(3, LINEAR),
            Replacement.mixed(3, 0.5, LINEAR),
            MaskedReplacement.of(3, LINEAR, PolynomialSchedule.of(2)),
            Replacement.absorbing(3, LINEAR))) {
      Categorical corruption = Categorical.of(process);
      FactorisedOracle predictor = oracle(corruption);
      TokenBatch states = states(corruption);
      for (int n : new int[] {0, 5}) {
        TokenBatch x0 = DATA.repeat(n, states.rows());
        // the trapezoidal rule after t = u^3 / (u^3 + (1 - u)^3), which flattens both ends
        int cells = 200;
        double sum = 0;
        for (int c = 1; c < cells; c++) {
          double u = (double) c / cells;
          double a = u * u * u;
          double b = (1 - u) * (1 - u) * (1 - u);
          double slope = 3 * u * u * (1 - u) * (1 - u) / ((a + b) * (a + b));
          Times t = Times.all(states.rows(), a / (a + b));
          int[] possible = possible(corruption, states, x0, t);
          double[] logs =
              corruption.logProb(states.gather(possible), x0.gather(possible), t.gather(possible));
          double[] rates =
              CategoricalRateNelbo.integrand(
                  corruption,
                  x0.gather(possible),
                  states.gather(possible),
                  predictor,
                  t.gather(possible));
          for (int i = 0; i < rates.length; i++) {
            sum += Math.exp(logs[i]) * rates[i] * slope / cells;
          }
        }
        assertEquals(-Math.log(P[n]), sum, 1e-4, process + ", row " + n);
      }
    }
  }

  @Test
  void theEstimatesAreUnbiased() {
    // seed 5, 1,000 rows with 4 draws; tolerance 4.4 standard errors, level 1e-5 each
    TokenBatch rows = DATA.repeat(4, 1000);
    long[] units = new long[1000];
    Arrays.fill(units, 1);
    FactorisedOracle predictor = oracle(UNIFORM);
    BoundReport inTime =
        BoundReport.of(
            CategoricalRateNelbo.of(UNIFORM).withDraws(4),
            rows,
            units,
            predictor,
            RandomStreams.of(5));
    assertEquals(-Math.log(P[4]), inTime.total().mean(), 4.4 * inTime.total().standardError());
    BoundReport inSteps =
        BoundReport.of(
            CategoricalStepNelbo.of(UNIFORM, TimeGrid.uniform(20)).withStepsPerRow(4),
            rows,
            units,
            predictor,
            RandomStreams.of(5));
    BoundReport all =
        BoundReport.of(
            CategoricalStepNelbo.of(UNIFORM, TimeGrid.uniform(20)),
            rows,
            units,
            predictor,
            RandomStreams.of(6));
    double both = Math.hypot(inSteps.total().standardError(), all.total().standardError());
    assertEquals(all.total().mean(), inSteps.total().mean(), 4.4 * both);
    assertTrue(all.total().mean() > -Math.log(P[4]) + 1e-3);
  }

  @Test
  void underAbsorbingReplacementItIsTheBoundOfMasking() {
    Masking masking = Masking.of(3, LINEAR);
    Categorical absorbing = Categorical.of(Replacement.absorbing(3, LINEAR));
    X0Predictor<TokenBatch> wrong = NineStates.marginals(masking); // carries over
    double exact = ExactMaskedNelbo.of(masking).terms(DATA, wrong, RandomStreams.of(1)).total(7);
    TokenBatch rows = DATA.repeat(7, 3000);
    long[] units = new long[3000];
    Arrays.fill(units, 1);
    BoundReport estimate =
        BoundReport.of(
            CategoricalRateNelbo.of(absorbing).withDraws(4),
            rows,
            units,
            wrong,
            RandomStreams.of(2));
    assertEquals(exact, estimate.total().mean(), 4.4 * estimate.total().standardError());
  }

  @Test
  void theCorrectorLeavesTheLawOfTheCorruptedDataAsItIs() {
    for (Categorical corruption :
        List.of(UNIFORM, Categorical.of(MaskedReplacement.of(3, LINEAR, LINEAR)))) {
      Transition<TokenBatch> stay = (xt, t, s, rng) -> new Transition.Step<>(xt, 0);
      GibbsCorrector corrector = new GibbsCorrector(stay, oracle(corruption), corruption, 2);
      double s = 0.4;
      Map<TokenBatch, Double> law = new HashMap<>();
      for (int n = 0; n < 9; n++) {
        TokenBatch x0 = DATA.gather(n);
        double p = P[n];
        Thresholds.enumeration(corruption, s)
            .law(r -> corruption.corrupt(x0, corruption.drawNoise(x0, r), Times.all(1, s)))
            .forEach((x, q) -> law.merge(x, p * q, Double::sum));
      }
      Map<TokenBatch, Double> corrected = new HashMap<>();
      law.forEach(
          (x, p) ->
              Enumeration.exact()
                  .law(r -> corrector.step(x, Times.of(0.5), Times.of(s), r).xs())
                  .forEach((y, q) -> corrected.merge(y, p * q, Double::sum)));
      NineStates.assertSameLaw(law, corrected, 1e-14);
      TokenBatch first = states(corruption).gather(0);
      assertEquals(
          2,
          corrector.step(first, Times.of(0.5), Times.of(s), RandomStreams.of(1)).rowsPredicted());
      assertEquals(
          0,
          corrector.step(first, Times.of(0.5), Times.of(0), RandomStreams.of(1)).rowsPredicted());
    }
  }

  @Test
  void badInputIsNamed() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            CategoricalRateNelbo.of(
                UNIFORM.withClock(TokenClock.byPosition(new double[] {1}, 0.5))));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            CategoricalRateNelbo.of(Categorical.of(MatrixChain.of(StepMatrices.band(3, 1, 0.5)))));
    CategoricalRateNelbo bound = CategoricalRateNelbo.of(UNIFORM);
    assertThrows(IllegalArgumentException.class, () -> bound.withDraws(0));
    assertThrows(IllegalArgumentException.class, () -> bound.withTimePower(0.5));
    assertThrows(
        IllegalArgumentException.class,
        () -> bound.terms(TokenBatch.of(new int[] {3}), oracle(UNIFORM), RandomStreams.of(1)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            FactorisedOracle.of(
                TokenBatch.of(new int[] {0}, new int[] {0, 1}), new double[] {1, 1}, UNIFORM, 3));
  }
}

package org.udm.core.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.udm.core.Times;
import org.udm.core.fixture.Deletion;
import org.udm.core.fixture.DoubleBatch;
import org.udm.core.fixture.GaussianNoise;
import org.udm.core.fixture.Laws;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.fixture.Masking;
import org.udm.core.fixture.NineStates;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.PolynomialSchedule;

/** Bayes' rule on problems small enough to do by hand. */
class OraclePredictorTest {
  private static final Masking MASKING = Masking.of(PolynomialSchedule.linear());

  private static OraclePredictor<LetterBatch> nine() {
    return OraclePredictor.of(NineStates.rows(), NineStates.weights(), MASKING);
  }

  private static double probability(X0Belief<LetterBatch> belief, String word) {
    return Math.exp(belief.logProb(LetterBatch.words(word))[0]);
  }

  /** Rows of P: first letter a .20 .05 .10; second letter b .05 .25 .05. */
  @ParameterizedTest
  @CsvSource({
    "__, aa, 0.20", "__, bb, 0.25", "a_, aa, 0.571428571428571429", "a_, ab, 0.142857142857142857",
    "a_, ba, 0", "_b, bb, 0.714285714285714286", "_b, cb, 0.142857142857142857", "bc, bc, 1",
    "bc, bb, 0"
  })
  void nineStatesByHand(String xt, String x0, double expected) {
    for (double t : new double[] {0.01, 0.5, 0.99}) {
      X0Belief<LetterBatch> belief =
          nine().predict(LetterBatch.words(xt), Times.all(1, t)); // masking: t does not matter
      assertEquals(expected, probability(belief, x0), 1e-14);
    }
  }

  /** x_t = a from ab or aab: alpha (1 - alpha) against 2 alpha (1 - alpha)^2, alpha = 3/4. */
  @Test
  void deletionByHand() {
    OraclePredictor<LetterBatch> oracle =
        OraclePredictor.of(
            LetterBatch.words("ab", "aab", "bb"),
            new double[] {1, 3, 6},
            Deletion.of(PolynomialSchedule.linear()));
    X0Belief<LetterBatch> belief = oracle.predict(LetterBatch.words("a"), Times.all(1, 0.25));
    double ab = 1 * 0.75 * 0.25;
    double aab = 3 * 2 * 0.75 * 0.25 * 0.25;
    assertEquals(ab / (ab + aab), probability(belief, "ab"), 1e-14);
    assertEquals(aab / (ab + aab), probability(belief, "aab"), 1e-14);
    assertEquals(0, probability(belief, "bb"));
    // another row, another time: alpha = 1/4
    double[] logs =
        oracle
            .predict(LetterBatch.words("a", "a"), Times.of(0.25, 0.75))
            .logProb(LetterBatch.words("ab", "ab"));
    assertEquals(ab / (ab + aab), Math.exp(logs[0]), 1e-14);
    assertEquals(1 / (1 + 3 * 2 * 0.75), Math.exp(logs[1]), 1e-14);
  }

  /** Data at -1 and 1: p(1 | x_t) is the logistic function of 2 alpha x_t / sigma^2. */
  @Test
  void twoPointsUnderGaussianNoise() {
    OraclePredictor<DoubleBatch> oracle =
        OraclePredictor.of(
            DoubleBatch.scalars(-1, 1),
            new double[] {1, 1},
            GaussianNoise.of(PolynomialSchedule.linear()));
    DoubleBatch xt = DoubleBatch.scalars(-50, -0.7, 0, 0.2, 3);
    double alpha = 0.4;
    double[] logs =
        oracle.predict(xt, Times.all(5, 0.6)).logProb(DoubleBatch.scalars(1).repeat(0, 5));
    for (int i = 0; i < 5; i++) {
      double logit = 2 * alpha * xt.at(i, 0) / (1 - alpha * alpha);
      double expected = logit < -30 ? logit : -Math.log1p(Math.exp(-logit));
      assertEquals(expected, logs[i], 1e-12 * Math.max(1, Math.abs(expected)));
    }
  }

  @Test
  void drawsFollowTheBelief() {
    X0Belief<LetterBatch> belief = nine().predict(LetterBatch.words("c_"), Times.all(1, 0.5));
    Laws.assertEqual(
        Map.of(
            LetterBatch.words("ca"), 10 / 35.0,
            LetterBatch.words("cb"), 5 / 35.0,
            LetterBatch.words("cc"), 20 / 35.0),
        Enumeration.exact().law(belief::draw));
  }

  @Test
  void rowsHaveBeliefsOfTheirOwn() {
    LetterBatch xt = LetterBatch.words("__", "b_", "cc");
    X0Belief<LetterBatch> together = nine().predict(xt, Times.of(1, 0.5, 0.1));
    assertEquals(3, together.rows());
    double[] logs = together.logProb(LetterBatch.words("bb", "bb", "cc"));
    assertArrayEquals(new double[] {Math.log(.25), Math.log(25 / 30.0), 0}, logs, 1e-14);
    RandomStreams rng = RandomStreams.of(4);
    for (int i = 0; i < 3; i++) {
      X0Belief<LetterBatch> alone = nine().predict(xt.gather(i), Times.all(1, 0.5));
      assertEquals(together.draw(rng).gather(i), alone.draw(rng.fromRow(i)));
    }
  }

  @Test
  void weightsMatterUpToAFactor() {
    double[] tenfold = NineStates.weights();
    for (int k = 0; k < 9; k++) {
      tenfold[k] *= 10;
    }
    OraclePredictor<LetterBatch> oracle = OraclePredictor.of(NineStates.rows(), tenfold, MASKING);
    X0Belief<LetterBatch> belief = oracle.predict(LetterBatch.words("__"), Times.all(1, 1));
    assertEquals(0.2, probability(belief, "aa"), 1e-14);
  }

  @Test
  void theWeightsAreCopied() {
    double[] weights = NineStates.weights();
    OraclePredictor<LetterBatch> oracle = OraclePredictor.of(NineStates.rows(), weights, MASKING);
    weights[0] = 100;
    X0Belief<LetterBatch> belief = oracle.predict(LetterBatch.words("__"), Times.all(1, 1));
    assertEquals(0.2, probability(belief, "aa"), 1e-14);
  }

  @Test
  void whatIsNotInTheDataIsImpossible() {
    X0Belief<LetterBatch> belief = nine().predict(LetterBatch.words("__"), Times.all(1, 1));
    assertEquals(Double.NEGATIVE_INFINITY, belief.logProb(LetterBatch.words("zz"))[0]);
    assertTrue(belief.mean().isEmpty());
  }

  @Test
  void errorsSayWhatIsWrong() {
    assertMessage(
        "8 weights for 9 rows of data: give one weight per row",
        () -> OraclePredictor.of(NineStates.rows(), new double[8], MASKING));
    assertMessage(
        "the weights sum to 0.0: the sum must be positive and finite",
        () -> OraclePredictor.of(NineStates.rows(), new double[9], MASKING));
    for (double wrong : new double[] {-0.5, Double.NaN}) {
      double[] weights = NineStates.weights();
      weights[3] = wrong;
      assertMessage(
          "weight 3 is " + wrong + ": weights must not be negative",
          () -> OraclePredictor.of(NineStates.rows(), weights, MASKING));
    }
    assertMessage(
        "row 1 at t = 0.5 cannot come from any row of the data",
        () -> nine().predict(LetterBatch.words("a_", "z_"), Times.all(2, 0.5)));
    assertMessage(
        "2 times for a batch of 1 rows: give one time per row (Times.all repeats one)",
        () -> nine().predict(LetterBatch.words("a_"), Times.all(2, 0.5)));
    X0Belief<LetterBatch> belief = nine().predict(LetterBatch.words("a_"), Times.all(1, 0.5));
    for (LetterBatch wrong : new LetterBatch[] {LetterBatch.of(), NineStates.rows()}) {
      assertMessage(
          "log probabilities of %d rows under a belief about 1 rows: the numbers must be equal"
              .formatted(wrong.rows()),
          () -> belief.logProb(wrong));
    }
  }

  private static void assertMessage(String expected, Runnable body) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, body::run).getMessage());
  }
}

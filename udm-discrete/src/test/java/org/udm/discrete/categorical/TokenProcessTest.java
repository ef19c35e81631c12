package org.udm.discrete.categorical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;

class TokenProcessTest {
  private static final Schedule LINEAR = PolynomialSchedule.linear();
  private static final Schedule POSITIVE = LogLinearSchedule.endingAt(1e-3);
  private static final double[][] GENERATOR = {
    {-1.5, 1, 0.5, 0}, {0.2, -0.2, 0, 0}, {0, 3, -4, 1}, {0, 0, 0, 0}
  };

  static final List<TokenProcess> PROCESSES =
      List.of(
          Replacement.uniform(4, LINEAR),
          Replacement.absorbing(4, LINEAR),
          Replacement.mixed(4, 0.3, POSITIVE),
          Replacement.towards(2, new double[] {0.1, 0.2, 0.3, 0.4}, LINEAR),
          MaskedReplacement.of(4, LINEAR, PolynomialSchedule.of(2)),
          MovingReplacement.of(2, t -> new double[] {(1 - t) / 2, (1 - t) / 2, t}, LINEAR),
          RateMatrix.of(GENERATOR, 3, POSITIVE),
          MatrixChain.of(
              StepMatrices.band(4, 2, 0.9),
              StepMatrices.gaussian(4, 0.4),
              StepMatrices.gaussian(4, 0.8)));

  private static double[][] table(TransitionMatrix q) {
    double[][] table = new double[q.states()][q.states()];
    for (int i = 0; i < table.length; i++) {
      for (int j = 0; j < table.length; j++) {
        table[i][j] = q.at(i, j);
      }
    }
    return table;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        for (int k = 0; k < a.length; k++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }

  private static void assertTables(double[][] expected, double[][] actual, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], tolerance);
    }
  }

  @ParameterizedTest
  @FieldSource("PROCESSES")
  void movesComposeAndAreLaws(TokenProcess process) {
    double[] times = {0, 0.2, 0.5, 0.9, 1};
    for (int a = 0; a < times.length; a++) {
      for (int b = a; b < times.length; b++) {
        TransitionMatrix ab = process.between(times[a], times[b]);
        assertEquals(process.states(), ab.states());
        for (double[] row : table(ab)) {
          assertEquals(1, Arrays.stream(row).sum(), 1e-14);
          assertTrue(Arrays.stream(row).allMatch(p -> p >= 0));
        }
        for (int v = 0; v < ab.states(); v++) {
          assertTrue(ab.untouched(v) >= 0 && ab.untouched(v) <= ab.at(v, v));
        }
        for (int c = b; c < times.length; c++) {
          assertTables(
              table(process.between(times[a], times[c])),
              product(table(ab), table(process.between(times[b], times[c]))),
              1e-14);
        }
      }
      assertTables(
          table(DenseMatrix.identity(process.states())),
          table(process.between(times[a], times[a])),
          0);
    }
  }

  @ParameterizedTest
  @FieldSource("PROCESSES")
  void pushIsTheProductWithTheTable(TokenProcess process) {
    TransitionMatrix q = process.between(0.2, 0.8);
    double[] weights = {0.3, 2, 0.1, 5}; // fewer than K where there is a fifth state
    double[] some = Arrays.copyOf(weights, Math.min(4, process.states()));
    double[] expected = new double[q.states()];
    for (int i = 0; i < some.length; i++) {
      for (int j = 0; j < expected.length; j++) {
        expected[j] += some[i] * q.at(i, j);
      }
    }
    assertArrayEquals(expected, q.push(some), 1e-14);
  }

  @ParameterizedTest
  @FieldSource("PROCESSES")
  void ratesAreTheDerivativesOfTheMoves(TokenProcess process) {
    if (process instanceof JumpProcess jumps) {
      double t = 0.4;
      double h = 1e-6;
      for (int i = 0; i < process.states(); i++) {
        for (int j = 0; j < process.states(); j++) {
          if (i != j) {
            assertEquals(process.between(t, t + h).at(i, j) / h, jumps.rate(i, j, t), 1e-4);
          }
        }
      }
    }
  }

  @Test
  void theGeneratorOfReplacementIsReplacement() {
    int n = 5;
    double[] law = {0.1, 0.3, 0.2, 0.15, 0.25};
    double[][] generator = new double[n][];
    for (int i = 0; i < n; i++) {
      generator[i] = law.clone();
      generator[i][i] -= 1;
    }
    TokenProcess dense = RateMatrix.of(generator, POSITIVE);
    TokenProcess fast = Replacement.towards(n, law, POSITIVE);
    for (double t : new double[] {0.01, 0.5, 1}) {
      assertTables(table(fast.between(0, t)), table(dense.between(0, t)), 1e-15);
      assertTables(table(fast.between(t / 3, t)), table(dense.between(t / 3, t)), 1e-15);
    }
  }

  @Test
  void theExponentialOfTwoStatesIsItsClosedForm() {
    // exp(s [[-a, a], [b, -b]]): P(0 -> 1) = a / (a + b) (1 - exp(-(a + b) s)); slow, fast, stiff
    for (double[] ab : new double[][] {{1, 2}, {1e-3, 1e-5}, {400, 70}, {1e-9, 900}}) {
      double[][] generator = {{-ab[0], ab[0]}, {ab[1], -ab[1]}};
      TransitionMatrix q = RateMatrix.of(generator, POSITIVE).between(0, 0.7);
      double s = -Math.log(POSITIVE.at(0.7));
      double total = ab[0] + ab[1];
      double expected = -Math.expm1(-total * s) * ab[0] / total;
      assertEquals(expected, q.at(0, 1), 1e-12 * expected);
    }
  }

  @Test
  void maskedReplacementIsItsFormula() {
    TransitionMatrix q = MaskedReplacement.of(4, LINEAR, PolynomialSchedule.of(2)).between(0, 0.5);
    // alpha = 0.5, beta = 1 - 0.25
    assertEquals(0.5 * (0.75 + 0.25 / 4), q.at(1, 1), 1e-15);
    assertEquals(0.5 * 0.25 / 4, q.at(1, 2), 1e-15);
    assertEquals(0.5, q.at(1, 4), 1e-15);
    assertEquals(1, q.at(4, 4));
  }

  @Test
  void stepMatricesAreThePapersFormulas() {
    double[][] band = StepMatrices.band(4, 1, 0.8);
    assertArrayEquals(new double[] {0.8, 0.2, 0, 0}, band[0], 1e-15);
    assertArrayEquals(new double[] {0.2, 0.6, 0.2, 0}, band[1], 1e-15);
    // K = 3, beta = 1: exp(-4 d^2 / 4) over d = -2 ... 2
    double z = 1 + 2 * Math.exp(-1) + 2 * Math.exp(-4);
    double[][] gaussian = StepMatrices.gaussian(3, 1);
    assertEquals(Math.exp(-1) / z, gaussian[0][1], 1e-15);
    assertEquals(Math.exp(-4) / z, gaussian[0][2], 1e-15);
    assertEquals(1 - 2 * Math.exp(-1) / z, gaussian[1][1], 1e-15);
  }

  @Test
  void neighboursMoveToTheNearestInBothDirections() {
    double[][] r = RateMatrix.nearestNeighbours(new double[][] {{0}, {1}, {3}}, 1);
    for (double[][] generator : List.of(RateMatrix.mixing(r), RateMatrix.gaussian(5, 0.3))) {
      // |pi_t - uniform| falls like alpha_t from any start, to within a factor, and not faster
      double[] decay = new double[2];
      for (int k = 0; k < 2; k++) {
        TransitionMatrix late = RateMatrix.of(generator, POSITIVE).between(0, 0.8 + 0.2 * k);
        for (int v = 0; v < generator.length; v++) {
          decay[k] = Math.max(decay[k], Math.abs(late.at(0, v) - 1.0 / generator.length));
        }
      }
      assertEquals(POSITIVE.at(1) / POSITIVE.at(0.8), decay[1] / decay[0], 0.05);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> RateMatrix.mixing(new double[][] {{-1, 1, 0}, {0, -1, 1}, {1, 0, -1}}));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            RateMatrix.mixing(
                new double[][] {{-1, 1, 0, 0}, {1, -1, 0, 0}, {0, 0, -1, 1}, {0, 0, 1, -1}}));
    for (double spread : new double[] {0, -1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> RateMatrix.gaussian(4, spread));
    }
    // nearest: 0 -> 1, 1 -> 0, 2 -> 1
    assertTables(new double[][] {{-1, 1, 0}, {1, -1.5, 0.5}, {0, 0.5, -0.5}}, r, 0);
    assertThrows(IllegalArgumentException.class, () -> RateMatrix.nearest(r, 3));
    assertThrows(
        IllegalArgumentException.class,
        () -> RateMatrix.nearestNeighbours(new double[][] {{0}, {1, 2}}, 1));
  }

  private static void assertRefused(String part, Supplier<?> make) {
    String message = assertThrows(IllegalArgumentException.class, make::get).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void badMatricesAreNamed() {
    double[][] good = StepMatrices.band(2, 1, 0.5);
    assertRefused("row 1 of Q_2 sums to 0.9", () -> MatrixChain.of(good, rows(.5, .5, .4, .5)));
    assertRefused("entry -0.5 in row 0, column 1", () -> MatrixChain.of(rows(1.5, -.5, 0, 1)));
    assertRefused("entry NaN", () -> MatrixChain.of(rows(Double.NaN, 1, 0, 1)));
    assertRefused("must be square", () -> MatrixChain.of(new double[][] {{1}, {0, 1}}));
    assertRefused("Q_2 has 3 rows", () -> MatrixChain.of(good, StepMatrices.band(3, 1, 0.5)));
    assertRefused("without a matrix", MatrixChain::of);
    assertRefused("vocabulary of 3", () -> MatrixChain.of(3, good));
    assertRefused("row 0 of the generator sums to 0.5", () -> generator(-.5, 1, 1, -1));
    assertRefused("rate -1.0 in row 1, column 0", () -> generator(-1, 1, -1, 1));
    assertRefused("LogLinearSchedule", () -> RateMatrix.of(rows(-1, 1, 1, -1), LINEAR));
    assertRefused("sums to 0.5", () -> Replacement.towards(2, new double[] {.2, .3}, LINEAR));
    assertRefused("2 entries", () -> Replacement.towards(3, new double[] {.5, .5}, LINEAR));
    assertRefused("outside", () -> TokenClock.spindle(new double[] {1}, 1.5));
    assertRefused("lead of token 0 is 2.0", () -> TokenClock.spindle(new double[] {2}, 0.5));
    // pi moves away from state 0 faster than alpha falls
    MovingReplacement hasty =
        MovingReplacement.of(2, t -> t < 0.5 ? new double[] {1, 0} : new double[] {0, 1}, LINEAR);
    assertRefused("loses state 0 too fast", () -> hasty.between(0.4, 0.6));
  }

  private static double[][] rows(double a, double b, double c, double d) {
    return new double[][] {{a, b}, {c, d}};
  }

  private static TokenProcess generator(double a, double b, double c, double d) {
    return RateMatrix.of(rows(a, b, c, d), POSITIVE);
  }
}

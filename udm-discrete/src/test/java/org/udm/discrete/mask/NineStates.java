package org.udm.discrete.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.discrete.TokenBatch;

/** Two tokens with three values each: the problem with a known answer of ORACLES.md. */
public final class NineStates {
  public static final double[][] P = {{.20, .05, .10}, {.02, .25, .03}, {.10, .05, .20}};

  /** H(P) in nats; source: ORACLES.md, "Nine states". */
  public static final double ENTROPY = 1.9338761982359836;

  /** KL(P || P1 x P2) in nats, what one step costs; source: ORACLES.md, "Nine states". */
  public static final double DEPENDENCE = 0.2601065104978171;

  private NineStates() {}

  public static Masking linear() {
    return Masking.of(3, PolynomialSchedule.linear());
  }

  public static TokenBatch data() {
    int[][] rows = new int[9][];
    for (int k = 0; k < 9; k++) {
      rows[k] = new int[] {k / 3, k % 3};
    }
    return TokenBatch.of(rows);
  }

  public static double[] weights() {
    double[] p = new double[9];
    for (int k = 0; k < 9; k++) {
      p[k] = P[k / 3][k % 3];
    }
    return p;
  }

  /** (1 - share) P + share P1 x P2. */
  public static double[] mixed(double share) {
    double[] p = weights();
    double[] first = new double[3];
    double[] second = new double[3];
    for (int k = 0; k < 9; k++) {
      first[k / 3] += p[k];
      second[k % 3] += p[k];
    }
    for (int k = 0; k < 9; k++) {
      p[k] = (1 - share) * p[k] + share * first[k / 3] * second[k % 3];
    }
    return p;
  }

  public static MarginalOracle marginals(Masking masking) {
    return MarginalOracle.of(data(), weights(), masking);
  }

  public static Map<TokenBatch, Double> law(TokenBatch states, double[] probabilities) {
    Map<TokenBatch, Double> law = new HashMap<>();
    for (int k = 0; k < probabilities.length; k++) {
      law.merge(states.gather(k), probabilities[k], Double::sum);
    }
    return law;
  }

  public static <T> void assertSameLaw(
      Map<T, Double> expected, Map<T, Double> actual, double tolerance) {
    Set<T> states = new HashSet<>(expected.keySet());
    states.addAll(actual.keySet());
    for (T state : states) {
      assertEquals(
          expected.getOrDefault(state, 0.0),
          actual.getOrDefault(state, 0.0),
          tolerance,
          () -> "probability of " + state);
    }
  }

  /** The p-value of Pearson's test of drawn rows [N, 2] against the law of the nine states. */
  public static double pValue(TokenBatch drawn, double[] probabilities) {
    long[] counts = new long[9];
    for (int i = 0; i < drawn.rows(); i++) {
      counts[3 * drawn.token(i, 0) + drawn.token(i, 1)]++;
    }
    return ChiSquareTest.withDefaults().test(probabilities, counts).getPValue();
  }
}

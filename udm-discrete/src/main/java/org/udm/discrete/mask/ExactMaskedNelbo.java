package org.udm.discrete.mask;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenPredictor;

/**
 * The continuous-time bound of masking without chance: all patterns S of masked tokens are
 * enumerated, and the integral is done over m = 1 - alpha_t,
 *
 * <pre>
 * sum over S of integral from 0 to 1 - alpha_1 of m^(|S| - 1) (1 - m)^(L - |S|) CE(S, t(m)) dm,
 * </pre>
 *
 * by Gauss-Legendre quadrature: to rounding for a predictor that ignores time, where the integrand
 * is a polynomial in m, so that the schedule does not matter; for one that sees time, as far as
 * t(m) is smooth.
 *
 * <p>It is the reference for {@link MaskedNelbo} on rows of a few tokens. Source: as there.
 */
public final class ExactMaskedNelbo implements Nelbo<TokenBatch> {
  private static final int LONGEST = 16; // tokens: 65,535 patterns
  private static final int NODES = 32; // exact for polynomials of degree 63

  private final Masking masking;
  private final int given; // tokens

  private ExactMaskedNelbo(Masking masking, int given) {
    this.masking = masking;
    this.given = given;
  }

  /**
   * Returns the exact bound.
   *
   * @param masking the corruption
   * @return the bound
   */
  public static ExactMaskedNelbo of(Masking masking) {
    return new ExactMaskedNelbo(masking, 0);
  }

  /**
   * Returns the bound on {@code -log p(the rest of a row | its first tokens)}.
   *
   * @param tokens how many are given, at least 0; shorter rows cost nothing
   * @return the bound
   * @throws IllegalArgumentException if the number is negative
   */
  public ExactMaskedNelbo given(int tokens) {
    return new ExactMaskedNelbo(masking, MaskedTerms.requireGiven(tokens));
  }

  /**
   * Evaluates the bound.
   *
   * @param rng not used: nothing is left to chance
   * @throws IllegalArgumentException if a row has more than 16 tokens that are not given
   */
  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    masking.requireClean(x0);
    if (x0.maxLength() - given > LONGEST) {
      throw new IllegalArgumentException(
          "an exact bound for %d tokens: at most %d can be enumerated (MaskedNelbo estimates it)"
              .formatted(x0.maxLength() - given, LONGEST));
    }
    double[] diffusion = new double[x0.rows()];
    for (int i = 0; i < diffusion.length; i++) {
      diffusion[i] = x0.length(i) <= given ? 0 : row(x0.gather(i), predictor);
    }
    return new BoundTerms(MaskedTerms.prior(masking, x0, given), diffusion, new double[x0.rows()]);
  }

  private double row(TokenBatch x0, X0Predictor<TokenBatch> predictor) {
    int length = x0.length(0) - given;
    TokenBatch clean = x0.repeat(0, (1 << length) - 1);
    // row r of the patterns masks the tokens behind the given ones whose bits are set in r + 1
    TokenBatch xt =
        clean.map((r, l, id) -> l >= given && (r + 1 >> l - given & 1) == 1 ? masking.mask() : id);
    boolean once =
        predictor instanceof TokenPredictor tokens && tokens.timeUse() == TimeUse.IGNORES_TIME;
    double[] entropies = once ? entropies(predictor, clean, xt, 1) : null;
    double sum = 0;
    for (double[] node : gaussLegendre(NODES, 0, masking.masked(1))) {
      double m = node[0];
      if (!once) {
        entropies = entropies(predictor, clean, xt, masking.timeOf(m));
      }
      for (int r = 0; r < xt.rows(); r++) {
        int n = Integer.bitCount(r + 1);
        sum += node[1] * Math.pow(m, n - 1) * Math.pow(1 - m, length - n) * entropies[r];
      }
    }
    return sum;
  }

  private double[] entropies(
      X0Predictor<TokenBatch> predictor, TokenBatch x0, TokenBatch xt, double t) {
    return MaskedTerms.crossEntropy(masking, predictor, x0, xt, Times.all(xt.rows(), t));
  }

  /**
   * Returns the nodes and weights of Gauss-Legendre quadrature, the roots of the Legendre
   * polynomial P_n found by Newton's method.
   *
   * @param n the number of nodes
   * @param from the lower end
   * @param to the upper end
   * @return pairs (node, weight) [n][2]
   */
  private static double[][] gaussLegendre(int n, double from, double to) {
    double[][] nodes = new double[n][];
    Arrays.setAll(
        nodes,
        i -> {
          double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
          double slope = 1;
          for (int iteration = 0; iteration < 10; iteration++) { // doubles the digits each time
            double previous = 1;
            double p = x;
            for (int k = 2; k <= n; k++) {
              double next = ((2 * k - 1) * x * p - (k - 1) * previous) / k;
              previous = p;
              p = next;
            }
            slope = n * (x * p - previous) / (x * x - 1);
            x -= p / slope;
          }
          double half = (to - from) / 2;
          return new double[] {from + half * (1 + x), half * 2 / ((1 - x * x) * slope * slope)};
        });
    return nodes;
  }
}

package org.udm.discrete.mask;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;

/**
 * The continuous-time bound of masking, estimated without bias for each row.
 *
 * <pre>
 * integral over t of w(t) E[ sum over masked l of -log p(x_0^l | x_t) ] dt,   w = -alpha' / (1 - alpha)
 *   = sum over n = 1 ... L of (1 / n) E[ the same sum | n tokens masked, at random ]
 * </pre>
 *
 * <p>The second form is the first with the integral done over 1 - alpha_t, given which tokens are
 * masked; it holds for a predictor that sees time, too, if t is then drawn from its law given n,
 * that of the n-th smallest of the L uniform numbers. {@link Spread#COUNTS} estimates it: n evenly
 * spread over 1 ... L, weight L / n, finite variance. {@link Spread#TIMES} is the textbook
 * estimate: t evenly spread, weight w(t); over [0, 1] its variance is infinite (logarithmically),
 * so give it a smallest time.
 *
 * <p>A smallest time t_min &gt; 0 ends the integral there and adds the reconstruction term {@code
 * -log p(x_0 | x_t_min)}: the bound of the model whose last step leads from t_min to 0. With t_min
 * = 0 there is no such term.
 *
 * <p>Sources: Shi et al. (MD4), 2024, equation 5; Sahoo et al. (MDLM), 2024, equation 10; the
 * second form: Ou et al., "Your absorbing discrete diffusion secretly models the conditional
 * distributions of clean data", 2024 (there for any-order autoregression).
 *
 * <pre>{@code
 * Nelbo<TokenBatch> bound = MaskedNelbo.of(masking).withDraws(8);
 * BoundReport.of(bound, x0, lengths, predictor, RandomStreams.of(1)).total().inBits();
 * }</pre>
 */
public final class MaskedNelbo implements Nelbo<TokenBatch> {

  /** What is spread evenly over the draws of a row. */
  public enum Spread {
    /** The number of masked tokens. */
    COUNTS,
    /** The time. */
    TIMES
  }

  private final Masking masking;
  private final int draws;
  private final Spread spread;
  private final double smallest;
  private final int given; // tokens

  private MaskedNelbo(Masking masking, int draws, Spread spread, double smallest, int given) {
    this.given = given;
    this.masking = masking;
    this.draws = draws;
    this.spread = spread;
    this.smallest = smallest;
  }

  /**
   * Returns the bound over all times, estimated from one draw per row, counts spread.
   *
   * @param masking the corruption
   * @return the bound
   */
  public static MaskedNelbo of(Masking masking) {
    return new MaskedNelbo(masking, 1, Spread.COUNTS, 0, 0);
  }

  /**
   * Returns the bound estimated from more draws per row, each one prediction.
   *
   * @param perRow the number of draws K, at least 1; they are stratified
   * @return the bound
   * @throws IllegalArgumentException if there is no draw
   */
  public MaskedNelbo withDraws(int perRow) {
    if (perRow < 1) {
      throw new IllegalArgumentException(
          "a bound from " + perRow + " draws per row: at least 1 is needed");
    }
    return new MaskedNelbo(masking, perRow, spread, smallest, given);
  }

  /**
   * Returns the bound with something else spread evenly.
   *
   * @param other counts or times
   * @return the bound
   */
  public MaskedNelbo withSpread(Spread other) {
    return new MaskedNelbo(masking, draws, other, smallest, given);
  }

  /**
   * Returns the bound of the model whose last step leads from a smallest time to 0.
   *
   * @param time t_min in [0, 1)
   * @return the bound
   * @throws IllegalArgumentException if the time is outside [0, 1)
   */
  public MaskedNelbo withSmallestTime(double time) {
    if (!(time >= 0 && time < 1)) {
      throw new IllegalArgumentException("smallest time " + time + " is outside [0, 1)");
    }
    return new MaskedNelbo(masking, draws, spread, time, given);
  }

  /**
   * Returns the bound on {@code -log p(the rest of a row | its first tokens)}.
   *
   * @param tokens how many are given, at least 0; shorter rows cost nothing
   * @return the bound
   * @throws IllegalArgumentException if the number is negative
   */
  public MaskedNelbo given(int tokens) {
    return new MaskedNelbo(masking, draws, spread, smallest, MaskedTerms.requireGiven(tokens));
  }

  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    double[] offsets = new double[x0.rows()]; // one uniform number per row sets all its draws
    Arrays.setAll(offsets, i -> rng.named("offset").row(i).uniform());
    double[] diffusion = new double[x0.rows()];
    for (int k = 0; k < draws; k++) {
      double[] strata = new double[x0.rows()];
      for (int i = 0; i < strata.length; i++) {
        strata[i] = (offsets[i] + (double) k / draws) % 1;
      }
      MaskNoise noise = masking.drawNoise(x0, rng.named("noise").at(k)).keeping(given);
      Corrupted draw =
          switch (spread) {
            case COUNTS -> byCount(x0, noise, strata);
            case TIMES -> byTime(x0, noise, strata);
          };
      double[] sums = MaskedTerms.crossEntropy(masking, predictor, x0, draw.xt, draw.t);
      for (int i = 0; i < sums.length; i++) {
        diffusion[i] += sums[i] == 0 ? 0 : draw.weights[i] * sums[i] / draws;
      }
    }
    return new BoundTerms(
        MaskedTerms.prior(masking, x0, given), diffusion, reconstruction(x0, predictor, rng));
  }

  /** Corrupted rows and the factors of their cross-entropies. */
  private record Corrupted(TokenBatch xt, Times t, double[] weights) {}

  private Corrupted byTime(TokenBatch x0, MaskNoise noise, double[] strata) {
    double[] t = new double[strata.length];
    double[] weights = new double[strata.length];
    for (int i = 0; i < t.length; i++) {
      t[i] = smallest + (1 - smallest) * (1 - strata[i]); // in (t_min, 1]
      weights[i] = (1 - smallest) * Weight.bound(masking.schedule()).at(t[i]);
    }
    return new Corrupted(masking.corrupt(x0, noise, Times.of(t)), Times.of(t), weights);
  }

  private Corrupted byCount(TokenBatch x0, MaskNoise noise, double[] strata) {
    double[] t = new double[strata.length];
    double[] last = new double[strata.length]; // the largest number that is masked; none if < 0
    double[] weights = new double[strata.length];
    for (int i = 0; i < t.length; i++) {
      int length = MaskedTerms.length(x0, i, given);
      int n = 1 + Math.min(length - 1, (int) (length * strata[i]));
      last[i] = length == 0 ? -1 : nthSmallest(noise, i, n);
      if (last[i] >= masking.masked(smallest) && last[i] <= masking.masked(1)) {
        t[i] = masking.timeOf(last[i]);
        weights[i] = (double) length / n;
      } else {
        last[i] = -1; // outside the times of the integral
      }
    }
    masking.requireClean(x0);
    TokenBatch xt = x0.map((i, l, id) -> noise.at(i, l) <= last[i] ? masking.mask() : id);
    return new Corrupted(xt, Times.of(t), weights);
  }

  private static double nthSmallest(MaskNoise noise, int row, int n) {
    double[] numbers = new double[noise.length(row)];
    Arrays.setAll(numbers, l -> noise.at(row, l));
    Arrays.sort(numbers);
    return numbers[n - 1];
  }

  private double[] reconstruction(
      TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    if (smallest == 0) {
      return new double[x0.rows()];
    }
    Times t = Times.all(x0.rows(), smallest);
    MaskNoise noise = masking.drawNoise(x0, rng.named("reconstruction")).keeping(given);
    TokenBatch xt = masking.corrupt(x0, noise, t);
    return MaskedTerms.crossEntropy(masking, predictor, x0, xt, t);
  }
}

package org.udm.discrete.mask;

import org.udm.core.Corruption;
import org.udm.core.MarginalDensity;
import org.udm.core.NoisePosterior;
import org.udm.core.Prior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.Schedule;
import org.udm.discrete.IndependentPrior;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;

/**
 * Masking (absorbing diffusion): each token is masked once its own uniform number is passed,
 *
 * <pre>
 * x_t^l = mask if u_l &lt; 1 - alpha_t, else x_0^l        u_l ~ uniform [0, 1)
 * u_l | x_t, x_0 ~ uniform [0, 1 - alpha_t) where masked, uniform [1 - alpha_t, 1) where kept
 * </pre>
 *
 * so that a token that is masked at t stays masked at every later time.
 *
 * <pre>{@code
 * Masking masking = Masking.of(65, PolynomialSchedule.linear()); // ids 0 ... 64, the mask is 65
 * TokenBatch xt = masking.corrupt(x0, masking.drawNoise(x0, rng), Times.all(x0.rows(), 0.5));
 * }</pre>
 *
 * <p>Where a schedule ends at alpha_1 &gt; 0 (the log-linear one) a token is still visible at t = 1
 * with that probability. The law of x_1 that does not depend on x_0 then has a uniformly drawn
 * value there instead of the true one; this costs the bound alpha_1 log V per token, its prior
 * term.
 *
 * <p>Sources: Austin et al., "Structured denoising diffusion models in discrete state-spaces"
 * (D3PM), 2021; Sahoo et al., "Simple and effective masked diffusion language models" (MDLM), 2024;
 * Shi et al., "Simplified and generalized masked diffusion" (MD4), 2024.
 */
public final class Masking
    implements Corruption<TokenBatch, MaskNoise>,
        NoisePosterior<TokenBatch, MaskNoise>,
        MarginalDensity<TokenBatch>,
        Thresholds {
  private final int vocabulary;
  private final int mask;
  private final Schedule schedule;

  private Masking(int vocabulary, int mask, Schedule schedule) {
    this.vocabulary = vocabulary;
    this.mask = mask;
    this.schedule = schedule;
  }

  /**
   * Returns masking with the mask behind the vocabulary: its id is V.
   *
   * @param vocabulary the number of values V, at least 1; clean ids are in [0, V)
   * @param schedule alpha_t, the probability that a token is kept until t
   * @return the corruption
   * @throws IllegalArgumentException if there is no value
   */
  public static Masking of(int vocabulary, Schedule schedule) {
    if (vocabulary < 1) {
      throw new IllegalArgumentException(
          "masking with a vocabulary of " + vocabulary + ": at least 1 value is needed");
    }
    return new Masking(vocabulary, vocabulary, schedule);
  }

  /**
   * Returns the same corruption with another id for the mask, such as a tokenizer's own.
   *
   * @param id the mask, at least 0; an id below V is then no clean value
   * @return the corruption
   * @throws IllegalArgumentException if the id is negative or no clean value is left
   */
  public Masking withMask(int id) {
    if (id < 0 || id == 0 && vocabulary == 1) {
      throw new IllegalArgumentException(
          "mask id %d for a vocabulary of %d: it must not be negative and must leave a value"
              .formatted(id, vocabulary));
    }
    return new Masking(vocabulary, id, schedule);
  }

  /**
   * Returns the vocabulary size.
   *
   * @return V; clean ids are in [0, V)
   */
  public int vocabulary() {
    return vocabulary;
  }

  /**
   * Returns the id of the mask.
   *
   * @return V unless chosen otherwise
   */
  public int mask() {
    return mask;
  }

  /**
   * Returns the schedule.
   *
   * @return alpha_t
   */
  public Schedule schedule() {
    return schedule;
  }

  /**
   * Returns the number of clean values.
   *
   * @return V, less one if the mask is an id of the vocabulary
   */
  int values() {
    return mask < vocabulary ? vocabulary - 1 : vocabulary;
  }

  /**
   * Returns the probability that a token is masked at time t.
   *
   * @param t the time in [0, 1]
   * @return 1 - alpha_t
   */
  double masked(double t) {
    return 1 - schedule.at(t);
  }

  /**
   * Returns the probability that a token which is masked at t is not masked at s under the same
   * noise: {@code (alpha_s - alpha_t) / (1 - alpha_t)}.
   *
   * <p>Source: Sahoo et al. (MDLM), 2024, section 3.
   *
   * @param t the time in [0, 1]
   * @param s the earlier time
   * @return a probability; 1 where t is too near 0 for any token to be masked
   */
  double revealed(double t, double s) {
    double alphaT = schedule.at(t);
    return alphaT == 1 ? 1 : (schedule.at(s) - alphaT) / (1 - alphaT);
  }

  /**
   * Returns the time at which tokens are masked with a given probability.
   *
   * @param masked 1 - alpha_t, at least 0
   * @return t in [0, 1]; 1 for all that is above 1 - alpha_1
   */
  double timeOf(double masked) {
    return masked < masked(1) ? schedule.inverse(1 - masked) : 1;
  }

  /**
   * Returns the masked places of a state.
   *
   * @param xt corrupted rows [B, L]
   * @return the places that hold the mask
   */
  public Positions maskedIn(TokenBatch xt) {
    return Positions.holding(xt, mask);
  }

  /**
   * Requires rows that can be clean.
   *
   * @param x0 token rows [B, L]
   * @return the rows
   * @throws IllegalArgumentException if an id is the mask or outside [0, V)
   */
  TokenBatch requireClean(TokenBatch x0) {
    Positions masks = maskedIn(x0);
    if (masks.size() > 0) {
      throw new IllegalArgumentException(
          "clean row %d holds the mask (id %d) at position %d: clean rows have none; choose a mask outside the data's ids"
              .formatted(masks.row(0), mask, masks.position(0)));
    }
    return x0.requireIdsBelow(vocabulary);
  }

  /**
   * Requires x_0 to agree with x_t wherever x_t is not masked.
   *
   * @param xt corrupted rows [B, L]
   * @param x0 clean rows [B, L]
   * @throws IllegalArgumentException if the shapes differ or a visible token is another one in x_0
   */
  void requireAgreement(TokenBatch xt, TokenBatch x0) {
    requireClean(x0.requireLengthsOf(xt));
    Positions different =
        Positions.where(xt, (row, l, seen) -> seen != mask && seen != x0.token(row, l));
    if (different.size() > 0) {
      int row = different.row(0);
      int position = different.position(0);
      throw new IllegalArgumentException(
          "row %d shows token %d at position %d where x_0 has %d: a visible token must be the clean one (predictors carry it over)"
              .formatted(row, xt.token(row, position), position, x0.token(row, position)));
    }
  }

  @Override
  public MaskNoise drawNoise(TokenBatch x0, RandomStreams rng) {
    return MaskNoise.of(rng.uniforms(x0.rows(), x0::length));
  }

  @Override
  public TokenBatch corrupt(TokenBatch x0, MaskNoise eps, Times t) {
    t.forRowsOf(requireClean(x0));
    requireNoiseFor(x0, eps);
    double[] threshold = new double[x0.rows()];
    for (int i = 0; i < threshold.length; i++) {
      threshold[i] = masked(t.at(i));
    }
    return x0.map((i, l, id) -> eps.at(i, l) < threshold[i] ? mask : id);
  }

  private static void requireNoiseFor(TokenBatch x0, MaskNoise eps) {
    if (eps.rows() != x0.rows()) {
      throw new IllegalArgumentException(
          "noise of %d rows for a batch of %d: the numbers must be equal"
              .formatted(eps.rows(), x0.rows()));
    }
    for (int i = 0; i < x0.rows(); i++) {
      if (eps.length(i) != x0.length(i)) {
        throw new IllegalArgumentException(
            "noise of %d numbers for row %d, which has %d tokens: give one per token"
                .formatted(eps.length(i), i, x0.length(i)));
      }
    }
  }

  /**
   * Draws noise given both ends.
   *
   * <p>A token that is visible although alpha_t = 0 has been put there by a condition; its number
   * is the limit 1, the one that keeps it at every time.
   *
   * @throws IllegalArgumentException if a visible token differs from its clean one, or a token is
   *     masked at a time at which none can be
   */
  @Override
  public MaskNoise draw(TokenBatch xt, TokenBatch x0, Times t, RandomStreams rng) {
    requireAgreement(xt, x0);
    t.forRowsOf(x0);
    double[][] u = new double[x0.rows()][];
    for (int i = 0; i < u.length; i++) {
      RandomStream stream = rng.row(i);
      double threshold = masked(t.at(i));
      u[i] = new double[x0.length(i)];
      for (int l = 0; l < u[i].length; l++) {
        if (xt.token(i, l) != mask) {
          u[i][l] = threshold < 1 ? stream.uniform(threshold, 1) : MaskNoise.NEVER_MASKED;
        } else if (threshold > 0) {
          u[i][l] = stream.uniform(0, threshold);
        } else {
          throw new IllegalArgumentException(
              "row %d is masked at position %d, but at t = %s no token can be"
                  .formatted(i, l, t.at(i)));
        }
      }
    }
    return MaskNoise.of(u);
  }

  /**
   * Returns {@code (#masked) log(1 - alpha_t) + (#kept) log alpha_t} if all kept tokens agree;
   * states of another length are impossible.
   */
  @Override
  public double[] logProb(TokenBatch xt, TokenBatch x0, Times t) {
    t.forRowsOf(requireClean(x0)).forRowsOf(xt);
    double[] logs = new double[x0.rows()];
    for (int i = 0; i < logs.length; i++) {
      logs[i] =
          xt.length(i) == x0.length(i)
              ? logProb(xt.row(i), x0.row(i), t.at(i))
              : Double.NEGATIVE_INFINITY;
    }
    return logs;
  }

  private double logProb(int[] xt, int[] x0, double t) {
    double logMasked = Math.log(masked(t));
    double logKept = Math.log(schedule.at(t));
    double sum = 0;
    for (int l = 0; l < x0.length; l++) {
      boolean possible = xt[l] == mask || xt[l] == x0[l];
      sum += !possible ? Double.NEGATIVE_INFINITY : xt[l] == mask ? logMasked : logKept;
    }
    return sum;
  }

  @Override
  public double[] thresholds(double t) {
    return new double[] {masked(t)};
  }

  /**
   * Returns the law of x_1: every token masked with probability 1 - alpha_1, otherwise a uniformly
   * drawn value.
   *
   * @param lengths the length of every row, or several lengths; row i of a draw has entry i of the
   *     list, which starts again when it ends and with each draw
   * @return the prior
   * @throws IllegalArgumentException if there is no length or a negative one
   */
  public Prior<TokenBatch> prior(int... lengths) {
    return IndependentPrior.of(
        stream -> schedule.at(1) == 0 || stream.bernoulli(masked(1)) ? mask : value(stream),
        lengths);
  }

  private int value(RandomStream rng) {
    int drawn = rng.index(values());
    return mask < vocabulary && drawn >= mask ? drawn + 1 : drawn;
  }

  @Override
  public String toString() {
    return "masking(V = %d, mask = %d, %s)".formatted(vocabulary, mask, schedule);
  }
}

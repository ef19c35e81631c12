package org.udm.discrete.edit;

import java.util.Arrays;
import org.udm.core.Corruption;
import org.udm.core.MarginalDensity;
import org.udm.core.NoisePosterior;
import org.udm.core.Prior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.Schedule;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.Masking;

/**
 * Deletion: each token is taken out with probability 1 - alpha_t, independently of the others, and
 * x_t is what is left. It is masking whose masks are taken out as well.
 *
 * <pre>
 * token l stays if u_l &gt;= 1 - alpha_t,       u_l ~ uniform [0, 1)
 * u | x_t, x_0:  one embedding of x_t in x_0, each equally probable; then as for masking
 * p(x_t | x_0) = N(x_t, x_0) alpha_t^M (1 - alpha_t)^(L - M)
 * </pre>
 *
 * <p>All embeddings are equally probable, as each keeps M tokens; the leftmost one alone would give
 * a kernel that looks right and breaks the law. The lengths of the data need no model: the prior is
 * the empty row.
 *
 * <pre>{@code
 * Deletion deletion = Deletion.of(65, PolynomialSchedule.linear());
 * Transition<TokenBatch> step = PredictThenCorrect.of(predictor, DeletionKernel.of(deletion));
 * GridSampler.of(deletion.prior(), step, TimeGrid.uniform(20)).draw(16, rng);
 * }</pre>
 *
 * <p>Source: Su Jianlin, "Unified Diffusion Model", application part (kexue.fm 9271), text by
 * deletion; as discrete diffusion Johnson et al., "Beyond in-place corruption", 2021, and Ding et
 * al., "Beyond masks" (DID), 2026.
 */
public final class Deletion
    implements Corruption<TokenBatch, MaskNoise>,
        NoisePosterior<TokenBatch, MaskNoise>,
        MarginalDensity<TokenBatch>,
        Thresholds {
  private final Masking masking;

  private Deletion(Masking masking) {
    this.masking = masking;
  }

  /**
   * Returns the corruption.
   *
   * @param vocabulary the number of values V, at least 1; ids are in [0, V)
   * @param schedule alpha_t, the probability that a token is kept until t
   * @return the corruption
   * @throws IllegalArgumentException if there is no value
   */
  public static Deletion of(int vocabulary, Schedule schedule) {
    return new Deletion(Masking.of(vocabulary, schedule));
  }

  /**
   * Returns the vocabulary size.
   *
   * @return V; ids are in [0, V)
   */
  public int vocabulary() {
    return masking.vocabulary();
  }

  /**
   * Returns the schedule.
   *
   * @return alpha_t
   */
  public Schedule schedule() {
    return masking.schedule();
  }

  /**
   * Returns the law of x_1: empty rows.
   *
   * @return the prior
   * @throws IllegalArgumentException if alpha_1 is not 0, so that x_1 still depends on x_0
   */
  public Prior<TokenBatch> prior() {
    if (schedule().at(1) != 0) {
      throw new IllegalArgumentException(
          "deletion along %s leaves tokens at t = 1: its prior is the empty row only where alpha_1 = 0, as for PolynomialSchedule.linear()"
              .formatted(schedule()));
    }
    return (rows, rng) -> TokenBatch.filled(rows, 0, 0);
  }

  @Override
  public MaskNoise drawNoise(TokenBatch x0, RandomStreams rng) {
    return masking.drawNoise(x0.requireIdsBelow(vocabulary()), rng);
  }

  @Override
  public TokenBatch corrupt(TokenBatch x0, MaskNoise eps, Times t) {
    return withoutMasks(masking.corrupt(x0.requireIdsBelow(vocabulary()), eps, t));
  }

  /** Takes the masks out of masked rows. */
  TokenBatch withoutMasks(TokenBatch masked) {
    int[][] rows = new int[masked.rows()][];
    Arrays.setAll(
        rows, i -> Arrays.stream(masked.row(i)).filter(id -> id != masking.mask()).toArray());
    return TokenBatch.of(rows);
  }

  /**
   * Draws one embedding of each row and puts masks where the others of x_0 stood.
   *
   * @param xt corrupted rows [B]
   * @param x0 clean rows [B]
   * @param rng the source of randomness
   * @return x_0 with masks in place of what is not in x_t [B]
   * @throws IllegalArgumentException if a row of x_t is no subsequence of its x_0
   */
  TokenBatch aligned(TokenBatch xt, TokenBatch x0, RandomStreams rng) {
    requireRows(xt, x0);
    boolean[][] kept = new boolean[x0.rows()][];
    for (int i = 0; i < kept.length; i++) {
      Embeddings embeddings = Embeddings.of(xt.row(i), x0.row(i));
      if (!embeddings.exist()) {
        throw new IllegalArgumentException(
            "row %d of x_t, %s, is no subsequence of its x_0, %s: a predicted x_0 need not contain it; say what then happens by DeletionKernel.withFallback"
                .formatted(i, xt.gather(i), x0.gather(i)));
      }
      kept[i] = embeddings.draw(rng.row(i));
    }
    return x0.map((i, l, id) -> kept[i][l] ? id : masking.mask());
  }

  private void requireRows(TokenBatch xt, TokenBatch x0) {
    if (xt.rows() != x0.rows()) {
      throw new IllegalArgumentException(
          "batches of %d and %d rows: the numbers must be equal".formatted(xt.rows(), x0.rows()));
    }
    xt.requireIdsBelow(vocabulary());
    x0.requireIdsBelow(vocabulary());
  }

  @Override
  public MaskNoise draw(TokenBatch xt, TokenBatch x0, Times t, RandomStreams rng) {
    TokenBatch masked = aligned(xt, x0, rng.named("alignment"));
    return masking.draw(masked, x0, t, rng.named("numbers"));
  }

  /** Returns log N(x_t, x_0) + M log alpha_t + (L - M) log(1 - alpha_t). */
  @Override
  public double[] logProb(TokenBatch xt, TokenBatch x0, Times t) {
    requireRows(xt, x0);
    t.forRowsOf(x0);
    double[] logs = new double[x0.rows()];
    for (int i = 0; i < logs.length; i++) {
      double alpha = schedule().at(t.at(i));
      int gone = x0.length(i) - xt.length(i);
      logs[i] = Embeddings.of(xt.row(i), x0.row(i)).logCount();
      if (logs[i] > Double.NEGATIVE_INFINITY) {
        logs[i] += times(xt.length(i), alpha) + times(gone, 1 - alpha);
      }
    }
    return logs;
  }

  /** n log p, with 0 log 0 = 0. */
  static double times(int n, double p) {
    return n == 0 ? 0 : n * Math.log(p);
  }

  @Override
  public double[] thresholds(double t) {
    return masking.thresholds(t);
  }

  @Override
  public String toString() {
    return "deletion(V = %d, %s)".formatted(vocabulary(), schedule());
  }
}

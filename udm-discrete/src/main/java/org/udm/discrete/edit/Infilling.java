package org.udm.discrete.edit;

import java.util.Arrays;
import org.udm.core.Corruption;
import org.udm.core.MarginalDensity;
import org.udm.core.NoisePosterior;
import org.udm.core.Prior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.sample.Condition;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;

/**
 * Deletion between two known ends, so that what is written between them has any length: {@code x_t
 * = prefix, deleted middle of x_0, suffix}.
 *
 * <p>With the exact belief of this corruption the samples follow the law of the data given its
 * ends. A network trained on deletion of whole rows is close to it, but may predict other ends;
 * {@link #condition} then puts the known ones in.
 *
 * <pre>{@code
 * Infilling gap = Infilling.of(deletion, before, after);
 * Transition<TokenBatch> step =
 *     PredictThenCorrect.of(predictor, gap.kernel(DeletionKernel.of(deletion).withFallback(misses)))
 *         .withCondition(gap.condition());
 * GridSampler.of(gap.prior(), step, TimeGrid.uniform(20)).draw(16, rng);
 * }</pre>
 */
public final class Infilling
    implements Corruption<TokenBatch, MaskNoise>,
        NoisePosterior<TokenBatch, MaskNoise>,
        MarginalDensity<TokenBatch>,
        Thresholds {
  private final Deletion deletion;
  private final int[] prefix;
  private final int[] suffix;

  private Infilling(Deletion deletion, int[] prefix, int[] suffix) {
    this.deletion = deletion;
    this.prefix = prefix;
    this.suffix = suffix;
  }

  /**
   * Returns deletion between known ends.
   *
   * @param deletion the corruption of the middle
   * @param prefix what every row begins with, ids in [0, V); may be empty
   * @param suffix what every row ends with, ids in [0, V); may be empty
   * @return the corruption
   * @throws IllegalArgumentException if an id is outside [0, V)
   */
  public static Infilling of(Deletion deletion, int[] prefix, int[] suffix) {
    TokenBatch.of(prefix, suffix).requireIdsBelow(deletion.vocabulary());
    return new Infilling(deletion, prefix.clone(), suffix.clone());
  }

  private boolean hasEnds(int[] row) {
    int from = row.length - suffix.length;
    return from >= prefix.length
        && Arrays.equals(row, 0, prefix.length, prefix, 0, prefix.length)
        && Arrays.equals(row, from, row.length, suffix, 0, suffix.length);
  }

  private TokenBatch middle(TokenBatch x) {
    int[][] rows = new int[x.rows()][];
    for (int i = 0; i < rows.length; i++) {
      int[] row = x.row(i);
      if (!hasEnds(row)) {
        throw new IllegalArgumentException(
            "row %d, %s, does not begin with %s and end with %s: these ends are known; take Infilling.condition for a predictor that may miss them"
                .formatted(i, x.gather(i), Arrays.toString(prefix), Arrays.toString(suffix)));
      }
      rows[i] = Arrays.copyOfRange(row, prefix.length, row.length - suffix.length);
    }
    return TokenBatch.of(rows);
  }

  private TokenBatch joined(TokenBatch middle) {
    int[][] rows = new int[middle.rows()][];
    for (int i = 0; i < rows.length; i++) {
      int[] row = Arrays.copyOf(prefix, prefix.length + middle.length(i) + suffix.length);
      System.arraycopy(middle.row(i), 0, row, prefix.length, middle.length(i));
      System.arraycopy(suffix, 0, row, row.length - suffix.length, suffix.length);
      rows[i] = row;
    }
    return TokenBatch.of(rows);
  }

  /**
   * Returns the law of x_1: the two ends and nothing between them.
   *
   * @return the prior
   * @throws IllegalArgumentException if alpha_1 is not 0
   */
  public Prior<TokenBatch> prior() {
    Prior<TokenBatch> empty = deletion.prior();
    return (rows, rng) -> joined(empty.draw(rows, rng));
  }

  /**
   * Returns a reverse kernel of deletion, applied between the ends.
   *
   * @param kernel a reverse kernel of the deletion
   * @return the kernel
   */
  public ReverseKernel<TokenBatch> kernel(ReverseKernel<TokenBatch> kernel) {
    return (xt, x0, t, s, rng) -> joined(kernel.step(middle(xt), middle(x0), t, s, rng));
  }

  /**
   * Returns the condition that puts the ends in where a prediction has others: over its first and
   * last tokens, or around nothing where it is shorter than both.
   *
   * @return the condition
   */
  public Condition<TokenBatch> condition() {
    return new Condition<>() {
      @Override
      public TokenBatch onState(TokenBatch xt, Times t, RandomStreams rng) {
        return joined(middle(xt));
      }

      @Override
      public TokenBatch onPrediction(TokenBatch x0, RandomStreams rng) {
        int[][] rows = new int[x0.rows()][];
        for (int i = 0; i < rows.length; i++) {
          int from = prefix.length;
          int to = Math.max(from, x0.length(i) - suffix.length);
          rows[i] = from < x0.length(i) ? Arrays.copyOfRange(x0.row(i), from, to) : new int[0];
        }
        return joined(TokenBatch.of(rows));
      }
    };
  }

  @Override
  public MaskNoise drawNoise(TokenBatch x0, RandomStreams rng) {
    return deletion.drawNoise(middle(x0), rng);
  }

  @Override
  public TokenBatch corrupt(TokenBatch x0, MaskNoise eps, Times t) {
    return joined(deletion.corrupt(middle(x0), eps, t));
  }

  @Override
  public MaskNoise draw(TokenBatch xt, TokenBatch x0, Times t, RandomStreams rng) {
    return deletion.draw(middle(xt), middle(x0), t, rng);
  }

  /** Returns log p of the middles; rows without the ends are impossible. */
  @Override
  public double[] logProb(TokenBatch xt, TokenBatch x0, Times t) {
    t.forRowsOf(x0).forRowsOf(xt);
    double[] logs = new double[x0.rows()];
    for (int i = 0; i < logs.length; i++) {
      logs[i] =
          hasEnds(xt.row(i)) && hasEnds(x0.row(i))
              ? deletion.logProb(middle(xt.gather(i)), middle(x0.gather(i)), t.gather(i))[0]
              : Double.NEGATIVE_INFINITY;
    }
    return logs;
  }

  @Override
  public double[] thresholds(double t) {
    return deletion.thresholds(t);
  }

  @Override
  public String toString() {
    return "infilling(%s, %s ... %s)"
        .formatted(deletion, Arrays.toString(prefix), Arrays.toString(suffix));
  }
}

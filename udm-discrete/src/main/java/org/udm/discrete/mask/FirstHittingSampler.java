package org.udm.discrete.mask;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.predict.PredictionCost;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Condition;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/**
 * Unmasking in continuous time, one token at a time: the limit of infinitely many steps for L
 * predictions a row.
 *
 * <p>With n tokens masked at time t, the next is revealed at the time tau with
 *
 * <pre>1 - alpha_tau = (1 - alpha_t) u^(1/n),   u ~ uniform [0, 1),</pre>
 *
 * and it is each of the n with equal probability. As single tokens are drawn, a belief with
 * independent positions loses nothing: with the exact one the samples follow the law of the data.
 * All rows of a batch take their next event together.
 *
 * <p>Source: Zheng et al., "Masked diffusion models are secretly time-agnostic masked models and
 * exploit inaccurate categorical sampling", 2024, section 4.
 *
 * <pre>{@code
 * FirstHittingSampler.of(predictor, masking, masking.prior(128)).draw(16, RandomStreams.of(1)).x0();
 * }</pre>
 */
public final class FirstHittingSampler implements Sampler<TokenBatch> {
  private final X0Predictor<TokenBatch> predictor;
  private final Masking masking;
  private final Prior<TokenBatch> prior;
  private final Condition<TokenBatch> condition;

  private FirstHittingSampler(
      X0Predictor<TokenBatch> predictor,
      Masking masking,
      Prior<TokenBatch> prior,
      Condition<TokenBatch> condition) {
    this.predictor = predictor;
    this.masking = masking;
    this.prior = prior;
    this.condition = condition;
  }

  /**
   * Returns the sampler with nothing known.
   *
   * @param predictor the x_0-predictor; it carries visible tokens over
   * @param masking the corruption
   * @param prior the law of x_1, of the lengths that are wanted
   * @return the sampler
   */
  public static FirstHittingSampler of(
      X0Predictor<TokenBatch> predictor, Masking masking, Prior<TokenBatch> prior) {
    return new FirstHittingSampler(predictor, masking, prior, Condition.none());
  }

  /**
   * Returns the same sampler under a condition that treats each place by itself.
   *
   * @param known what is known of x_0
   * @return the sampler
   */
  public FirstHittingSampler withCondition(Condition<TokenBatch> known) {
    return new FirstHittingSampler(predictor, masking, prior, known);
  }

  /**
   * Draws rows.
   *
   * @throws CancellationException if the thread is interrupted; its interrupt flag stays set
   */
  @Override
  public Samples<TokenBatch> draw(int rows, RandomStreams rng) {
    TokenBatch x = prior.draw(rows, rng.named("prior"));
    double[] masked = new double[rows]; // 1 - alpha at the time of the row's last event
    Arrays.fill(masked, masking.masked(1));
    long rowsPredicted = 0;
    for (int event = 0; ; event++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException(
            "sampling was interrupted after %d events".formatted(event));
      }
      RandomStreams own = rng.named("event").at(event);
      x = condition.onState(x, times(masked), own.named("condition"));
      Positions next = next(x, masked, own);
      if (next.size() == 0) {
        return new Samples<>(x, rowsPredicted);
      }
      int[] involved = next.rowsInvolved();
      Positions asked = next.inRowsInvolved();
      X0Belief<TokenBatch> belief =
          TokenPredictor.predictAt(
              TokenPredictor.ofRows(predictor, involved),
              x.gather(involved),
              times(masked).gather(involved),
              asked);
      int[] drawn = TokenBelief.drawAt(belief, asked, own.named("x0").rows(involved));
      TokenBatch clamped = condition.onPrediction(next.put(drawn, x), own.named("condition"));
      x = next.put(next.tokensOf(clamped), x);
      rowsPredicted += PredictionCost.of(belief);
    }
  }

  /** Moves each row with masked tokens on to its next event, and says where it happens. */
  private Positions next(TokenBatch x, double[] masked, RandomStreams rng) {
    int[] count = new int[masked.length];
    Positions open = masking.maskedIn(x);
    for (int k = 0; k < open.size(); k++) {
      count[open.row(k)]++;
    }
    int[] until = new int[masked.length]; // how many masked places are passed over
    for (int i = 0; i < count.length; i++) {
      if (count[i] > 0) {
        masked[i] *= Math.pow(rng.named("time").row(i).uniform(), 1.0 / count[i]);
        until[i] = rng.named("which").row(i).index(count[i]);
      }
    }
    return Positions.where(x, (i, l, id) -> id == masking.mask() && until[i]-- == 0);
  }

  private Times times(double[] masked) {
    return Times.of(Arrays.stream(masked).map(masking::timeOf).toArray());
  }
}

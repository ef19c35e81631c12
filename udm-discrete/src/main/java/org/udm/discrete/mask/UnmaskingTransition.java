package org.udm.discrete.mask;

import org.udm.core.Times;
import org.udm.core.predict.PredictionCost;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Condition;
import org.udm.core.sample.Transition;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/**
 * The unmasking step that first decides which places are revealed, then asks the predictor for
 * those alone.
 *
 * <p>It draws exactly what {@code PredictThenCorrect.of(predictor, UnmaskingKernel.of(masking))}
 * draws from the same streams, and predicts only the rows in which something is revealed: at most L
 * predictions a row, however many steps. A row that was predicted has changed, so remembering
 * predictions would save nothing more.
 *
 * <p>A condition must treat each place by itself, as {@code KnownTokens} does: the prediction that
 * it is shown is still masked at places that are not revealed.
 *
 * @param predictor the x_0-predictor; it carries visible tokens over
 * @param masking the corruption
 * @param condition what is known of x_0
 */
public record UnmaskingTransition(
    X0Predictor<TokenBatch> predictor, Masking masking, Condition<TokenBatch> condition)
    implements Transition<TokenBatch> {

  /**
   * Returns the step with nothing known.
   *
   * @param predictor the x_0-predictor
   * @param masking the corruption
   * @return the transition
   */
  public static UnmaskingTransition of(X0Predictor<TokenBatch> predictor, Masking masking) {
    return new UnmaskingTransition(predictor, masking, Condition.none());
  }

  /**
   * Returns the same step under a condition.
   *
   * @param known what is known of x_0
   * @return the transition
   */
  public UnmaskingTransition withCondition(Condition<TokenBatch> known) {
    return new UnmaskingTransition(predictor, masking, known);
  }

  @Override
  public Step<TokenBatch> step(TokenBatch xt, Times t, Times s, RandomStreams rng) {
    // the names of the streams are those of PredictThenCorrect
    TokenBatch known = condition.onState(xt, t, rng.named("condition"));
    Positions revealed = UnmaskingKernel.of(masking).revealed(known, t, s, rng.named("kernel"));
    if (revealed.size() == 0) {
      return new Step<>(known, 0);
    }
    int[] rows = revealed.rowsInvolved();
    Positions asked = revealed.inRowsInvolved();
    X0Belief<TokenBatch> belief =
        TokenPredictor.predictAt(
            TokenPredictor.ofRows(predictor, rows), known.gather(rows), t.gather(rows), asked);
    int[] drawn = TokenBelief.drawAt(belief, asked, rng.named("x0").rows(rows));
    TokenBatch x0 = revealed.put(drawn, known);
    TokenBatch clamped = condition.onPrediction(x0, rng.named("condition"));
    TokenBatch xs = revealed.put(revealed.tokensOf(clamped), known);
    return new Step<>(xs, PredictionCost.of(belief));
  }
}

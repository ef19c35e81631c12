package org.udm.discrete.net.causal;

import java.util.concurrent.atomic.AtomicReference;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.sample.DrawOptions;
import org.udm.torch.parameter.Weights;

/**
 * A Seq2Seq network as x_0-predictor, for every corruption: deletion with {@link
 * RowSupport#containing}, insertion with {@link RowSupport#anyLength}, uniform replacement with
 * {@link RowSupport#sameLength}, masking with {@link RowSupport#carryingOver}.
 *
 * <p>Tokens of x_0 depend on each other in this belief, so few reverse steps cost no model error of
 * the kind that a factorised belief has; a draw costs as many evaluations of the decoder as the
 * longest row has tokens, each of one position. The encoder is evaluated once a draw.
 */
public final class Seq2SeqPredictor implements X0Predictor<TokenBatch>, AutoCloseable {
  private final RowLaw law;
  private final TokenBatch sources; // or null
  private final AtomicReference<Tally> tally; // shared with the predictors made of this one

  private Seq2SeqPredictor(RowLaw law, TokenBatch sources, AtomicReference<Tally> tally) {
    this.law = law;
    this.sources = sources;
    this.tally = tally;
  }

  /**
   * Returns the predictor of a network.
   *
   * @param network the network
   * @param support which rows x_0 it writes, as in its loss
   * @param weights its weights, which the predictor frees when it is closed
   * @return the predictor, which draws from its belief exactly
   */
  public static Seq2SeqPredictor of(Seq2Seq network, RowSupport support, Weights weights) {
    return new Seq2SeqPredictor(
        RowLaw.of(network.rows(), support, weights), null, new AtomicReference<>(Tally.NONE));
  }

  /**
   * Returns the same predictor with beliefs that are drawn from in another way; anything but {@link
   * DrawOptions#exact()} leaves the law. It shares the weights.
   *
   * @param others how tokens and ends are drawn
   * @return the predictor
   */
  public Seq2SeqPredictor withDraws(DrawOptions others) {
    return new Seq2SeqPredictor(law.with(others), sources, tally);
  }

  /**
   * Returns the same predictor with guided draws, which leave the law. It shares the weights.
   *
   * @param other how strongly sources guide
   * @return the predictor
   */
  public Seq2SeqPredictor withGuidance(Guidance other) {
    return new Seq2SeqPredictor(law.with(other), sources, tally);
  }

  /**
   * Returns the same predictor for rows that are given sources: {@code
   * Conditional.predictor(predictor::given)} predicts rows with their sources. It shares the
   * weights.
   *
   * @param others what each row of x_t is given [B]; empty rows for nothing
   * @return the predictor
   */
  public Seq2SeqPredictor given(TokenBatch others) {
    return new Seq2SeqPredictor(law, others, tally);
  }

  /**
   * Returns what draws have cost so far, those of predictors made of this one included.
   *
   * @return rows, cut rows, and positions evaluated
   */
  public Tally tally() {
    return tally.get();
  }

  @Override
  public X0Belief<TokenBatch> predict(TokenBatch xt, Times t) {
    return RowBelief.of(
        law,
        new RowNetwork.Evidence(xt, t, sources),
        more -> tally.accumulateAndGet(more, Tally::plus));
  }

  /** Frees the weights; neither this predictor nor its beliefs can be asked any more. */
  @Override
  public void close() {
    law.weights().close();
  }
}

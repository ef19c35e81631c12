package org.udm.discrete.sample;

import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.discrete.TokenBatch;

/** An x_0-predictor whose beliefs can be asked about single positions. */
public interface TokenPredictor extends X0Predictor<TokenBatch> {

  /**
   * Predicts the clean tokens behind corrupted ones.
   *
   * @param xt corrupted rows [B, L]
   * @param t one time per row [B]
   * @return what is believed about x_0, for B rows
   */
  @Override
  TokenBelief predict(TokenBatch xt, Times t);

  /**
   * Predicts the clean tokens at some places, which may cost less than at all.
   *
   * @param xt corrupted rows [B, L]
   * @param t one time per row [B]
   * @param at the places that the belief may be asked about
   * @return what {@link #predict} believes there
   */
  default TokenBelief predictAt(TokenBatch xt, Times t, Positions at) {
    return predict(xt, t);
  }

  /**
   * Predicts the clean tokens at some places with any predictor, asking only for them where it can.
   *
   * @param predictor the predictor
   * @param xt corrupted rows [B, L]
   * @param t one time per row [B]
   * @param at the places that the belief may be asked about
   * @return what it believes there
   */
  static X0Belief<TokenBatch> predictAt(
      X0Predictor<TokenBatch> predictor, TokenBatch xt, Times t, Positions at) {
    return predictor instanceof TokenPredictor tokens
        ? tokens.predictAt(xt, t, at)
        : predictor.predict(xt, t);
  }

  /**
   * Returns the predictor of some rows of the batch that this one was made for. Where a sampler
   * asks about some rows alone, what each is given goes with it.
   *
   * @param rows their numbers in that batch
   * @return this predictor, unless its rows are given something
   */
  default TokenPredictor ofRows(int... rows) {
    return this;
  }

  /**
   * Returns any predictor for some rows of a batch.
   *
   * @param predictor the predictor of the batch
   * @param rows their numbers in it
   * @return the predictor of these rows
   */
  static X0Predictor<TokenBatch> ofRows(X0Predictor<TokenBatch> predictor, int... rows) {
    return predictor instanceof TokenPredictor tokens ? tokens.ofRows(rows) : predictor;
  }

  /**
   * Returns whether beliefs depend on the time.
   *
   * @return the use of time, the same for all calls
   */
  TimeUse timeUse();
}

package org.udm.discrete.sample;

import org.udm.core.Times;
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
   * Returns whether beliefs depend on the time.
   *
   * @return the use of time, the same for all calls
   */
  TimeUse timeUse();
}

package org.udm.cli.text;

import java.util.function.LongConsumer;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/**
 * A predictor that tells what it is asked: for progress, and for the cost of a sample.
 *
 * @param predictor the predictor
 * @param predicted told of the number of rows at each call
 */
record WatchedTokens(TokenPredictor predictor, LongConsumer predicted) implements TokenPredictor {

  @Override
  public TimeUse timeUse() {
    return predictor.timeUse();
  }

  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    TokenBelief belief = predictor.predict(xt, t);
    predicted.accept(xt.rows());
    return belief;
  }
}

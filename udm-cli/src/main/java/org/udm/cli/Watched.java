package org.udm.cli;

import java.util.function.LongConsumer;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/** A predictor that counts what it is asked: for progress, and for the cost of a sample. */
final class Watched implements TokenPredictor {
  private final TokenPredictor predictor;
  private final LongConsumer progress;
  private long calls;
  private long rows;

  private Watched(TokenPredictor predictor, LongConsumer progress) {
    this.predictor = predictor;
    this.progress = progress;
  }

  /**
   * Watches a predictor.
   *
   * @param predictor the predictor
   * @param progress told of the number of calls after each
   */
  static Watched of(TokenPredictor predictor, LongConsumer progress) {
    return new Watched(predictor, progress);
  }

  /** How many rows were predicted, over all calls. */
  long rows() {
    return rows;
  }

  @Override
  public TimeUse timeUse() {
    return predictor.timeUse();
  }

  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    TokenBelief belief = predictor.predict(xt, t);
    rows += xt.rows();
    progress.accept(++calls);
    return belief;
  }
}

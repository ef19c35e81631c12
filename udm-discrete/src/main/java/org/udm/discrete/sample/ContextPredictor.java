package org.udm.discrete.sample;

import org.udm.discrete.TokenBatch;

/**
 * A predictor that can compute what it needs of a context once, while the tokens behind it change:
 * where a network keeps the keys and values of what is written already.
 */
public interface ContextPredictor extends TokenPredictor {

  /**
   * Returns the predictor for rows that all begin with one of some contexts. Its results are those
   * of this predictor.
   *
   * @param contexts the contexts, in any order; a row's is known by its tokens
   * @return the predictor, of use until the contexts change
   */
  TokenPredictor following(TokenBatch contexts);
}

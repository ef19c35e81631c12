package org.udm.core.bound;

import org.udm.core.Batch;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;

/**
 * A negative evidence lower bound: an upper bound on {@code -log p(x_0)} of the model that samples
 * with a given predictor.
 *
 * @param <X> the state
 */
@FunctionalInterface
public interface Nelbo<X extends Batch<X>> {

  /**
   * Evaluates the bound row by row, exactly or by an unbiased estimate.
   *
   * @param x0 clean rows [B]
   * @param predictor the x_0-predictor
   * @param rng the source of randomness of an estimate
   * @return the terms, in nats
   */
  BoundTerms terms(X x0, X0Predictor<X> predictor, RandomStreams rng);
}

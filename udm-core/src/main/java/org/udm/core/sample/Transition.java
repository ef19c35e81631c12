package org.udm.core.sample;

import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * One step of a sampler, from x_t to x_s.
 *
 * @param <X> the state
 */
@FunctionalInterface
public interface Transition<X extends Batch<X>> {

  /**
   * Takes the step.
   *
   * @param xt corrupted rows [B]
   * @param t their times [B]
   * @param s the times to go to [B]
   * @param rng the streams of the step
   * @return the new state and what it cost
   */
  Step<X> step(X xt, Times t, Times s, RandomStreams rng);

  /**
   * The outcome of a step.
   *
   * @param xs the new state x_s [B]
   * @param rowsPredicted the number of rows that were predicted, as the beliefs tell it ({@link
   *     org.udm.core.predict.PredictionCost})
   * @param <X> the state
   */
  record Step<X extends Batch<X>>(X xs, int rowsPredicted) {}
}

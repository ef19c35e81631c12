package org.udm.core.sample;

import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * What is known of x_0, imposed at every step: a prompt, the surroundings of a gap, a part of an
 * image.
 *
 * @param <X> the state
 */
public interface Condition<X extends Batch<X>> {

  /**
   * Imposes what is known on a corrupted state.
   *
   * @param xt corrupted rows [B]
   * @param t their times [B]
   * @param rng the source of randomness
   * @return the rows with their known parts as they are at time t [B]
   */
  X onState(X xt, Times t, RandomStreams rng);

  /**
   * Imposes what is known on a prediction.
   *
   * @param x0 predicted clean rows [B]
   * @param rng the streams whose row numbers are those of the sample, as in {@link #onState}
   * @return the rows with their known parts put in [B]
   */
  X onPrediction(X x0, RandomStreams rng);

  /**
   * Returns the condition that knows nothing.
   *
   * @param <X> the state
   * @return no condition
   */
  static <X extends Batch<X>> Condition<X> none() {
    return new Condition<>() {
      @Override
      public X onState(X xt, Times t, RandomStreams rng) {
        return xt;
      }

      @Override
      public X onPrediction(X x0, RandomStreams rng) {
        return x0;
      }
    };
  }
}

package org.udm.core.train;

import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;

/**
 * Where clean rows for training come from.
 *
 * <p>A batch is a pure function of the step and the random streams; so a run that is resumed sees
 * the very batches that it would have seen. It is called on a background thread; one run makes one
 * call at a time.
 *
 * @param <X> the state
 */
@FunctionalInterface
public interface DataSource<X extends Batch<X>> {

  /**
   * Returns the clean rows of a training step.
   *
   * @param step the step, at least 0
   * @param rng the streams of that step
   * @return x_0 [B]
   */
  X batch(long step, RandomStreams rng);
}

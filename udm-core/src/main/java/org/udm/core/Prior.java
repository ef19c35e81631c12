package org.udm.core;

import org.udm.core.random.RandomStreams;

/**
 * The prior: the law of x_1, which does not depend on x_0.
 *
 * @param <X> the state
 */
public interface Prior<X extends Batch<X>> {

  /**
   * Draws fully corrupted rows.
   *
   * @param rows the number of rows B, at least 0
   * @param rng the source of randomness
   * @return x_1, B rows
   */
  X draw(int rows, RandomStreams rng);
}

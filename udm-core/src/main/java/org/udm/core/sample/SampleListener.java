package org.udm.core.sample;

import org.udm.core.Batch;

/**
 * Someone who watches a sampler.
 *
 * @param <X> the state
 */
@FunctionalInterface
public interface SampleListener<X extends Batch<X>> {

  /**
   * Called with the state at each time of the grid, the prior's draw first.
   *
   * @param step how many steps were taken, 0 for the prior's draw
   * @param t the time of the state
   * @param xt the state [B]
   */
  void onState(int step, double t, X xt);
}

package org.udm.core.train;

import org.udm.core.Batch;

/**
 * Something that learns from examples; how (a network, a device, a learning rate) is its own
 * affair.
 *
 * @param <X> the state
 */
@FunctionalInterface
public interface Learner<X extends Batch<X>> {

  /**
   * Takes one step.
   *
   * @param example the example
   * @return what happened
   */
  StepReport step(Example<X> example);
}

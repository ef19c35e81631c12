package org.udm.core.sample;

import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;

/**
 * Something that writes new rows.
 *
 * <p>Two traps that every sampler of this framework is open about. First, x_0 must be
 * <em>drawn</em> from the belief for exactness; its mean shrinks the variance ({@link X0Choice} is
 * the switch). Second, a network's belief that treats positions as independent makes few-step
 * sampling inexact through <em>model</em> error, however lawful the kernel is.
 *
 * @param <X> the state
 */
@FunctionalInterface
public interface Sampler<X extends Batch<X>> {

  /**
   * Draws rows.
   *
   * @param rows the number of rows
   * @param rng the source of randomness; row i depends on {@code rng.row(i)} of its nodes alone
   * @return the samples
   */
  Samples<X> draw(int rows, RandomStreams rng);
}

package org.udm.core;

import org.udm.core.random.RandomStreams;

/**
 * The noise posterior {@code p(eps | x_t, x_0)}: the law of the noise that turned x_0 into x_t.
 *
 * <p>Its draws reproduce the corrupted state, {@code F_t(x_0, eps) = x_t}, at every t above 0. With
 * the corruption it is all that a new method needs; {@link
 * org.udm.core.verify.MarginalIdentity#same} checks both.
 *
 * @param <X> the state
 * @param <E> the noise of a whole batch
 */
public interface NoisePosterior<X extends Batch<X>, E> {

  /**
   * Draws noise given both ends.
   *
   * @param xt corrupted rows [B]
   * @param x0 clean rows [B]
   * @param t one time per row [B]
   * @param rng the source of randomness
   * @return noise for B rows
   * @throws IllegalArgumentException if a row of {@code xt} cannot come from its row of {@code x0}
   */
  E draw(X xt, X x0, Times t, RandomStreams rng);
}

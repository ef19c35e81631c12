package org.udm.core;

import org.udm.core.random.RandomStreams;

/**
 * The corruption {@code x_t = F_t(x_0, eps)} with noise {@code eps ~ q(eps)} that does not depend
 * on t.
 *
 * <p>Both methods are pure: arguments are never modified. At t = 0 nothing is corrupted: {@code
 * F_0(x_0, eps) = x_0}. Row i draws only from {@code rng.row(i)}, so that a row's result does not
 * depend on the batch around it.
 *
 * <p>Source: Su Jianlin, "Unified Diffusion Model", theory part (kexue.fm 9262).
 *
 * @param <X> the state
 * @param <E> the noise of a whole batch
 */
public interface Corruption<X extends Batch<X>, E> {

  /**
   * Draws the noise of a batch.
   *
   * @param x0 clean rows [B]; their shapes may decide the shape of the noise, their contents may
   *     not decide its law
   * @param rng the source of randomness
   * @return the noise, for B rows
   */
  E drawNoise(X x0, RandomStreams rng);

  /**
   * Corrupts a batch.
   *
   * @param x0 clean rows [B]
   * @param eps noise for B rows, from {@link #drawNoise} or a {@link NoisePosterior}
   * @param t one time per row [B]
   * @return corrupted rows x_t [B]
   */
  X corrupt(X x0, E eps, Times t);
}

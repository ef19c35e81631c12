package org.udm.discrete.sample;

import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * The laws of single tokens, evaluated only where they are asked for: the last layer of a network,
 * or a table.
 *
 * <p>This is all that a new predictor writes; {@link FactorisedBelief} makes a belief of it.
 */
public interface TokenHead {

  /**
   * Returns log p(x_0 at a place | x_t).
   *
   * @param x0 clean rows [B, L]
   * @param at places in them
   * @return log probabilities in nats [P], of the exact law whatever the {@link DrawOptions}
   */
  double[] logProbAt(TokenBatch x0, Positions at);

  /**
   * Returns the number of values.
   *
   * @return V
   */
  int vocabulary();

  /**
   * Returns log p(x_0 = v at a place | x_t) for every value v: what sums over x_0 need.
   *
   * @param at the places
   * @return log probabilities in nats [P][V], of the exact law whatever the {@link DrawOptions};
   *     negative infinity for impossible values
   */
  double[][] logProbsAt(Positions at);

  /**
   * Draws the tokens at some places.
   *
   * @param at the places
   * @param rng the source of randomness: the token at (row i, position l) is decided by the l-th
   *     uniform number of {@code rng.row(i)}, by the inverse of the distribution function ({@link
   *     Positions#draw}, {@link Positions#uniforms})
   * @return ids in [0, V) [P]
   */
  int[] drawAt(Positions at, RandomStreams rng);
}

package org.udm.core.predict;

import java.util.Optional;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;

/**
 * What is believed about x_0 given x_t: a law over clean rows.
 *
 * <p>A belief may live on a device; drawing from it and asking it for log probabilities happens
 * there, and only rows come back.
 *
 * @param <X> the state
 */
public interface X0Belief<X extends Batch<X>> {

  /**
   * Returns the number of rows B.
   *
   * @return the number of rows
   */
  int rows();

  /**
   * Draws clean rows.
   *
   * @param rng the source of randomness
   * @return x_0 [B]
   */
  X draw(RandomStreams rng);

  /**
   * Returns log p(x_0 | x_t) row by row.
   *
   * @param x0 clean rows [B]
   * @return log densities or log probabilities in nats [B]
   */
  double[] logProb(X x0);

  /**
   * Returns the mean of x_0, where the state has one.
   *
   * @return the means [B], or nothing for states such as tokens
   */
  Optional<X> mean();
}

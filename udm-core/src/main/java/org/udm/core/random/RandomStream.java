package org.udm.core.random;

/**
 * The random numbers of one row, in order.
 *
 * <p>A procedure that draws only through {@link #bernoulli}, {@link #index} and {@link
 * #categorical} (and through {@link #uniform()} where the thresholds are known) can be enumerated
 * exactly by {@link Enumeration}.
 */
public interface RandomStream {

  /**
   * Draws a number uniformly from [0, 1).
   *
   * @return a multiple of 2^-53 in [0, 1)
   */
  double uniform();

  /**
   * Draws a number uniformly from [low, high).
   *
   * @param low the lower end
   * @param high the upper end, larger than {@code low}
   * @return a number in [low, high)
   * @throws IllegalArgumentException if the interval is empty or not finite
   */
  double uniform(double low, double high);

  /**
   * Draws from the standard normal law.
   *
   * @return a draw from N(0, 1)
   */
  double gaussian();

  /**
   * Returns true with a given probability.
   *
   * @param probability a number in [0, 1]
   * @return true with that probability
   * @throws IllegalArgumentException if the probability is outside [0, 1] by more than rounding
   */
  boolean bernoulli(double probability);

  /**
   * Draws an index uniformly from 0, ..., n - 1.
   *
   * @param n the number of outcomes, at least 1
   * @return an index in [0, n)
   * @throws IllegalArgumentException if there is no outcome
   */
  int index(int n);

  /**
   * Draws index k with probability {@code weights[k] / sum}.
   *
   * @param weights non-negative finite weights with a positive sum, [n]
   * @return an index in [0, n)
   * @throws IllegalArgumentException if the weights are negative, not finite or all zero
   */
  int categorical(double[] weights);
}

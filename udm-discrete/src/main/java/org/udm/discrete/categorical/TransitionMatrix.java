package org.udm.discrete.categorical;

/**
 * The law of one token's move from one time to a later one: K laws over K states, one per row.
 *
 * <p>It need not be stored as K x K numbers.
 */
public interface TransitionMatrix {

  /**
   * Returns the number of states.
   *
   * @return K
   */
  int states();

  /**
   * Returns the probability of a move.
   *
   * @param from the state at the earlier time, in [0, K)
   * @param to the state at the later time, in [0, K)
   * @return a probability; a row sums to 1
   */
  double at(int from, int to);

  /**
   * Returns the probability that nothing happens, where that differs from coming back: a part of
   * the diagonal. Same noise keeps a token for as long as nothing happens to it.
   *
   * @param from the state, in [0, K)
   * @return a probability, at most {@code at(from, from)}
   */
  double untouched(int from);

  /**
   * Returns the weights of the later states, {@code sum over i of w_i Q_ij}.
   *
   * @param weights weights of the earlier states [at most K]
   * @return weights of the later states [K]
   */
  double[] push(double[] weights);
}

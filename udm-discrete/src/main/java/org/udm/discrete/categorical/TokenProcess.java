package org.udm.discrete.categorical;

/**
 * A Markov process of one token over K states, started in one of V clean values: {@code Q_(t|s)}
 * for all s &lt;= t, with {@code Q_(u|s) Q_(t|u) = Q_(t|s)}.
 *
 * <p>Source: Austin et al., "Structured denoising diffusion models in discrete state-spaces"
 * (D3PM), 2021, section 3.
 */
public interface TokenProcess {

  /**
   * Returns the number of clean values.
   *
   * @return V; clean ids are in [0, V)
   */
  int vocabulary();

  /**
   * Returns the number of states.
   *
   * @return K, at least V; ids of x_t are in [0, K)
   */
  int states();

  /**
   * Returns the law of the moves from one time to a later one.
   *
   * @param s the earlier time, in [0, t]
   * @param t the later time, in [s, 1]
   * @return {@code Q_(t|s)}; no move where s = t
   */
  TransitionMatrix between(double s, double t);
}

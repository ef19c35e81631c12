package org.udm.discrete.categorical;

/**
 * A process in continuous time, which has rates: {@code Q_(t+h|t) = I + h R_t + o(h)}.
 *
 * <p>Source: Campbell et al., "A continuous time framework for discrete denoising models", 2022,
 * section 3.
 */
public interface JumpProcess extends TokenProcess {

  /**
   * Returns the rate of the jump from one state to another one.
   *
   * @param from the state that is left, in [0, K)
   * @param to another state, in [0, K)
   * @param t the time in (0, 1)
   * @return {@code R_t(from, to)}, not negative
   */
  double rate(int from, int to, double t);
}

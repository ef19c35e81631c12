package org.udm.discrete.categorical;

/** How a belief about x_0 becomes a law of x_s. */
public enum BeliefUse {
  /**
   * Summed over: {@code p(x_s | x_t) = sum over v of q(x_s | x_t, x_0 = v) p(v | x_t)}, what a
   * sampler that draws x_0 does. With the exact belief this is the exact reverse step.
   */
  SUMMED,
  /**
   * Put in as if it were x_0: the posterior of the predicted mean, {@code p(x_s | x_t)}
   * proportional to {@code Q_(t|s)(x_s, x_t) sum over v of Q_s(v, x_s) p(v | x_t)}. With the exact
   * belief this is not the exact reverse step; it would be with the law of x_0^l given the other
   * tokens of x_t. D3PM (2021, equation 4) and multinomial diffusion sample and bound with it.
   */
  PLUGGED_IN
}

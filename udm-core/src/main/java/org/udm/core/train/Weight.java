package org.udm.core.train;

import org.udm.core.schedule.Schedule;

/** The weight w(t) of the loss at time t. */
@FunctionalInterface
public interface Weight {

  /**
   * Returns w(t).
   *
   * @param t the time in (0, 1]
   * @return the weight, not negative
   */
  double at(double t);

  /**
   * Returns the weight that makes the cross-entropy at corrupted positions the continuous-time
   * bound of masked diffusion: {@code -alpha'_t / (1 - alpha_t)}, 1 / t for the linear schedule.
   *
   * <p>Source: Shi et al. (MD4), 2024, equation 5; Sahoo et al. (MDLM), 2024, equation 10.
   *
   * @param schedule the schedule alpha_t
   * @return the weight
   */
  static Weight bound(Schedule schedule) {
    return t -> -schedule.derivative(t) / (1 - schedule.at(t));
  }

  /**
   * Returns the weight 1 at every time.
   *
   * @return the weight
   */
  static Weight one() {
    return t -> 1;
  }
}

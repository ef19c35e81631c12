package org.udm.torch.optim;

/** The learning rate as a function of the step, counted from 0. */
@FunctionalInterface
public interface LearningRate {
  /**
   * The rate of one step.
   *
   * @param step 0 or more
   * @return positive or 0
   */
  double at(long step);

  /**
   * The same rate always.
   *
   * @param rate positive
   */
  static LearningRate constant(double rate) {
    checkRate(rate);
    return step -> rate;
  }

  /**
   * Rises linearly to the peak over the warm-up, then falls along half a cosine to the floor at the
   * last step, and stays there (Loshchilov and Hutter, SGDR, arXiv:1608.03983, equation 5, one
   * period).
   *
   * @param peak the greatest rate, positive
   * @param floor the last rate, in [0, peak]
   * @param warmUp steps of the rise, 0 or more
   * @param steps the whole number, above the warm-up
   */
  static LearningRate cosine(double peak, double floor, long warmUp, long steps) {
    checkShape(peak, floor, warmUp, steps);
    return step -> {
      double fall = fall(step, warmUp, steps);
      return step < warmUp
          ? peak * (step + 1) / warmUp
          : floor + 0.5 * (peak - floor) * (1 + Math.cos(Math.PI * fall));
    };
  }

  /**
   * Rises linearly to the peak over the warm-up, then falls linearly to the floor at the last step,
   * and stays there.
   *
   * @param peak the greatest rate, positive
   * @param floor the last rate, in [0, peak]
   * @param warmUp steps of the rise, 0 or more
   * @param steps the whole number, above the warm-up
   */
  static LearningRate linear(double peak, double floor, long warmUp, long steps) {
    checkShape(peak, floor, warmUp, steps);
    return step ->
        step < warmUp
            ? peak * (step + 1) / warmUp
            : peak + (floor - peak) * fall(step, warmUp, steps);
  }

  /** How much of the fall is behind: 0 at the end of the warm-up, 1 from the last step on. */
  private static double fall(long step, long warmUp, long steps) {
    return Math.min(1, (step - warmUp) / (double) (steps - warmUp));
  }

  private static void checkShape(double peak, double floor, long warmUp, long steps) {
    checkRate(peak);
    if (!(floor >= 0 && floor <= peak)) {
      throw new IllegalArgumentException("floor " + floor + ": in [0, peak = " + peak + "]");
    }
    if (warmUp < 0 || steps <= warmUp) {
      throw new IllegalArgumentException(
          "warm-up of " + warmUp + " of " + steps + " steps: 0 or more, and fewer than the steps");
    }
  }

  private static void checkRate(double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("learning rate " + rate + ": positive and finite");
    }
  }
}

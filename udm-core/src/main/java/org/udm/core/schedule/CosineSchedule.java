package org.udm.core.schedule;

/**
 * The cosine schedule {@code alpha_t = cos(pi t / 2)}.
 *
 * <p>Source: Nichol and Dhariwal, "Improved denoising diffusion probabilistic models", 2021,
 * equation 17 without the offset, where it is the square root of alpha-bar; Chang et al.,
 * "MaskGIT", 2022, where 1 - t takes the place of t.
 */
public final class CosineSchedule implements Schedule {
  private static final double QUARTER_TURN = Math.PI / 2;

  private CosineSchedule() {}

  /**
   * Returns the cosine schedule.
   *
   * @return the schedule
   */
  public static CosineSchedule create() {
    return new CosineSchedule();
  }

  @Override
  public double at(double t) {
    // sin of the complement is exactly 0 at t = 1
    return Math.sin(QUARTER_TURN * (1 - Ranges.requireTime(t)));
  }

  @Override
  public double derivative(double t) {
    return -QUARTER_TURN * Math.sin(QUARTER_TURN * Ranges.requireTime(t));
  }

  @Override
  public double inverse(double alpha) {
    return Math.acos(Ranges.requireValue(alpha, 0)) / QUARTER_TURN;
  }

  @Override
  public String toString() {
    return "cosine";
  }
}

package org.udm.core.schedule;

/**
 * The log-linear schedule {@code alpha_t = exp(-sigma_t)}, {@code sigma_t = -log(1 - (1 - e) t)},
 * so that alpha ends at e instead of 0.
 *
 * <p>Source: Lou et al., "Discrete diffusion modeling by estimating the ratios of the data
 * distribution" (SEDD), 2024, section 5.1; Sahoo et al. (MDLM), 2024, appendix E.
 */
public final class LogLinearSchedule implements Schedule {
  private final double last;

  private LogLinearSchedule(double last) {
    this.last = last;
  }

  /**
   * Returns the log-linear schedule that ends at a given value.
   *
   * @param last the value e at t = 1, in [0, 1); the papers take 1e-3
   * @return the schedule
   * @throws IllegalArgumentException if the value is outside [0, 1)
   */
  public static LogLinearSchedule endingAt(double last) {
    if (!(last >= 0 && last < 1)) {
      throw new IllegalArgumentException(
          "log-linear schedule ending at " + last + ": the end must be in [0, 1)");
    }
    return new LogLinearSchedule(last);
  }

  @Override
  public double at(double t) {
    // 1 - (1 - e) t, written so that it ends at e to the last digit
    return 1 - Ranges.requireTime(t) + last * t;
  }

  @Override
  public double derivative(double t) {
    Ranges.requireTime(t);
    return last - 1;
  }

  @Override
  public double inverse(double alpha) {
    return (1 - Ranges.requireValue(alpha, last)) / (1 - last);
  }

  @Override
  public String toString() {
    return "log-linear(" + last + ")";
  }
}

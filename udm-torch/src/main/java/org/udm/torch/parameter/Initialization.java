package org.udm.torch.parameter;

/**
 * The law of initial weights: independent Gaussians, or a constant where the deviation is 0.
 *
 * @param mean of every weight
 * @param deviation standard deviation, 0 or positive
 */
public record Initialization(double mean, double deviation) {
  /** All zeros. */
  public static final Initialization ZEROS = new Initialization(0, 0);

  /** All ones. */
  public static final Initialization ONES = new Initialization(1, 0);

  /** Validates that both numbers are finite and the deviation is not negative. */
  public Initialization {
    if (!Double.isFinite(mean) || !(deviation >= 0) || Double.isInfinite(deviation)) {
      throw new IllegalArgumentException(
          "initialisation with mean "
              + mean
              + " and deviation "
              + deviation
              + ": finite, deviation 0 or positive");
    }
  }

  /** Gaussians of mean 0. */
  public static Initialization normal(double deviation) {
    return new Initialization(0, deviation);
  }
}

package org.udm.core.bound;

/**
 * A mean and how well it is known.
 *
 * @param mean the mean
 * @param standardError its standard error; NaN for a single row
 */
public record Estimate(double mean, double standardError) {

  /**
   * Returns the estimate in another unit.
   *
   * @param factor the size of the old unit in new ones, positive
   * @return the scaled estimate
   */
  public Estimate times(double factor) {
    return new Estimate(mean * factor, standardError * factor);
  }

  /**
   * Returns the estimate in bits instead of nats.
   *
   * @return this estimate divided by ln 2
   */
  public Estimate inBits() {
    return times(1 / Math.log(2));
  }
}

package org.udm.core.verify;

/**
 * What the check found for one clean row, one pair of times and one statistic.
 *
 * @param row the row of the clean batch
 * @param t the time that the kernel starts from
 * @param s the time that it goes to
 * @param what the statistic's name, or the state with the largest deviation
 * @param deviation the largest difference of probabilities: of a state if exact, of a distribution
 *     function (Kolmogorov-Smirnov D) if statistical
 * @param limit the deviation that is still accepted
 * @param pValue the p-value of the statistic, NaN if exact
 */
public record Finding(
    int row, double t, double s, String what, double deviation, double limit, double pValue) {

  /**
   * Returns whether the law holds here.
   *
   * @return true if the deviation is within its limit
   */
  public boolean holds() {
    return deviation <= limit;
  }
}

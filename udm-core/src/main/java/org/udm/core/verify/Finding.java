package org.udm.core.verify;

/**
 * What the check found for one requirement, one clean row and one pair of times.
 *
 * @param requirement what was checked
 * @param row the row of the clean batch
 * @param t the time that the kernel starts from, or of the corrupted state
 * @param s the time that the kernel goes to; t where there is no step
 * @param what of the marginal identity, the statistic's name or the state with the largest
 *     deviation; of the others, what was found instead
 * @param deviation of the marginal identity, the largest difference of probabilities: of a state if
 *     exact, of a distribution function (Kolmogorov-Smirnov D) if statistical; of the others, the
 *     probability of breaking the requirement, if statistical the share of draws that do
 * @param limit the deviation that is still accepted
 * @param pValue the p-value of the statistic; NaN where there is none
 */
public record Finding(
    Requirement requirement,
    int row,
    double t,
    double s,
    String what,
    double deviation,
    double limit,
    double pValue) {

  /**
   * Returns whether the requirement is met here.
   *
   * @return true if the deviation is within its limit
   */
  public boolean holds() {
    return deviation <= limit;
  }

  /**
   * Returns the deviation as a multiple of its limit, to sort findings by.
   *
   * @return at most 1 if the requirement is met; infinite where no deviation at all is accepted
   */
  public double excess() {
    return deviation == 0 ? 0 : deviation / limit;
  }
}

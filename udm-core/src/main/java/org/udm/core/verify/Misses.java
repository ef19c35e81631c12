package org.udm.core.verify;

import java.util.Locale;
import org.udm.core.Batch;

/** How often a state is not what a requirement says, and the worst example. */
final class Misses<X extends Batch<X>> {
  private final Requirement requirement;
  private final double roundings;
  private double probability;
  private double worst;
  private String example = "";

  /**
   * @param requirement what the states have to obey
   * @param roundings how many roundings apart is still the same
   */
  Misses(Requirement requirement, double roundings) {
    this.requirement = requirement;
    this.roundings = roundings;
  }

  /**
   * Compares row by row.
   *
   * @param found states [B]
   * @param expected what they have to be [B]
   * @param x0 the clean rows that both came from [B]
   * @param weight the probability of each row
   */
  void add(X found, X expected, X x0, double weight) {
    double[] apart = found.roundings(expected, x0);
    for (int i = 0; i < apart.length; i++) {
      if (!(apart[i] <= roundings)) {
        probability += weight;
        if (!(apart[i] <= worst)) {
          worst = apart[i];
          example = found.gather(i) + " instead of " + expected.gather(i);
        }
      }
    }
  }

  /**
   * Reports.
   *
   * @param row the clean row
   * @param t the time of the state that the requirement starts from
   * @param s the time of the state that it ends on
   * @param limit the accepted probability of a miss
   */
  Finding finding(int row, double t, double s, double limit) {
    return new Finding(requirement, row, t, s, what(), probability, limit, Double.NaN);
  }

  private String what() {
    if (probability == 0) {
      return requirement.law();
    }
    String apart =
        Double.isFinite(worst)
            ? String.format(
                Locale.ROOT, ", %.3g roundings apart where %.3g are allowed", worst, roundings)
            : "";
    return String.format(
        Locale.ROOT,
        "%s fails with probability %.3g: found %s%s; %s",
        requirement.law(),
        probability,
        example,
        apart,
        requirement.consequence());
  }
}

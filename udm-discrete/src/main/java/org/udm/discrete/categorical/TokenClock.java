package org.udm.discrete.categorical;

/**
 * How fast time runs for a token: some are corrupted earlier than others.
 *
 * <p>A clock may look at what the token is and where it stands, and at nothing else of x_0, so that
 * tokens still move independently of each other.
 */
@FunctionalInterface
public interface TokenClock {

  /**
   * Returns the time of one token.
   *
   * @param id the clean token, in [0, V)
   * @param position its position, at least 0
   * @param t the time of the row, in [0, 1]
   * @return the time of the token in [0, 1]: not decreasing in t, 0 at t = 0 and 1 at t = 1
   */
  double at(int id, int position, double t);

  /**
   * Returns the clock that is the same for all tokens.
   *
   * @return the clock that shows t
   */
  static TokenClock common() {
    return (id, position, t) -> t;
  }

  /**
   * Returns the spindle: {@code t + c lead(id) sin(pi t) / pi}. With the linear schedule this is
   * {@code alpha_t = 1 - t - (c / pi) sin(pi t) lead}.
   *
   * <p>Source: He et al., "DiffusionBERT", 2023, where lead grows with a token's entropy.
   *
   * @param lead how much earlier than others a token is corrupted, in [-1, 1] [V]; it is copied
   * @param strength c in [0, 1]
   * @return the clock
   * @throws IllegalArgumentException if a number is outside its range
   */
  static TokenClock spindle(double[] lead, double strength) {
    double[] own = requireLead(lead, strength, "token");
    return (id, position, t) -> ahead(t, strength * own[id]);
  }

  /**
   * Returns the clock that leads by position: {@code t + c lead(l) sin(pi t) / pi}, so that a model
   * writes some places before others.
   *
   * @param lead how much earlier than others the places are corrupted, in [-1, 1]; places behind
   *     the last entry are like it [at least 1]
   * @param strength c in [0, 1]
   * @return the clock
   * @throws IllegalArgumentException if there is no entry or a number is outside its range
   */
  static TokenClock byPosition(double[] lead, double strength) {
    if (lead.length == 0) {
      throw new IllegalArgumentException("a lead by position without a position: give at least 1");
    }
    double[] own = requireLead(lead, strength, "position");
    return (id, position, t) -> ahead(t, strength * own[Math.min(position, own.length - 1)]);
  }

  private static double ahead(double t, double lead) {
    return Math.min(1, Math.max(0, t + lead * Math.sin(Math.PI * t) / Math.PI));
  }

  private static double[] requireLead(double[] lead, double strength, String of) {
    for (int v = 0; v < lead.length; v++) {
      if (!(lead[v] >= -1 && lead[v] <= 1)) {
        throw new IllegalArgumentException(
            "the lead of %s %d is %s: it must be in [-1, 1]".formatted(of, v, lead[v]));
      }
    }
    if (!(strength >= 0 && strength <= 1)) {
      throw new IllegalArgumentException("strength " + strength + " is outside [0, 1]");
    }
    return lead.clone();
  }
}

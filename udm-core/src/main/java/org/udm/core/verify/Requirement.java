package org.udm.core.verify;

/** What a check asks of a corruption, a reverse kernel and a noise posterior. */
public enum Requirement {
  /** {@code integral of p(x_s | x_t, x_0) p(x_t | x_0) dx_t = p(x_s | x_0)}. */
  MARGINAL_IDENTITY("marginal identity", ""), // its findings name a state or a statistic

  /** At t = 0 nothing is corrupted, whatever the noise. */
  CLEAN_START("F_0(x_0, eps) = x_0", "a sampler would end on corrupted data"),

  /** The last step of a sampler returns the clean state. */
  CLEAN_END("x_s = x_0 at s = 0", "a sampler would end on corrupted data"),

  /** The noise posterior's draws, eps given x_t and x_0, reproduce x_t. */
  NOISE_POSTERIOR(
      "F_t(x_0, eps) = x_t for eps ~ p(eps | x_t, x_0)", "same noise would be other noise");

  private final String law;
  private final String consequence;

  Requirement(String law, String consequence) {
    this.law = law;
    this.consequence = consequence;
  }

  /**
   * Returns what is required.
   *
   * @return a name or a formula, such as {@code F_0(x_0, eps) = x_0}
   */
  public String law() {
    return law;
  }

  /** What a failure leads to. */
  String consequence() {
    return consequence;
  }
}

package org.udm.continuous.linear;

/** The variance v of a reverse step for one coefficient; see {@link LinearKernel}. */
@FunctionalInterface
public interface StepVariance {

  /**
   * Returns the variance.
   *
   * @param signalT a_t in [0, 1]
   * @param noiseT sigma_t, at least 0
   * @param signalS a_s in [a_t, 1]
   * @param noiseS sigma_s, at least 0
   * @return v in [0, sigma_s^2]
   */
  double of(double signalT, double noiseT, double signalS, double noiseS);

  /**
   * Returns {@code eta^2} times the variance of the Markov posterior,
   *
   * <pre>v = eta^2 sigma_s^2 (1 - (a_t / a_s)^2 sigma_s^2 / sigma_t^2).</pre>
   *
   * <p>eta = 1 is the posterior of the Markov chain with these marginals, eta = 0 keeps the noise.
   * A coefficient that is gone at s (a_s = 0) counts as a_t / a_s = 0.
   *
   * @param eta in [0, 1]
   * @return the variances
   * @throws IllegalArgumentException if eta is outside [0, 1]
   */
  static StepVariance markov(double eta) {
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("eta " + eta + " is outside [0, 1]");
    }
    return (signalT, noiseT, signalS, noiseS) -> {
      if (noiseS == 0) {
        return 0;
      }
      double ratio = signalS == 0 ? 0 : signalT / signalS * noiseS / noiseT;
      return eta * eta * noiseS * noiseS * (1 - ratio * ratio);
    };
  }
}

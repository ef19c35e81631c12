package org.udm.continuous.predict;

import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.train.Weight;

/**
 * Weights of the squared error of x_0, {@code E[w(t) |x_0 - D(x_t, t)|^2]}.
 *
 * <p>Losses of other outputs are this one with another weight, as {@code |eps - eps^|^2 = SNR |x_0
 * - x_0^|^2}, SNR = alpha_t^2 / sigma_t^2. All weights are for t in (0, 1].
 */
public final class LossWeights {
  private LossWeights() {}

  private static double snr(GaussianPath path, double t) {
    double ratio = path.alpha(t) / path.sigma(t);
    return ratio * ratio;
  }

  /**
   * Returns the weight SNR, the "simple" loss: the unweighted squared error of eps.
   *
   * <p>Source: Ho et al. (DDPM), 2020, equation 14.
   *
   * @param path alpha_t and sigma_t
   * @return the weight
   */
  public static Weight simple(GaussianPath path) {
    return t -> snr(path, t);
  }

  /**
   * Returns the weight min(SNR, gamma).
   *
   * <p>Source: Hang et al., "Efficient diffusion training via min-SNR weighting strategy", 2023.
   *
   * @param path alpha_t and sigma_t
   * @param gamma the largest weight, positive; the paper takes 5
   * @return the weight
   * @throws IllegalArgumentException if gamma is not positive
   */
  public static Weight minSnr(GaussianPath path, double gamma) {
    requirePositive("gamma", gamma);
    return t -> Math.min(snr(path, t), gamma);
  }

  /**
   * Returns the weight SNR / (k + SNR)^gamma: that of eps divided by (k + SNR)^gamma.
   *
   * <p>Source: Choi et al., "Perception prioritized training of diffusion models" (P2), 2022,
   * section 3.
   *
   * @param path alpha_t and sigma_t
   * @param k the SNR below which nothing is taken away, positive; the paper takes 1
   * @param gamma the strength, at least 0; the paper takes 0.5 or 1
   * @return the weight
   * @throws IllegalArgumentException if k is not positive or gamma is negative
   */
  public static Weight p2(GaussianPath path, double k, double gamma) {
    requirePositive("k", k);
    if (!(gamma >= 0 && gamma < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("gamma is " + gamma + ": it must not be negative");
    }
    return t -> snr(path, t) / Math.pow(k + snr(path, t), gamma);
  }

  /**
   * Returns the weight -SNR'(t) / 2 of the continuous-time bound.
   *
   * <p>Source: Kingma et al., "Variational diffusion models", 2021, equations 15 and 16.
   *
   * @param path alpha_t and sigma_t
   * @return the weight, in nats per squared unit and unit of time
   */
  public static Weight bound(GaussianPath path) {
    // -(alpha^2 / sigma^2)' / 2 = alpha (alpha sigma' - alpha' sigma) / sigma^3
    return t -> {
      double turn =
          path.alpha(t) * path.sigmaDerivative(t) - path.alphaDerivative(t) * path.sigma(t);
      return path.alpha(t) * turn / Math.pow(path.sigma(t), 3);
    };
  }

  /**
   * Returns the weight (r^2 + d^2) / (r d)^2, r = sigma_t / alpha_t: the unweighted squared error
   * of EDM's network output.
   *
   * <p>Source: Karras et al. (EDM), 2022, table 1.
   *
   * @param path alpha_t and sigma_t
   * @param deviation d, the standard deviation of the data, positive
   * @return the weight
   * @throws IllegalArgumentException if the deviation is not positive
   */
  public static Weight edm(GaussianPath path, double deviation) {
    requirePositive("the data's standard deviation", deviation);
    return t -> snr(path, t) + 1 / (deviation * deviation);
  }

  private static void requirePositive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " is " + value + ": it must be positive and finite");
    }
  }
}

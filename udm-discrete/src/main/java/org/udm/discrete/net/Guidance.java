package org.udm.discrete.net;

import org.udm.torch.Tensor;

/**
 * Classifier-free guidance of tokens: they are drawn from
 *
 * <pre>
 * q_g(v) = q(v | c)^g q(v)^(1 - g), up to a factor
 * </pre>
 *
 * <p>with the law q(v) of a row that is given nothing. Scale 1 keeps the law q(v | c); every other
 * one leaves it, whose bound and log probabilities stay those of scale 1. It costs two evaluations
 * for one, and needs a network that was also trained on rows without a source.
 *
 * <p>Source: Ho and Salimans, "Classifier-free diffusion guidance", 2022, equation 6 (g = 1 + w);
 * for tokens, Schiff et al., "Simple guidance mechanisms for discrete diffusion models", 2024.
 *
 * @param scale g, finite and at least 0
 */
public record Guidance(double scale) {

  /** Requires a scale in its range. */
  public Guidance {
    if (!(scale >= 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "guidance " + scale + ": it must be finite and at least 0 (1 is none)");
    }
  }

  /**
   * Returns the guidance that keeps the law.
   *
   * @return scale 1
   */
  public static Guidance none() {
    return new Guidance(1);
  }

  /**
   * Returns whether the law is kept.
   *
   * @return whether the scale is 1
   */
  public boolean isNone() {
    return scale == 1;
  }

  /**
   * Mixes logits.
   *
   * @param given those of rows with their sources, finite [N, V]
   * @param free those of the same rows without, finite [N, V]
   * @return logits of q_g [N, V]
   */
  public Tensor of(Tensor given, Tensor free) {
    return given.multiply(scale).add(free.multiply(1 - scale));
  }
}

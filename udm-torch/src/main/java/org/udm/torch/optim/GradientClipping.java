package org.udm.torch.optim;

import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Parameters;

/**
 * Scales the gradient down to a norm: g = g min(1, c / |g|) over all weights together (Pascanu,
 * Mikolov and Bengio, arXiv:1211.5063, algorithm 1).
 */
public final class GradientClipping {
  private GradientClipping() {}

  /**
   * Clips in place.
   *
   * @param parameters whose gradient [P] is clipped
   * @param limit c, positive; infinity measures only
   * @return |g| before clipping; not finite if any element is not, and the gradient is then left as
   *     it is
   */
  @SuppressWarnings("try") // The scope frees the norm; nothing is kept.
  public static double clip(Parameters parameters, double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(
          "clipping at norm " + limit + ": positive, or infinity to measure only");
    }
    try (TensorScope scope = TensorScope.inference()) {
      Tensor gradient = parameters.gradient();
      double norm = gradient.norm().item();
      if (norm > limit && norm < Double.POSITIVE_INFINITY) {
        gradient.multiplyInPlace(limit / norm);
      }
      return norm;
    }
  }
}

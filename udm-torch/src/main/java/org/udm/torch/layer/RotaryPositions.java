package org.udm.torch.layer;

import java.util.Arrays;
import org.udm.torch.Tensor;
import org.udm.torch.TorchRuntime;

/**
 * Rotary positions: pair i of a head's query or key at position l turns by l base^(-2i/d), so that
 * products depend on the distance of positions only (Su et al., RoFormer, arXiv:2104.09864,
 * equation 15).
 *
 * @param headWidth d, even
 * @param base of the angles, 10,000 in the paper
 */
public record RotaryPositions(int headWidth, double base) {
  /** Validates that d is even and the base above 1. */
  public RotaryPositions {
    if (headWidth < 2 || headWidth % 2 != 0 || !(base > 1)) {
      throw new IllegalArgumentException(
          "head width "
              + headWidth
              + " with base "
              + base
              + ": the width must be even, the base above 1");
    }
  }

  /** The base of the paper. */
  public static RotaryPositions of(int headWidth) {
    return new RotaryPositions(headWidth, 10_000);
  }

  /**
   * The turns of positions 0 to L - 1, computed in double on the host.
   *
   * @param runtime whose device gets them
   * @param length L
   * @return F32 [L, d/2, 2]: cosine and sine of the angle
   */
  public Tensor turns(TorchRuntime runtime, int length) {
    int pairs = headWidth / 2;
    double[] frequencies = new double[pairs]; // base^(-2i/d)
    Arrays.setAll(frequencies, i -> Math.pow(base, -2.0 * i / headWidth));
    float[] turns = new float[length * pairs * 2];
    for (int l = 0, at = 0; l < length; l++) {
      for (int i = 0; i < pairs; i++) {
        double angle = l * frequencies[i];
        turns[at++] = (float) Math.cos(angle);
        turns[at++] = (float) Math.sin(angle);
      }
    }
    return runtime.tensor(turns, length, pairs, 2);
  }
}

package org.udm.torch.layer;

import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * y = g x / sqrt(mean(x^2) + 1e-5) over the last axis (Zhang and Sennrich, arXiv:1910.07467,
 * equation 4).
 */
public final class RmsNorm {
  private final Parameter gain;

  private RmsNorm(Parameter gain) {
    this.gain = gain;
  }

  /**
   * Declares {@code weight} [D], ones at first.
   *
   * @param layout of this part of the network
   * @param width D
   */
  public static RmsNorm of(ParameterLayout.Builder layout, long width) {
    return new RmsNorm(layout.declare("weight", Initialization.ONES, width));
  }

  /**
   * Normalises.
   *
   * @param weights of the network
   * @param x [..., D]
   * @return F32 [..., D]
   */
  public Tensor forward(Weights weights, Tensor x) {
    return x.to(DataType.F32).rmsNorm(weights.exact(gain), LayerNorm.EPSILON);
  }
}

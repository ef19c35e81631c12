package org.udm.torch.layer;

import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * y = g (x - mean(x)) / sqrt(var(x) + 1e-5) + b over the last axis (Ba, Kiros and Hinton,
 * arXiv:1607.06450, equation 4).
 */
public final class LayerNorm {
  /** Added to the variance; the value that every published transformer of this family uses. */
  public static final double EPSILON = 1e-5;

  private final Parameter gain;
  private final Parameter bias;

  private LayerNorm(Parameter gain, Parameter bias) {
    this.gain = gain;
    this.bias = bias;
  }

  /**
   * Declares {@code weight} [D], ones at first, and, if asked for, {@code bias} [D].
   *
   * @param layout of this part of the network
   * @param width D
   * @param bias whether b is learned or absent
   */
  public static LayerNorm of(ParameterLayout.Builder layout, long width, Bias bias) {
    return new LayerNorm(
        layout.declare("weight", Initialization.ONES, width),
        bias == Bias.NONE ? null : layout.declare("bias", Initialization.ZEROS, width));
  }

  /**
   * Normalises.
   *
   * @param weights of the network
   * @param x [..., D]
   * @return F32 [..., D]
   */
  public Tensor forward(Weights weights, Tensor x) {
    Tensor y = x.to(DataType.F32);
    return bias == null
        ? y.layerNorm(weights.exact(gain), EPSILON)
        : y.layerNorm(weights.exact(gain), weights.exact(bias), EPSILON);
  }
}

package org.udm.torch.layer;

import org.udm.torch.DataType;
import org.udm.torch.Device;
import org.udm.torch.Planes;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * y = g (x - mean) / sqrt(variance + 1e-5) + b, mean and variance over each row's groups of
 * channels (Wu and He, arXiv:1803.08494, equation 1).
 */
public final class GroupNorm {
  private final Parameter gain;
  private final Parameter bias;
  private final int groups;

  private GroupNorm(Parameter gain, Parameter bias, int groups) {
    this.gain = gain;
    this.bias = bias;
    this.groups = groups;
  }

  /**
   * Declares {@code weight} [C], ones at first, and {@code bias} [C].
   *
   * @param layout of this part of the network
   * @param channels C, a multiple of the groups
   * @param groups at least 1
   */
  public static GroupNorm of(ParameterLayout.Builder layout, long channels, int groups) {
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "%d channels in %d groups: the channels must be a multiple of the groups"
              .formatted(channels, groups));
    }
    return new GroupNorm(
        layout.declare("weight", Initialization.ONES, channels),
        layout.declare("bias", Initialization.ZEROS, channels),
        groups);
  }

  /**
   * Normalises; means and variances are summed in F32.
   *
   * @param weights of the network
   * @param x [B, C, H, W]
   * @return [B, C, H, W], in the type of x
   */
  public Tensor forward(Weights weights, Tensor x) {
    // LibTorch's kernel for a processor takes F32 gains for BF16 planes, the one for CUDA does not
    boolean exact =
        x.type() == DataType.F32 || weights.runtime().device().kind() == Device.Kind.CPU;
    Tensor g = exact ? weights.exact(gain) : weights.product(gain);
    Tensor b = exact ? weights.exact(bias) : weights.product(bias);
    return Planes.groupNorm(x, groups, g, b, LayerNorm.EPSILON);
  }
}

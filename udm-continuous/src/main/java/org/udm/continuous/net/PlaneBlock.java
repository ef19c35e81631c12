package org.udm.continuous.net;

import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Convolution;
import org.udm.torch.layer.GroupNorm;
import org.udm.torch.layer.Linear;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A residual block of planes, told time and class c by scale and shift of its second norm:
 *
 * <pre>
 * h = conv1(silu(norm1(x)));   (a, b) = W c;   y = skip(x) + conv2(silu(norm2(h) (1 + a) + b))
 * </pre>
 *
 * <p>conv2 starts at zero, so that y = skip(x) at first. Source: Dhariwal and Nichol, "Diffusion
 * models beat GANs on image synthesis", 2021, section 3 (adaptive group normalization).
 */
final class PlaneBlock {
  private final GroupNorm norm1;
  private final Convolution conv1;
  private final Linear told;
  private final GroupNorm norm2;
  private final Convolution conv2;
  private final Convolution skip; // or null, where x has as many channels as y
  private final long channels;

  private PlaneBlock(ParameterLayout.Builder layout, int in, int out, int condition) {
    this.norm1 = GroupNorm.of(layout.in("norm1"), in, UNetShape.GROUPS);
    this.conv1 = convolution(layout.in("conv1"), in, out, 3, 1);
    this.told = Linear.of(layout.in("told"), condition, 2L * out, Bias.LEARNED, spread(condition));
    this.norm2 = GroupNorm.of(layout.in("norm2"), out, UNetShape.GROUPS);
    this.conv2 = Convolution.of(layout.in("conv2"), out, out, 3, 1, Initialization.ZEROS);
    this.skip = in == out ? null : convolution(layout.in("skip"), in, out, 1, 1);
    this.channels = out;
  }

  /** Declares a block from {@code in} to {@code out} channels, told vectors of a length. */
  static PlaneBlock of(ParameterLayout.Builder layout, int in, int out, int condition) {
    return new PlaneBlock(layout, in, out, condition);
  }

  /** A convolution whose outputs are of the order of its inputs. */
  static Convolution convolution(
      ParameterLayout.Builder layout, int in, int out, int kernel, int stride) {
    return Convolution.of(layout, in, out, kernel, stride, spread(in * kernel * kernel));
  }

  /** Gaussians of variance 1 / (3 fan-in), that of the uniform law of LibTorch's own layers. */
  static Initialization spread(int inputs) {
    return Initialization.normal(1 / Math.sqrt(3.0 * inputs));
  }

  /**
   * Maps planes to planes.
   *
   * @param x [B, in, H, W] in the type of products
   * @param c [B, condition], after a sigmoid linear unit
   * @return [B, out, H, W] in the type of products
   */
  Tensor forward(Weights weights, Tensor x, Tensor c) {
    return TensorScope.resultOf(() -> joined(weights, x, c));
  }

  private Tensor joined(Weights weights, Tensor x, Tensor c) {
    Tensor h = conv1.forward(weights, norm1.forward(weights, x).silu());
    Tensor[] ab = told.forward(weights, c).view(c.size(0), 2 * channels, 1, 1).chunk(1, 2);
    Tensor steered = ab[1].addProduct(norm2.forward(weights, h), ab[0].add(1));
    Tensor y = conv2.forward(weights, steered.silu());
    return y.add(skip == null ? x : skip.forward(weights, x));
  }
}

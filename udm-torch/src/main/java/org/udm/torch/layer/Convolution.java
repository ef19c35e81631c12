package org.udm.torch.layer;

import org.udm.torch.Planes;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** A convolution of planes with a square kernel and a bias, the borders padded with zeros. */
public final class Convolution {
  private final Parameter weight;
  private final Parameter bias;
  private final int stride;
  private final int padding;

  private Convolution(Parameter weight, Parameter bias, int stride, int padding) {
    this.weight = weight;
    this.bias = bias;
    this.stride = stride;
    this.padding = padding;
  }

  /**
   * Declares {@code weight} [out, in, k, k] and {@code bias} [out].
   *
   * @param layout of this part of the network
   * @param in channels of x
   * @param out channels of y
   * @param kernel k, odd
   * @param stride 1 keeps height and width, 2 halves them
   * @param law of the initial kernel
   */
  public static Convolution of(
      ParameterLayout.Builder layout,
      long in,
      long out,
      int kernel,
      int stride,
      Initialization law) {
    if (kernel < 1 || kernel % 2 == 0 || stride < 1) {
      throw new IllegalArgumentException(
          "a kernel of width %d with stride %d: an odd width and a stride of at least 1 are needed"
              .formatted(kernel, stride));
    }
    return new Convolution(
        layout.declare("weight", law, out, in, kernel, kernel),
        layout.declare("bias", Initialization.ZEROS, out),
        stride,
        kernel / 2);
  }

  /**
   * Applies the convolution.
   *
   * @param weights of the network
   * @param x [B, in, H, W], converted to the type of products
   * @return [B, out, ceil(H / stride), ceil(W / stride)], in the type of products
   */
  public Tensor forward(Weights weights, Tensor x) {
    Tensor kernel = weights.product(weight);
    return Planes.convolve(x.to(kernel.type()), kernel, weights.product(bias), stride, padding);
  }
}

package org.udm.torch.layer;

import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** A linear map of the last axis, y = x W^T + b. */
public final class Linear {
  private final Parameter weight;
  private final Parameter bias;

  private Linear(Parameter weight, Parameter bias) {
    this.weight = weight;
    this.bias = bias;
  }

  /**
   * Declares {@code weight} [out, in] and, if asked for, {@code bias} [out].
   *
   * @param layout of this part of the network
   * @param in length of the last axis of x
   * @param out length of the last axis of y
   * @param bias whether b is learned or absent
   * @param law of the initial W
   */
  public static Linear of(
      ParameterLayout.Builder layout, long in, long out, Bias bias, Initialization law) {
    return new Linear(
        layout.declare("weight", law, out, in),
        bias == Bias.NONE ? null : layout.declare("bias", Initialization.ZEROS, out));
  }

  /**
   * Applies the map.
   *
   * @param weights of the network
   * @param x [..., in], converted to the type of products
   * @return [..., out], in the type of products
   */
  public Tensor forward(Weights weights, Tensor x) {
    Tensor w = weights.product(weight);
    Tensor y = x.to(w.type());
    return bias == null ? y.linear(w) : y.linear(w, weights.product(bias));
  }

  /**
   * Applies some rows of the map.
   *
   * @param weights of the network
   * @param x [..., in], converted to the type of products
   * @param from the first entry of y
   * @param count the number of entries
   * @return [..., count], in the type of products
   */
  Tensor forward(Weights weights, Tensor x, long from, long count) {
    Tensor w = weights.product(weight).narrow(0, from, count);
    Tensor y = x.to(w.type());
    return bias == null ? y.linear(w) : y.linear(w, weights.product(bias).narrow(0, from, count));
  }
}

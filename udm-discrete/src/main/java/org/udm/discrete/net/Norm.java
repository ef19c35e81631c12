package org.udm.discrete.net;

import org.udm.torch.Tensor;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.LayerNorm;
import org.udm.torch.layer.RmsNorm;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** The norm that a shape asks for. */
@FunctionalInterface
public interface Norm {

  /**
   * Normalises hidden states.
   *
   * @param weights of the network
   * @param x [..., D]
   * @return F32 [..., D]
   */
  Tensor forward(Weights weights, Tensor x);

  /**
   * Declares the norm of a shape.
   *
   * @param layout of this part of the network
   * @param shape says which norm, and D
   * @return the norm
   */
  static Norm of(ParameterLayout.Builder layout, TransformerShape shape) {
    return switch (shape.norm()) {
      case LAYER -> LayerNorm.of(layout, shape.width(), Bias.NONE)::forward;
      case RMS -> RmsNorm.of(layout, shape.width())::forward;
    };
  }
}

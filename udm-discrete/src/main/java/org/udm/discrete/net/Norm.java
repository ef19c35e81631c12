package org.udm.discrete.net;

import org.udm.torch.Tensor;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.LayerNorm;
import org.udm.torch.layer.RmsNorm;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** The norm that a shape asks for. */
@FunctionalInterface
interface Norm {

  /** Normalises hidden states [..., D]. */
  Tensor forward(Weights weights, Tensor x);

  static Norm of(ParameterLayout.Builder layout, TransformerShape shape) {
    return switch (shape.norm()) {
      case LAYER -> LayerNorm.of(layout, shape.width(), Bias.NONE)::forward;
      case RMS -> RmsNorm.of(layout, shape.width())::forward;
    };
  }
}

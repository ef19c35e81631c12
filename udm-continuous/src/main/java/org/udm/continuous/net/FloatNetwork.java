package org.udm.continuous.net;

import org.udm.continuous.Labels;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A network F(x, noise, class) from items to one or two numbers for each element: F, and v where
 * {@link HybridError} trains the variance of steps. What the output means is a {@link Readout}'s
 * affair. It holds no weights: every call is given them.
 */
public interface FloatNetwork {

  /**
   * Returns what weights it needs.
   *
   * @return names, shapes and initial laws
   */
  ParameterLayout layout();

  /**
   * Returns the shape of an item.
   *
   * @return lengths of its axes, such as {2} or {1, 28, 28}
   */
  int[] shape();

  /**
   * Returns how many numbers it says for each element.
   *
   * @return 1, or 2 with v
   */
  Outputs outputs();

  /**
   * Returns the number of classes that it can be told.
   *
   * @return K, 0 for a network that is told of no class
   */
  int classes();

  /**
   * Computes the output. The open scope owns it.
   *
   * @param weights the weights
   * @param x F32 [B, item], of the order of 1
   * @param noise what each row is told of its time, of the order of 1; F64 [B]
   * @param labels the classes, below K; {@link Labels#NONE} where there is none [B]
   * @return F32 [B, item]; with two outputs F and then v along the first axis of an item
   */
  Tensor forward(Weights weights, Tensor x, Tensor noise, Labels labels);
}

package org.udm.torch.layer;

import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** Two linear maps with a Gaussian error linear unit between them: y = W2 gelu(W1 x). */
public final class Mlp {
  private final Linear first;
  private final Linear second;

  private Mlp(Linear first, Linear second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Declares {@code first} [hidden, D] and {@code second} [D, hidden].
   *
   * @param layout of this part of the network
   * @param width D
   * @param hidden width between the maps, mostly 4 D
   * @param bias of both maps
   * @param law of the initial W1
   * @param outputLaw of the initial W2
   */
  public static Mlp of(
      ParameterLayout.Builder layout,
      long width,
      long hidden,
      Bias bias,
      Initialization law,
      Initialization outputLaw) {
    return new Mlp(
        Linear.of(layout.in("first"), width, hidden, bias, law),
        Linear.of(layout.in("second"), hidden, width, bias, outputLaw));
  }

  /**
   * Applies the maps.
   *
   * @param weights of the network
   * @param x [..., D]
   * @return [..., D], in the type of products
   */
  public Tensor forward(Weights weights, Tensor x) {
    return TensorScope.resultOf(() -> second.forward(weights, first.forward(weights, x).gelu()));
  }
}

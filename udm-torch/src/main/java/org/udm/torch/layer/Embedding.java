package org.udm.torch.layer;

import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** A learned vector per token, and the head that shares it: logits = h E^T. */
public final class Embedding {
  private final Parameter table;

  private Embedding(Parameter table) {
    this.table = table;
  }

  /**
   * Declares {@code weight} [V, D].
   *
   * @param layout of this part of the network
   * @param vocabulary V
   * @param width D
   * @param law of the initial vectors
   */
  public static Embedding of(
      ParameterLayout.Builder layout, long vocabulary, long width, Initialization law) {
    return new Embedding(layout.declare("weight", law, vocabulary, width));
  }

  /**
   * Looks tokens up.
   *
   * @param weights of the network
   * @param ids I32 or I64 [...], each in [0, V)
   * @return F32 [..., D]
   */
  public Tensor forward(Weights weights, Tensor ids) {
    return weights.exact(table).embedding(ids);
  }

  /**
   * The tied head.
   *
   * @param weights of the network
   * @param hidden [..., D], converted to the type of products
   * @return logits [..., V] in the type of products
   */
  public Tensor logits(Weights weights, Tensor hidden) {
    Tensor w = weights.product(table);
    return hidden.to(w.type()).linear(w);
  }
}

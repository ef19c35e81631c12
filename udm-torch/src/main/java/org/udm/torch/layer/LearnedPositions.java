package org.udm.torch.layer;

import org.udm.torch.Tensor;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** A learned vector per position, to be added to those of the tokens. */
public final class LearnedPositions {
  private final Parameter table;

  private LearnedPositions(Parameter table) {
    this.table = table;
  }

  /**
   * Declares {@code weight} [longest, D].
   *
   * @param layout of this part of the network
   * @param longest the greatest length
   * @param width D
   * @param law of the initial vectors
   */
  public static LearnedPositions of(
      ParameterLayout.Builder layout, long longest, long width, Initialization law) {
    return new LearnedPositions(layout.declare("weight", law, longest, width));
  }

  /**
   * The vectors of the first positions.
   *
   * @param weights of the network
   * @param length L, in [1, longest]
   * @return F32 [L, D]
   */
  public Tensor forward(Weights weights, long length) {
    long longest = table.shape().get(0);
    if (length < 1 || length > longest) {
      throw new IllegalArgumentException(
          "length "
              + length
              + " for "
              + longest
              + " learned positions: 1 to "
              + longest
              + ", or build with more");
    }
    Tensor all = weights.exact(table);
    return length == longest ? all : all.narrow(0, 0, length);
  }
}

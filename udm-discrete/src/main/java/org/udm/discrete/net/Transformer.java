package org.udm.discrete.net;

import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Linear;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A bidirectional transformer: an {@link Encoder} of corrupted tokens, and a head that is evaluated
 * only where it is asked for.
 *
 * <p>It holds no weights: every call is given them.
 */
public final class Transformer {
  private final TransformerShape shape;
  private final ParameterLayout layout;
  private final Encoder encoder;
  private final Linear head;

  private Transformer(TransformerShape shape) {
    this.shape = shape;
    ParameterLayout.Builder builder = ParameterLayout.builder();
    this.encoder = Encoder.of(builder, shape);
    this.head =
        Linear.of(builder.in("head"), shape.width(), shape.vocabulary(), Bias.NONE, Encoder.law());
    this.layout = builder.build();
  }

  /**
   * Returns a network of a shape.
   *
   * @param shape its sizes
   * @return the network
   */
  public static Transformer of(TransformerShape shape) {
    return new Transformer(shape);
  }

  /**
   * Returns the sizes.
   *
   * @return the shape
   */
  public TransformerShape shape() {
    return shape;
  }

  /**
   * Returns what weights it needs.
   *
   * @return names, shapes and initial laws
   */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Returns the hidden states of corrupted tokens; short rows are padded, and nobody looks at the
   * padding.
   *
   * @param weights the weights
   * @param xt corrupted rows [B, L], not all empty
   * @param t their times [B]; not looked at unless the network sees the time
   * @param sources what each row is given [B]; null for nothing
   * @return F32 [B, L + S, D], after the last norm; the places of the sources come last
   * @throws IllegalArgumentException if a row or source is longer than the network, or an id
   *     unknown to it
   */
  public Tensor hidden(Weights weights, TokenBatch xt, Times t, TokenBatch sources) {
    return encoder.read(weights, xt, t, sources).hidden();
  }

  /** The encoder, for reading in another order. */
  Encoder encoder() {
    return encoder;
  }

  /**
   * Picks the hidden states at some places.
   *
   * @param weights the weights
   * @param hidden F32 [B, L + S, D] of {@link #hidden}
   * @param at the places
   * @return F32 [N, D]
   */
  public static Tensor at(Weights weights, Tensor hidden, Positions at) {
    long[] flat = at.flat(Math.toIntExact(hidden.size(1)));
    return hidden
        .view(hidden.size(0) * hidden.size(1), hidden.size(2))
        .indexSelect(0, weights.runtime().tensor(flat, flat.length));
  }

  /**
   * Evaluates the head.
   *
   * @param weights the weights
   * @param hidden F32 [N, D]
   * @return logits [N, V], F32 also after a product in bfloat16, whose softmax would not sum to 1
   */
  public Tensor logits(Weights weights, Tensor hidden) {
    return head.forward(weights, hidden).to(DataType.F32);
  }

  /**
   * Returns the clean tokens at some places as the classes of the head.
   *
   * @return I32 [N]
   * @throws IllegalArgumentException if the head does not know one of them
   */
  Tensor targets(Weights weights, TokenBatch x0, Positions at) {
    int[] ids = at.tokensOf(x0);
    for (int k = 0; k < ids.length; k++) {
      if (ids[k] >= shape.vocabulary()) {
        throw new IllegalArgumentException(
            "clean token id %d at row %d, position %d for a network that predicts ids in [0, %d)"
                .formatted(ids[k], at.row(k), at.position(k), shape.vocabulary()));
      }
    }
    return weights.runtime().tensor(ids, ids.length);
  }

  /**
   * Requires a mask that the network can read.
   *
   * @return the mask
   */
  int requireMask(int mask) {
    if (mask < 0 || mask >= shape.inputs()) {
      throw new IllegalArgumentException(
          "mask id %d for a network that reads ids in [0, %d)".formatted(mask, shape.inputs()));
    }
    return mask;
  }
}

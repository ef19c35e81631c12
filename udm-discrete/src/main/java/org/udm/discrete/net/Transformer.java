package org.udm.discrete.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.torch.AttentionOrder;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.AttentionContext;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.Embedding;
import org.udm.torch.layer.LearnedPositions;
import org.udm.torch.layer.Linear;
import org.udm.torch.layer.RotaryPositions;
import org.udm.torch.layer.TimeEmbedding;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A bidirectional pre-norm transformer without biases: hidden states of corrupted tokens, and a
 * head that is evaluated only where it is asked for.
 *
 * <p>Weights start as in GPT-2: Gaussians of deviation 0.02, divided by {@code sqrt(2 layers)}
 * where a branch joins the sum. Source: Vaswani et al., 2017; Radford et al. (GPT-2), 2019; time by
 * adaptive norms as in Peebles and Xie (DiT), 2023.
 *
 * <p>It holds no weights: every call is given them.
 */
public final class Transformer {
  private static final double DEVIATION = 0.02; // GPT-2

  private final TransformerShape shape;
  private final ParameterLayout layout;
  private final Embedding tokens;
  private final LearnedPositions learned; // or null
  private final RotaryPositions rotary; // or null
  private final TimeEmbedding time; // or null
  private final List<Block> blocks;
  private final Norm norm;
  private final Linear head;

  private Transformer(TransformerShape shape) {
    this.shape = shape;
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Initialization law = Initialization.normal(DEVIATION);
    Initialization outputLaw = Initialization.normal(DEVIATION / Math.sqrt(2.0 * shape.layers()));
    this.tokens = Embedding.of(builder.in("tokens"), shape.inputs(), shape.width(), law);
    boolean rotates = shape.positions() == TransformerShape.PositionCode.ROTARY;
    this.learned =
        rotates
            ? null
            : LearnedPositions.of(builder.in("positions"), shape.length(), shape.width(), law);
    this.rotary = rotates ? RotaryPositions.of(shape.width() / shape.heads()) : null;
    this.time =
        shape.timeUse() == TimeUse.SEES_TIME
            ? TimeEmbedding.of(builder.in("time"), shape.width(), law)
            : null;
    this.blocks = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      blocks.add(Block.of(builder.in("block" + i), shape, law, outputLaw));
    }
    this.norm = Norm.of(builder.in("norm"), shape);
    this.head = Linear.of(builder.in("head"), shape.width(), shape.vocabulary(), Bias.NONE, law);
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
   * @return F32 [B, L, D], after the last norm
   * @throws IllegalArgumentException if a row is longer than the network or an id unknown to it
   */
  public Tensor hidden(Weights weights, TokenBatch xt, Times t) {
    int length = xt.maxLength();
    if (length > shape.length()) {
      throw new IllegalArgumentException(
          "a row of %d tokens is longer than the model's %d: shorten it or train with a longer length"
              .formatted(length, shape.length()));
    }
    xt.requireIdsBelow(shape.inputs());
    Tensor ids = weights.runtime().tensor(xt.padded(length, 0), xt.rows(), length);
    Tensor x = tokens.forward(weights, ids);
    if (learned != null) {
      x = x.add(learned.forward(weights, length));
    }
    AttentionContext context = context(weights, xt, length);
    Tensor condition = time == null ? null : time.forward(weights, t.toArray());
    for (Block block : blocks) {
      x = block.forward(weights, x, context, condition);
    }
    return norm.forward(weights, x);
  }

  private AttentionContext context(Weights weights, TokenBatch xt, int length) {
    AttentionContext context = AttentionContext.of(AttentionOrder.BIDIRECTIONAL);
    if (rotary != null) {
      context = context.withTurns(rotary.turns(weights.runtime(), length));
    }
    if (xt.tokens() == xt.rows() * length) {
      return context; // no padding
    }
    boolean[] real = new boolean[xt.rows() * length];
    for (int i = 0; i < xt.rows(); i++) {
      // an empty row keeps one position, because a softmax over nothing is not a number
      Arrays.fill(real, i * length, i * length + Math.max(1, xt.length(i)), true);
    }
    return context.withKeyMask(weights.runtime().tensor(real, xt.rows(), length));
  }

  /**
   * Picks the hidden states at some places.
   *
   * @param hidden F32 [B, L, D] of {@link #hidden}
   * @param at the places
   * @return F32 [N, D]
   */
  static Tensor at(Weights weights, Tensor hidden, Positions at) {
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
   * Evaluates the head for clean tokens under masking: a mask that is an id of the vocabulary is
   * none of them and gets probability 0.
   *
   * <p>Source: Sahoo et al. (MDLM), 2024, section 3.2.3, "zero masking probabilities".
   *
   * @return F32 [N, V]
   */
  Tensor logits(Weights weights, Tensor hidden, int mask) {
    Tensor logits = logits(weights, hidden);
    if (mask >= shape.vocabulary()) {
      return logits;
    }
    boolean[] impossible = new boolean[shape.vocabulary()];
    impossible[mask] = true;
    return logits.maskedFill(
        weights.runtime().tensor(impossible, impossible.length), Double.NEGATIVE_INFINITY);
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

package org.udm.discrete.net.causal;

import java.util.List;
import java.util.stream.IntStream;
import org.udm.discrete.net.Encoder;
import org.udm.discrete.net.Norm;
import org.udm.discrete.net.TransformerShape;
import org.udm.torch.AttentionOrder;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.layer.AttentionContext;
import org.udm.torch.layer.Bias;
import org.udm.torch.layer.CrossAttention;
import org.udm.torch.layer.Embedding;
import org.udm.torch.layer.KeyValueCache;
import org.udm.torch.layer.LearnedPositions;
import org.udm.torch.layer.Linear;
import org.udm.torch.layer.RotaryPositions;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * The causal blocks that write a row: position l sees a start token and the first l tokens, and
 * says which token or end comes next. Source: Vaswani et al., 2017, the decoder.
 */
final class Decoder {
  /** What the blocks see besides the row. */
  enum Sight {
    /** Nothing. */
    ROW_ALONE,
    /** The hidden states of an encoder. */
    ENCODER,
    /** Those, and which token of x_t is due. */
    ENCODER_AND_DUE
  }

  private final TransformerShape shape;
  private final Embedding tokens; // V + 1, the last is the start of a row
  private final LearnedPositions learned; // or null
  private final RotaryPositions rotary; // or null
  private final Embedding dueTokens; // V + 1, the last is none; or null
  private final Embedding duePlaces; // or null
  private final List<DecoderBlock> blocks;
  private final Norm norm;
  private final Linear head; // V + 1, the last is the end of a row

  private Decoder(ParameterLayout.Builder layout, TransformerShape shape, Sight sight) {
    this.shape = shape;
    int width = shape.width();
    boolean rotates = shape.positions() == TransformerShape.PositionCode.ROTARY;
    this.tokens = Embedding.of(layout.in("tokens"), shape.vocabulary() + 1, width, Encoder.law());
    this.learned =
        rotates
            ? null
            : LearnedPositions.of(layout.in("positions"), shape.length(), width, Encoder.law());
    this.rotary = rotates ? RotaryPositions.of(width / shape.heads()) : null;
    boolean sees = sight == Sight.ENCODER_AND_DUE;
    this.dueTokens =
        sees ? Embedding.of(layout.in("due"), shape.vocabulary() + 1, width, Encoder.law()) : null;
    this.duePlaces =
        sees
            ? Embedding.of(layout.in("duePlaces"), shape.length() + 1, width, Encoder.law())
            : null;
    int branches = shape.layers() * (sight == Sight.ROW_ALONE ? 2 : 3);
    this.blocks =
        IntStream.range(0, shape.layers())
            .mapToObj(i -> DecoderBlock.of(layout.in("block" + i), shape, sight, branches))
            .toList();
    this.norm = Norm.of(layout.in("norm"), shape);
    this.head =
        Linear.of(layout.in("head"), width, shape.vocabulary() + 1, Bias.NONE, Encoder.law());
  }

  /**
   * Declares the weights of a decoder.
   *
   * @param shape vocabulary V, the longest row, layers, width, heads, positions and norm
   */
  static Decoder of(ParameterLayout.Builder layout, TransformerShape shape, Sight sight) {
    return new Decoder(layout, shape, sight);
  }

  /** V, the number of tokens; also the id of the start, and the class of the end. */
  int vocabulary() {
    return shape.vocabulary();
  }

  /** Whether it sees which token of x_t is due. */
  boolean seesDue() {
    return dueTokens != null;
  }

  /** The longest row. */
  int longest() {
    return shape.length();
  }

  /** What the blocks see of an encoder. */
  List<CrossAttention.Memory> read(Weights weights, Encoder.States states) {
    return blocks.stream().map(block -> block.read(weights, states)).toList();
  }

  /** One empty cache for each block. */
  List<KeyValueCache> caches() {
    return blocks.stream().map(block -> KeyValueCache.empty()).toList();
  }

  /**
   * Returns the hidden states of some positions.
   *
   * @param ids the start and tokens at consecutive positions, rows padded to one length [B * L]
   * @param due what is due at each, or null if the blocks do not see it
   * @param rows B
   * @param from the position of the first
   * @param memory of {@link #read}, or null without an encoder
   * @param caches what came before, changed; or null if {@code from} is 0
   * @return F32 [B, L, D]
   */
  Tensor hidden(
      Weights weights,
      int[] ids,
      DueTokens due,
      int rows,
      int from,
      List<CrossAttention.Memory> memory,
      List<KeyValueCache> caches) {
    int length = ids.length / rows;
    Tensor x = tokens.forward(weights, weights.runtime().tensor(ids, rows, length));
    if (learned != null) {
      x = x.add(learned.forward(weights, from + length).narrow(0, from, length));
    }
    if (due != null) {
      x = x.add(dueTokens.forward(weights, weights.runtime().tensor(due.tokens(), rows, length)));
      x = x.add(duePlaces.forward(weights, weights.runtime().tensor(due.places(), rows, length)));
    }
    AttentionContext context = AttentionContext.of(AttentionOrder.CAUSAL);
    if (rotary != null) {
      Tensor turns = rotary.turns(weights.runtime(), from + length);
      context = context.withTurns(turns.narrow(0, from, length));
    }
    for (int i = 0; i < blocks.size(); i++) {
      x =
          blocks
              .get(i)
              .forward(
                  weights,
                  x,
                  context,
                  memory == null ? null : memory.get(i),
                  caches == null ? null : caches.get(i));
    }
    return norm.forward(weights, x);
  }

  /** Logits F32 [N, V + 1] for hidden states [N, D]; the last class is the end. */
  Tensor logits(Weights weights, Tensor hidden) {
    return head.forward(weights, hidden).to(DataType.F32);
  }
}

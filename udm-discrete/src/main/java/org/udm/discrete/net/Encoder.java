package org.udm.discrete.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.torch.AttentionOrder;
import org.udm.torch.Tensor;
import org.udm.torch.layer.AttentionContext;
import org.udm.torch.layer.Embedding;
import org.udm.torch.layer.KeyValueCache;
import org.udm.torch.layer.LearnedPositions;
import org.udm.torch.layer.Places;
import org.udm.torch.layer.RotaryPositions;
import org.udm.torch.layer.TimeEmbedding;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * The bidirectional pre-norm blocks without biases that read corrupted rows, and the sources that
 * the rows are given: hidden states of all places.
 *
 * <p>A source is read as a second segment behind the row, with token vectors and positions of its
 * own and a start token before it, so that no source is an empty one; every place looks at both
 * segments. Weights start as in GPT-2: Gaussians of deviation 0.02, divided by {@code sqrt(2
 * layers)} where a branch joins the sum. Source: Vaswani et al., 2017; Radford et al. (GPT-2),
 * 2019; time by adaptive norms as in Peebles and Xie (DiT), 2023.
 *
 * <p>It holds no weights: every call is given them.
 */
public final class Encoder {
  private static final double DEVIATION = 0.02; // GPT-2

  private final TransformerShape shape;
  private final Embedding tokens;
  private final LearnedPositions learned; // or null
  private final RotaryPositions rotary; // or null
  private final Embedding sourceTokens; // or null; the start of a source is its last id
  private final LearnedPositions sourceLearned; // or null
  private final TimeEmbedding time; // or null
  private final List<Block> blocks = new ArrayList<>();
  private final Norm norm;

  private Encoder(ParameterLayout.Builder layout, TransformerShape shape) {
    this.shape = shape;
    int width = shape.width();
    Initialization law = law();
    boolean rotates = shape.positions() == TransformerShape.PositionCode.ROTARY;
    this.tokens = Embedding.of(layout.in("tokens"), shape.inputs(), width, law);
    this.learned =
        rotates ? null : LearnedPositions.of(layout.in("positions"), shape.length(), width, law);
    this.rotary = rotates ? RotaryPositions.of(width / shape.heads()) : null;
    SourceShape source = shape.source();
    ParameterLayout.Builder ofSource = layout.in("source");
    this.sourceTokens =
        source.isRead()
            ? Embedding.of(ofSource.in("tokens"), source.inputs() + 1, width, law)
            : null;
    this.sourceLearned =
        source.isRead() && !rotates
            ? LearnedPositions.of(ofSource.in("positions"), source.length() + 1, width, law)
            : null;
    this.time =
        shape.timeUse() == TimeUse.SEES_TIME
            ? TimeEmbedding.of(layout.in("time"), width, law)
            : null;
    for (int i = 0; i < shape.layers(); i++) {
      blocks.add(Block.of(layout.in("block" + i), shape, law, branchLaw(2 * shape.layers())));
    }
    this.norm = Norm.of(layout.in("norm"), shape);
  }

  /**
   * Declares the weights of an encoder.
   *
   * @param layout of this part of the network
   * @param shape its sizes; the vocabulary is not looked at
   * @return the encoder
   */
  public static Encoder of(ParameterLayout.Builder layout, TransformerShape shape) {
    return new Encoder(layout, shape);
  }

  /**
   * Returns the law of initial weights.
   *
   * @return Gaussians
   */
  public static Initialization law() {
    return Initialization.normal(DEVIATION);
  }

  /**
   * Returns the law of initial weights where a branch joins the sum.
   *
   * @param branches the number of branches in all blocks
   * @return Gaussians
   */
  public static Initialization branchLaw(int branches) {
    return Initialization.normal(DEVIATION / Math.sqrt(branches));
  }

  /**
   * What the encoder says of a batch.
   *
   * @param hidden F32 [B, L + S, D], after the last norm: the places of the rows, padded to the
   *     longest, then those of the sources
   * @param real BOOL [B, L + S], true where a place is no padding, at least one per row; null if
   *     all are
   */
  public record States(Tensor hidden, Tensor real) {}

  /**
   * Reads corrupted rows; short rows are padded, and nobody looks at the padding.
   *
   * @param weights the weights
   * @param xt corrupted rows [B, L], not all empty unless there are sources; an empty row without a
   *     source reads as one token 0
   * @param t their times [B]; not looked at unless the network sees the time
   * @param sources what each row is given [B]; null for nothing, as empty rows
   * @return their hidden states
   * @throws IllegalArgumentException if a row or source is longer than the network, or an id
   *     unknown to it
   */
  public States read(Weights weights, TokenBatch xt, Times t, TokenBatch sources) {
    Embedded in = embedded(weights, xt, t, sources);
    Tensor x = in.x;
    for (Block block : blocks) {
      x = block.forward(weights, x, in.context, in.condition, (KeyValueCache) null);
    }
    return new States(norm.forward(weights, x), in.real);
  }

  /**
   * Reads corrupted rows for the sake of some places: the last block is evaluated there alone.
   *
   * @param at places of the rows, at least one
   * @return F32 [N, D], what {@link #read(Weights, TokenBatch, Times, TokenBatch)} has there
   */
  Tensor readAt(Weights weights, TokenBatch xt, Times t, TokenBatch sources, Positions at) {
    Embedded in = embedded(weights, xt, t, sources);
    Tensor x = in.x;
    for (Block block : blocks.subList(0, blocks.size() - 1)) {
      x = block.forward(weights, x, in.context, in.condition, (KeyValueCache) null);
    }
    Block last = blocks.get(blocks.size() - 1);
    long rows = x.size(0);
    long length = x.size(1);
    Tensor y;
    if (at.size() == rows * length) { // all
      y =
          last.forward(weights, x, in.context, in.condition, (KeyValueCache) null)
              .view(at.size(), x.size(2));
    } else {
      Places places = places(weights, at, rows, length);
      y = places.trimmed(last.forward(weights, x, in.context, in.condition, places));
    }
    return norm.forward(weights, y);
  }

  private static Places places(Weights weights, Positions at, long rows, long length) {
    return Places.of(
        weights.runtime(),
        IntStream.range(0, at.size()).map(at::row).toArray(),
        IntStream.range(0, at.size()).map(at::position).toArray(),
        Math.toIntExact(rows),
        Math.toIntExact(length));
  }

  /** What the blocks work on: states, what places look at, the time, which places are real. */
  private record Embedded(Tensor x, AttentionContext context, Tensor condition, Tensor real) {}

  private Embedded embedded(Weights weights, TokenBatch xt, Times t, TokenBatch sources) {
    shape.requireReadable(xt);
    int length = xt.maxLength();
    TokenBatch given = shape.source().started(sources, xt.rows());
    int sourceLength = given.maxLength();
    Tensor x = embedded(weights, tokens, learned, xt, length);
    if (sourceLength > 0) {
      Tensor read = embedded(weights, sourceTokens, sourceLearned, given, sourceLength);
      x = length == 0 ? read : Tensor.cat(1, x, read);
    }
    Tensor real = real(weights, xt, length, given, sourceLength);
    AttentionContext context = AttentionContext.of(AttentionOrder.BIDIRECTIONAL);
    if (rotary != null) {
      context = context.withTurns(turns(weights, length, sourceLength));
    }
    if (real != null) {
      context = context.withKeyMask(real);
    }
    return new Embedded(x, context, time == null ? null : time.forward(weights, t.toArray()), real);
  }

  /** One empty cache for each block. */
  List<KeyValueCache> caches() {
    return blocks.stream().map(block -> KeyValueCache.empty()).toList();
  }

  /**
   * Reads places that stand anywhere, without time and sources.
   *
   * @param ids their tokens, row by row [B * N]
   * @param positions where they stand, in every row alike, each below L [N]
   * @param context what they may look at
   * @param caches of {@link #caches}, what came before in the rows, changed; or null
   * @return F32 [B, N, D], after the last norm
   */
  Tensor read(
      Weights weights,
      int[] ids,
      int[] positions,
      AttentionContext context,
      List<KeyValueCache> caches) {
    long rows = ids.length / positions.length;
    Tensor at = weights.runtime().tensor(positions, positions.length);
    int length = Arrays.stream(positions).max().orElseThrow() + 1;
    Tensor x = tokens.forward(weights, weights.runtime().tensor(ids, rows, positions.length));
    AttentionContext placed = context;
    if (rotary == null) {
      x = x.add(learned.forward(weights, length).indexSelect(0, at));
    } else {
      placed = context.withTurns(rotary.turns(weights.runtime(), length).indexSelect(0, at));
    }
    for (int i = 0; i < blocks.size(); i++) {
      x = blocks.get(i).forward(weights, x, placed, null, caches == null ? null : caches.get(i));
    }
    return norm.forward(weights, x);
  }

  /** Token vectors with those of the positions, [B, L, D]; null where there is no place. */
  private static Tensor embedded(
      Weights weights, Embedding table, LearnedPositions positions, TokenBatch rows, int length) {
    if (length == 0) {
      return null;
    }
    Tensor ids = weights.runtime().tensor(rows.padded(length, 0), rows.rows(), length);
    Tensor x = table.forward(weights, ids);
    return positions == null ? x : x.add(positions.forward(weights, length));
  }

  /** Both segments count their positions from 0. */
  private Tensor turns(Weights weights, int length, int sourceLength) {
    Tensor all = rotary.turns(weights.runtime(), Math.max(length, sourceLength));
    Tensor ofRows = all.narrow(0, 0, length);
    return sourceLength == 0 ? ofRows : Tensor.cat(0, ofRows, all.narrow(0, 0, sourceLength));
  }

  private static Tensor real(
      Weights weights, TokenBatch xt, int length, TokenBatch sources, int sourceLength) {
    int places = length + sourceLength;
    if (xt.tokens() + sources.tokens() == xt.rows() * places) {
      return null; // no padding
    }
    boolean[] real = new boolean[xt.rows() * places];
    for (int i = 0; i < xt.rows(); i++) {
      int from = i * places;
      // an empty row keeps one position, because a softmax over nothing is not a number
      int shown = sourceLength == 0 ? Math.max(1, xt.length(i)) : xt.length(i);
      Arrays.fill(real, from, from + shown, true);
      Arrays.fill(real, from + length, from + length + sources.length(i), true);
    }
    return weights.runtime().tensor(real, xt.rows(), places);
  }
}

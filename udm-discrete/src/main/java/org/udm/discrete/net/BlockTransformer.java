package org.udm.discrete.net;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.TimeUse;
import org.udm.torch.AttentionOrder;
import org.udm.torch.Tensor;
import org.udm.torch.layer.AttentionContext;
import org.udm.torch.layer.KeyValueCache;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * A transformer that looks back by blocks of K tokens: a place looks at its own block and at those
 * before it, {@code floor(k / K) <= floor(l / K)}, so that what it says of earlier blocks never
 * changes and can be kept.
 *
 * <p>Its weights are those of a {@link Transformer} of the same shape. It learns all blocks of a
 * row together, from the corrupted row with the clean one beside it, at the same positions:
 *
 * <pre>
 * places of x_t   look at their own block of x_t and at earlier blocks of x_0
 * places of x_0   look at their own and earlier blocks of x_0
 * </pre>
 *
 * <p>Source: Arriola et al., "Block diffusion: interpolating between autoregressive and diffusion
 * language models" (BD3-LM), 2025, section 3.2. It holds no weights: every call is given them.
 */
public final class BlockTransformer {
  private final Transformer network;
  private final int block;

  private BlockTransformer(Transformer network, int block) {
    this.network = network;
    this.block = block;
  }

  /**
   * Returns a network of a shape.
   *
   * @param shape its sizes, without time and sources; its length is a multiple of the block
   * @param block K, the tokens of a block, at least 1
   * @return the network
   * @throws IllegalArgumentException if the block does not fit the shape, or the shape sees the
   *     time or a source
   */
  public static BlockTransformer of(TransformerShape shape, int block) {
    if (block < 1 || shape.length() % block != 0) {
      throw new IllegalArgumentException(
          "blocks of %d tokens in rows of %d: the length must be a multiple of the block"
              .formatted(block, shape.length()));
    }
    if (shape.timeUse() == TimeUse.SEES_TIME || shape.source().isRead()) {
      throw new IllegalArgumentException(
          "a network by blocks that sees the time or a source: under masking it needs no time, and"
              + " it writes from what it has written");
    }
    return new BlockTransformer(Transformer.of(shape), block);
  }

  /**
   * Returns the sizes.
   *
   * @return the shape
   */
  public TransformerShape shape() {
    return network.shape();
  }

  /**
   * Returns the length of a block.
   *
   * @return K
   */
  public int block() {
    return block;
  }

  /**
   * Returns what weights it needs.
   *
   * @return names, shapes and initial laws
   */
  public ParameterLayout layout() {
    return network.layout();
  }

  /** The network that has the weights and the head. */
  Transformer network() {
    return network;
  }

  /**
   * Returns the hidden states of rows whose earlier blocks are clean.
   *
   * @param rows [B, L], not all empty
   * @return F32 [B, L, D]
   */
  Tensor hidden(Weights weights, TokenBatch rows) {
    shape().requireReadable(rows);
    int length = rows.maxLength();
    return read(weights, rows, length, rows.padded(length, 0), 1);
  }

  /**
   * Returns the hidden states of corrupted rows, each block behind clean ones.
   *
   * @param xt corrupted rows [B, L], not all empty
   * @param x0 clean rows [B, L]
   * @return F32 [B, 2 L, D], the places of x_t first
   */
  Tensor hidden(Weights weights, TokenBatch xt, TokenBatch x0) {
    shape().requireReadable(xt);
    shape().requireReadable(x0);
    int length = xt.maxLength();
    int[] corrupted = xt.padded(length, 0);
    int[] clean = x0.padded(length, 0);
    int[] ids = new int[2 * corrupted.length];
    for (int i = 0; i < xt.rows(); i++) {
      System.arraycopy(corrupted, i * length, ids, 2 * i * length, length);
      System.arraycopy(clean, i * length, ids, (2 * i + 1) * length, length);
    }
    return read(weights, xt, length, ids, 2);
  }

  private Tensor read(Weights weights, TokenBatch rows, int length, int[] ids, int copies) {
    int places = copies * length;
    int shown =
        rows.tokens() == rows.rows() * length ? 1 : rows.rows(); // one for all if not padded
    boolean[] sight = new boolean[shown * places * places];
    for (int i = 0; i < shown; i++) {
      for (int q = 0; q < places; q++) {
        for (int k = 0; k < places; k++) {
          // padding looks at itself, because a softmax over nothing is not a number
          sight[(i * places + q) * places + k] =
              q == k || k % length < rows.length(i) && sees(q, k, length, copies);
        }
      }
    }
    return network
        .encoder()
        .read(
            weights,
            ids,
            IntStream.range(0, places).map(place -> place % length).toArray(),
            AttentionContext.of(AttentionOrder.BIDIRECTIONAL)
                .withSight(weights.runtime().tensor(sight, shown, places, places)),
            null);
  }

  /** Whether a place looks at another; the last copy of the row is the one that is clean. */
  private boolean sees(int query, int key, int length, int copies) {
    int ofQuery = query % length / block;
    int ofKey = key % length / block;
    boolean same = query / length == key / length;
    boolean clean = key / length == copies - 1;
    return same && ofKey == ofQuery || clean && ofKey < ofQuery;
  }

  /** One empty cache for each layer. */
  List<KeyValueCache> caches() {
    return network.encoder().caches();
  }

  /**
   * Returns the hidden states of a part of one block, behind what caches hold; nobody looks at the
   * padding of rows that end before others.
   *
   * @param part tokens at consecutive positions, at least one in each row and at most K [B, N]
   * @param from the position of the first, a multiple of K
   * @param caches of {@link #caches}, which hold the positions before it, changed
   * @return F32 [B, N, D]
   */
  Tensor hidden(Weights weights, TokenBatch part, int from, List<KeyValueCache> caches) {
    int count = part.maxLength();
    AttentionContext context = AttentionContext.of(AttentionOrder.BIDIRECTIONAL);
    if (part.tokens() < part.rows() * count) {
      int places = from + count;
      boolean[] real = new boolean[part.rows() * places];
      for (int i = 0; i < part.rows(); i++) {
        Arrays.fill(real, i * places, i * places + from + part.length(i), true);
      }
      context = context.withKeyMask(weights.runtime().tensor(real, part.rows(), places));
    }
    return network
        .encoder()
        .read(
            weights,
            part.padded(count, 0),
            IntStream.range(from, from + count).toArray(),
            context,
            caches);
  }
}

package org.udm.torch.layer;

import org.udm.torch.AttentionOrder;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;

/**
 * What all attention layers of one forward pass share: which positions may be looked at, and where
 * positions are. Made once per pass.
 *
 * <pre>{@code
 * AttentionContext context = AttentionContext.of(AttentionOrder.BIDIRECTIONAL)
 *     .withKeyMask(mask)
 *     .withTurns(rotary.turns(weights.runtime(), length));
 * }</pre>
 */
public final class AttentionContext {
  private final AttentionOrder order;
  private final Tensor mask;
  private final Tensor turns;

  private AttentionContext(AttentionOrder order, Tensor mask, Tensor turns) {
    this.order = order;
    this.mask = mask;
    this.turns = turns;
  }

  /** Every position is real, and positions are not turned. */
  public static AttentionContext of(AttentionOrder order) {
    return new AttentionContext(order, null, null);
  }

  /**
   * The same, but with padding that nobody looks at.
   *
   * @param keyMask BOOL [B, L], true where a position is real; at least one per row, with {@link
   *     AttentionOrder#CAUSAL} the first
   */
  public AttentionContext withKeyMask(Tensor keyMask) {
    long batch = keyMask.size(0);
    long length = keyMask.size(1);
    Tensor keys = keyMask.view(batch, 1, 1, length);
    return new AttentionContext(
        order,
        order == AttentionOrder.BIDIRECTIONAL
            ? keys
            : keys.expand(batch, 1, length, length).lowerTriangle(),
        turns);
  }

  /**
   * The same, but with what may be looked at in place of the order and of padding: for a cache the
   * order still holds.
   *
   * @param seen BOOL [B or 1, L, L], true where position l (second axis) may look at another (last
   *     axis); at least one per position
   */
  public AttentionContext withSight(Tensor seen) {
    return new AttentionContext(order, seen.unsqueeze(1), turns);
  }

  /**
   * The same, but with queries and keys turned by their position.
   *
   * @param angles F32 [L, d/2, 2] of {@link RotaryPositions#turns}
   */
  public AttentionContext withTurns(Tensor angles) {
    return new AttentionContext(order, mask, angles);
  }

  /**
   * Turns q and k, given as F32 [B, L, D'] with D' a multiple of d, by position; unchanged without
   * rotary positions.
   */
  Tensor turn(Tensor x, long headWidth) {
    if (turns == null) {
      return x;
    }
    long[] shape = x.shape();
    return x.to(DataType.F32)
        .reshape(shape[0], shape[1], shape[2] / headWidth, headWidth)
        .rotatePairs(turns.unsqueeze(1))
        .view(shape);
  }

  /** The same for some positions alone, given as F32 [M, D']. */
  Tensor turn(Tensor x, long headWidth, Places places) {
    if (turns == null) {
      return x;
    }
    long[] shape = x.shape();
    return x.to(DataType.F32)
        .reshape(shape[0], shape[1] / headWidth, headWidth)
        .rotatePairs(places.ofPositions(turns).unsqueeze(1))
        .view(shape);
  }

  AttentionOrder order() {
    return order;
  }

  /** The same in the order that is left where a cache holds what came before. */
  AttentionContext behind(AttentionOrder left) {
    return new AttentionContext(left, mask, turns);
  }

  /** softmax(q k^T / sqrt(d)) v for [B, H, L, d] each. */
  Tensor attend(Tensor query, Tensor key, Tensor values) {
    return mask == null ? query.attention(key, values, order) : query.attention(key, values, mask);
  }
}

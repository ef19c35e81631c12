package org.udm.torch.layer;

import org.udm.torch.AttentionOrder;
import org.udm.torch.Tensor;

/**
 * The keys and values of the positions that causal self-attention has seen, so that a new position
 * is evaluated alone: with a cache, a row of L tokens costs L evaluations of one position, not of
 * 1, 2, ..., L.
 *
 * <pre>{@code
 * try (KeyValueCache cache = KeyValueCache.empty()) {
 *   attention.forward(weights, prompt, context, cache);   // [B, P, D]
 *   attention.forward(weights, next, contextOfP, cache);  // [B, 1, D], sees the prompt
 * }
 * }</pre>
 *
 * <p>It belongs to one attention layer and one thread, and it owns its memory, which doubles when
 * it is full. No gradient flows through it.
 */
public final class KeyValueCache implements AutoCloseable {
  private Tensor keys; // [B, H, capacity, d], or null at first
  private Tensor values; // [B, H, capacity, d], or null at first
  private long length;

  private KeyValueCache() {}

  /**
   * Returns a cache that has seen nothing.
   *
   * @return the cache
   */
  public static KeyValueCache empty() {
    return new KeyValueCache();
  }

  /**
   * Adds the new positions, and lets each look at all before it and at itself.
   *
   * @param query [B, H, L, d]; L is 1 unless the cache is empty
   * @param newKeys [B, H, L, d]
   * @param newValues [B, H, L, d]
   * @return [B, H, L, d]
   */
  Tensor attend(Tensor query, Tensor newKeys, Tensor newValues) {
    long added = query.size(2);
    if (length > 0 && added > 1) {
      throw new IllegalArgumentException(
          "%d positions for a cache that holds %d: several at once only into an empty one"
              .formatted(added, length));
    }
    keys = withRoom(keys, newKeys);
    values = withRoom(values, newValues);
    keys.narrow(2, length, added).copyInPlace(newKeys);
    values.narrow(2, length, added).copyInPlace(newValues);
    length += added;
    return query.attention(
        keys.narrow(2, 0, length),
        values.narrow(2, 0, length),
        added == 1 ? AttentionOrder.BIDIRECTIONAL : AttentionOrder.CAUSAL);
  }

  private Tensor withRoom(Tensor old, Tensor added) {
    if (old == null) {
      return added.copy().retain();
    }
    if (length < old.size(2)) {
      return old;
    }
    Tensor twice = Tensor.cat(2, old, old).retain(); // what stands in the second half is not read
    old.close();
    return twice;
  }

  /**
   * Goes on with some of the rows.
   *
   * @param rows I64 [N], each in [0, B)
   */
  public void keep(Tensor rows) {
    if (length > 0) {
      Tensor keptKeys = keys.indexSelect(0, rows).retain();
      Tensor keptValues = values.indexSelect(0, rows).retain();
      close();
      keys = keptKeys;
      values = keptValues;
    }
  }

  /** Frees the memory. */
  @Override
  public void close() {
    if (keys != null) {
      keys.close();
      values.close();
    }
  }
}

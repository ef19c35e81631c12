package org.udm.torch.layer;

import org.udm.torch.AttentionOrder;
import org.udm.torch.Tensor;

/**
 * The keys and values of the positions that self-attention has seen, so that new positions are
 * evaluated alone: with a cache, a row of L tokens costs L evaluations of one position, not of 1,
 * 2, ..., L.
 *
 * <pre>{@code
 * try (KeyValueCache cache = KeyValueCache.empty()) {
 *   attention.forward(weights, prompt, context, cache);   // [B, P, D]
 *   attention.forward(weights, next, contextOfP, cache);  // [B, 1, D], sees the prompt
 * }
 * }</pre>
 *
 * <p>New positions see all that the cache holds. Among themselves they see what the order of the
 * context says: in {@link AttentionOrder#CAUSAL} order only those before, so that there may be
 * several at once only in an empty cache; in {@link AttentionOrder#BIDIRECTIONAL} order all of
 * them, as the tokens of one block do. A mask of the context can hide some of all these positions.
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
   * Adds the new positions, and lets each look at all before them and at itself, and in
   * bidirectional order at the other new ones.
   *
   * @param query [B, H, L, d]; in causal order L is 1 unless the cache is empty
   * @param newKeys [B, H, L, d]
   * @param newValues [B, H, L, d]
   * @param context what new positions see of one another; its mask is of all positions, those that
   *     the cache holds before the new ones
   * @return [B, H, L, d]
   */
  Tensor attend(Tensor query, Tensor newKeys, Tensor newValues, AttentionContext context) {
    long added = query.size(2);
    boolean several = context.order() == AttentionOrder.CAUSAL && added > 1;
    if (length > 0 && several) {
      throw new IllegalArgumentException(
          "%d positions for a cache that holds %d: several at once only into an empty one"
              .formatted(added, length));
    }
    keys = withRoom(keys, newKeys);
    values = withRoom(values, newValues);
    keys.narrow(2, length, added).copyInPlace(newKeys);
    values.narrow(2, length, added).copyInPlace(newValues);
    length += added;
    return context
        .behind(several ? AttentionOrder.CAUSAL : AttentionOrder.BIDIRECTIONAL)
        .attend(query, keys.narrow(2, 0, length), values.narrow(2, 0, length));
  }

  private Tensor withRoom(Tensor old, Tensor added) {
    if (old == null) {
      return added.copy().retain();
    }
    Tensor room = old;
    while (room.size(2) < length + added.size(2)) {
      Tensor twice =
          Tensor.cat(2, room, room).retain(); // what stands in the second half is not read
      room.close();
      room = twice;
    }
    return room;
  }

  /**
   * Forgets the last positions, and where none is left the rows, too.
   *
   * @param first how many are left, at most as many as there are
   */
  public void forgetAfter(long first) {
    if (first < 0 || first > length) {
      throw new IllegalArgumentException(
          "the first %d of %d positions: there must be so many".formatted(first, length));
    }
    length = first;
    if (first == 0) {
      close();
      keys = null;
      values = null;
    }
  }

  /**
   * Copies some of the rows.
   *
   * @param rows I64 [N], each in [0, B)
   * @return a cache of its own
   */
  public KeyValueCache of(Tensor rows) {
    KeyValueCache copy = new KeyValueCache();
    if (length > 0) {
      copy.keys = keys.narrow(2, 0, length).indexSelect(0, rows).retain();
      copy.values = values.narrow(2, 0, length).indexSelect(0, rows).retain();
      copy.length = length;
    }
    return copy;
  }

  /**
   * Goes on with some of the rows.
   *
   * @param rows I64 [N], each in [0, B)
   */
  public void keep(Tensor rows) {
    if (keys != null) {
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

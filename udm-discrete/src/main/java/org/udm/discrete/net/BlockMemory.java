package org.udm.discrete.net;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.ContextPredictor;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.KeyValueCache;
import org.udm.torch.parameter.Weights;

/** Keys and values of contexts that are all of one length. */
final class BlockMemory implements ContextPredictor.Memory {
  private final BlockPredictor predictor;
  private final BlockTransformer network;
  private final Weights weights;
  private final List<KeyValueCache> caches;
  private final Map<IntBuffer, Integer> slots = new HashMap<>(); // of contexts by their tokens
  private TokenBatch contexts = TokenBatch.of();

  BlockMemory(BlockPredictor predictor) {
    this.predictor = predictor;
    this.network = predictor.network();
    this.weights = predictor.weights();
    this.caches = network.caches();
  }

  @Override
  @SuppressWarnings("try") // the scope frees what the network made; the caches own their memory
  public TokenPredictor following(TokenBatch others) {
    int length = requireContexts(others);
    int from = contexts.maxLength();
    try (TensorScope scope = TensorScope.inference()) {
      int[] kept = from == 0 || from > length ? null : slots(others, from);
      if (kept == null) {
        caches.forEach(cache -> cache.forgetAfter(0));
        from = 0;
      } else if (!isAll(kept)) {
        Tensor rows = index(kept);
        caches.forEach(cache -> cache.keep(rows));
      }
      for (; from < length; from += network.block()) {
        network.hidden(weights, part(others, from, from + network.block()), from, caches);
      }
    }
    contexts = others;
    slots.clear();
    for (int i = 0; i < others.rows(); i++) {
      slots.put(IntBuffer.wrap(others.row(i)), i);
    }
    return new Following(others, length);
  }

  /** The length of contexts that the network can go on from. */
  private int requireContexts(TokenBatch others) {
    int length = others.maxLength();
    if (others.tokens() != others.rows() * length
        || length % network.block() != 0
        || length + network.block() > network.shape().length()) {
      throw new IllegalArgumentException(
          "contexts of up to %d tokens for blocks of %d in rows of at most %d: all contexts must have one length, a multiple of the block (a sampler's window, too), with room for a block behind it"
              .formatted(length, network.block(), network.shape().length()));
    }
    return length;
  }

  /** Where the rows' first tokens are kept; null if some are not. */
  private int[] slots(TokenBatch rows, int length) {
    int[] found = new int[rows.rows()];
    for (int i = 0; i < found.length; i++) {
      IntBuffer head = IntBuffer.wrap(rows.row(i), 0, length);
      // equal contexts have equal keys: their own slot first, so that none need be moved
      boolean own = i < contexts.rows() && head.equals(IntBuffer.wrap(contexts.row(i)));
      Integer slot = own ? Integer.valueOf(i) : slots.get(head);
      if (slot == null) {
        return null;
      }
      found[i] = slot;
    }
    return found;
  }

  private boolean isAll(int[] kept) {
    return Arrays.equals(kept, IntStream.range(0, contexts.rows()).toArray());
  }

  private Tensor index(int[] kept) {
    return weights.runtime().tensor(Arrays.stream(kept).asLongStream().toArray(), kept.length);
  }

  private static TokenBatch part(TokenBatch rows, int from, int to) {
    int[][] parts = new int[rows.rows()][];
    Arrays.setAll(parts, i -> Arrays.copyOfRange(rows.row(i), from, Math.min(to, rows.length(i))));
    return TokenBatch.of(parts);
  }

  @Override
  public void close() {
    caches.forEach(KeyValueCache::close);
  }

  /** The predictor of rows that begin with the contexts. */
  private final class Following implements TokenPredictor {
    private final TokenBatch own;
    private final int length;

    Following(TokenBatch own, int length) {
      this.own = own;
      this.length = length;
    }

    @Override
    public TimeUse timeUse() {
      return TimeUse.IGNORES_TIME;
    }

    @Override
    public TokenBelief predict(TokenBatch xt, Times t) {
      if (own != contexts) {
        throw new IllegalStateException(
            "a predictor of earlier contexts: ask the one that the last call returned");
      }
      network.shape().requireReadable(xt);
      return predictor.belief(xt, t, length, this::hidden);
    }

    private Tensor hidden(TokenBatch rows) {
      for (int i = 0; i < rows.rows(); i++) {
        int count = rows.length(i) - length;
        if (count < 1 || count > network.block()) {
          throw new IllegalArgumentException(
              "row %d of %d tokens behind contexts of %d: give it one block of 1 to %d more"
                  .formatted(i, rows.length(i), length, network.block()));
        }
      }
      TokenBatch block = part(rows, length, rows.maxLength());
      if (length == 0) {
        return behind(caches, block);
      }
      int[] kept = slots(rows, length);
      if (kept == null) {
        throw new IllegalArgumentException(
            "a row begins with none of the %d contexts".formatted(contexts.rows()));
      }
      if (isAll(kept)) {
        return behind(caches, block);
      }
      Tensor index = index(kept);
      List<KeyValueCache> some = caches.stream().map(cache -> cache.of(index)).toList();
      try {
        return behind(some, block);
      } finally {
        some.forEach(KeyValueCache::close);
      }
    }

    private Tensor behind(List<KeyValueCache> before, TokenBatch block) {
      Tensor hidden = network.hidden(weights, block, length, before);
      before.forEach(cache -> cache.forgetAfter(length));
      return hidden;
    }
  }
}

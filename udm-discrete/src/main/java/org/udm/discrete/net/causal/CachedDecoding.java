package org.udm.discrete.net.causal;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.CrossAttention;
import org.udm.torch.layer.KeyValueCache;
import org.udm.torch.sample.Categorical;

/**
 * One draw of rows from left to right. Each position is evaluated once, its keys and values are
 * kept; rows that have ended leave the batch.
 */
final class CachedDecoding {
  private final RowLaw law;
  private final RowNetwork.Evidence evidence;
  private final int[] limits; // [B]
  private final Constraint constraint;
  private final RandomStream[] streams; // [B], at the number of the next position
  private final int[][] drawn; // [B][limit]
  private final int[] lengths; // [B], so far
  private final int[][] written; // tokens of x_t before each position [B][limit]
  private int[] slots; // the row of each place in the caches [S]
  private boolean[] ended; // [S]
  private long cut;
  private long evaluations;

  private CachedDecoding(
      RowLaw law,
      RowNetwork.Evidence evidence,
      int[] limits,
      Constraint constraint,
      RandomStreams rng) {
    this.law = law;
    this.evidence = evidence;
    this.limits = limits;
    this.constraint = constraint;
    this.streams = new RandomStream[limits.length];
    Arrays.setAll(streams, rng::row);
    this.drawn = Arrays.stream(limits).mapToObj(int[]::new).toArray(int[][]::new);
    this.lengths = new int[limits.length];
    this.written = Arrays.stream(limits).mapToObj(int[]::new).toArray(int[][]::new);
    this.slots = IntStream.range(0, limits.length).filter(i -> limits[i] > 0).toArray();
    this.ended = new boolean[slots.length];
  }

  /** Rows and their cost. */
  record Drawn(TokenBatch rows, Tally tally) {}

  /**
   * Draws rows.
   *
   * @param evidence what they are written from [B]
   * @param limits how long each can be [B]
   * @param constraint what is certain of them
   * @throws CancellationException if the thread is interrupted; its interrupt flag stays set
   */
  static Drawn draw(
      RowLaw law,
      RowNetwork.Evidence evidence,
      int[] limits,
      Constraint constraint,
      RandomStreams rng) {
    CachedDecoding decoding = new CachedDecoding(law, evidence, limits, constraint, rng);
    if (decoding.slots.length > 0) {
      decoding.run();
    }
    int[][] rows = new int[limits.length][];
    Arrays.setAll(rows, i -> Arrays.copyOf(decoding.drawn[i], decoding.lengths[i]));
    return new Drawn(
        TokenBatch.of(rows), new Tally(rows.length, decoding.cut, decoding.evaluations));
  }

  @SuppressWarnings("try") // the scope frees what the blocks see of the encoder
  private void run() {
    List<KeyValueCache> caches = law.network().decoder().caches();
    try (TensorScope scope = TensorScope.inference()) {
      List<CrossAttention.Memory> memory = memory();
      int position = copyKnown();
      int[] ids = firstIds(position);
      while (slots.length > 0) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("drawing rows was interrupted at position " + position);
        }
        put(position, classes(ids, position, memory, caches));
        int[] kept = IntStream.range(0, slots.length).filter(s -> !ended[s]).toArray();
        // fewer than half are left: copying the caches then costs less than it saves
        if (2 * kept.length <= slots.length) {
          memory = keep(kept, memory, caches);
        }
        ids = lastIds(position);
        position++;
      }
    } finally {
      caches.forEach(KeyValueCache::close);
    }
  }

  private boolean guided() {
    return !law.guidance().isNone();
  }

  @SuppressWarnings("try") // the inner scope frees what the encoder made on the way
  private List<CrossAttention.Memory> memory() {
    RowNetwork.Evidence open = evidence.gather(slots);
    try (TensorScope scope = TensorScope.inference()) {
      List<CrossAttention.Memory> memory =
          law.network().reading().read(law.weights(), guided() ? open.andFree() : open);
      if (memory != null) {
        for (CrossAttention.Memory of : memory) {
          scope.keep(of.keys());
          scope.keep(of.values());
          if (of.mask() != null) {
            scope.keep(of.mask());
          }
        }
      }
      return memory;
    }
  }

  /** Puts the known tokens that every open row begins with; returns their number. */
  private int copyKnown() {
    int shared = Integer.MAX_VALUE;
    for (int row : slots) {
      int own = 0;
      while (own < limits[row] - 1 && constraint.known(row, own) != Constraint.NONE) {
        own++;
      }
      shared = Math.min(shared, own);
    }
    for (int row : slots) {
      for (int l = 0; l < shared; l++) {
        drawn[row][l] = constraint.known(row, l);
        written[row][l] = constraint.matched(row);
        constraint.wrote(row, drawn[row][l]);
        streams[row].uniform(); // the number of this position
      }
      lengths[row] = shared;
    }
    return shared;
  }

  /** The start and the tokens before a position, [S * (position + 1)]. */
  private int[] firstIds(int position) {
    int[] ids = new int[slots.length * (position + 1)];
    for (int s = 0; s < slots.length; s++) {
      ids[s * (position + 1)] = law.network().decoder().vocabulary();
      System.arraycopy(drawn[slots[s]], 0, ids, s * (position + 1) + 1, position);
    }
    return ids;
  }

  /** The tokens at a position [S]; whatever for rows that ended. */
  private int[] lastIds(int position) {
    return Arrays.stream(slots)
        .map(row -> position < lengths[row] ? drawn[row][position] : 0)
        .toArray();
  }

  /** Draws the class at a position for each slot [S]. */
  @SuppressWarnings("try") // the scope frees what the decoder made; the caches own their memory
  private int[] classes(
      int[] ids, int position, List<CrossAttention.Memory> memory, List<KeyValueCache> caches) {
    double[] uniforms = new double[slots.length];
    boolean[] endless = new boolean[slots.length];
    for (int s = 0; s < slots.length; s++) {
      uniforms[s] = ended[s] ? 0 : streams[slots[s]].uniform();
      endless[s] = !law.support().drawsEnd() || !constraint.canEnd(slots[s]);
    }
    int length = ids.length / slots.length;
    int rows = slots.length * (guided() ? 2 : 1);
    int[] shown = guided() ? DueTokens.twice(ids) : ids;
    evaluations += shown.length;
    Decoder decoder = law.network().decoder();
    DueTokens due = decoder.seesDue() ? due(position + 1 - length, position) : null;
    try (TensorScope scope = TensorScope.inference()) {
      Tensor hidden =
          decoder.hidden(law.weights(), shown, due, rows, position + 1 - length, memory, caches);
      return Categorical.draw(
          law.drawn(decoder.logits(law.weights(), hidden.select(1, length - 1)), endless),
          uniforms);
    }
  }

  /** What is due at some positions, the last of which is the next one. */
  private DueTokens due(int from, int position) {
    int[][] before = new int[slots.length][];
    TokenBatch xt = evidence.xt().gather(slots);
    for (int s = 0; s < slots.length; s++) {
      if (!ended[s]) {
        written[slots[s]][position] = constraint.matched(slots[s]);
      }
      before[s] =
          ended[s] // whatever
              ? new int[position + 1 - from]
              : Arrays.copyOfRange(written[slots[s]], from, position + 1);
    }
    DueTokens due = DueTokens.of(xt, before, law.network().decoder().vocabulary());
    return guided() ? due.twice() : due;
  }

  /** Ends or extends the open rows. */
  private void put(int position, int[] classes) {
    int end = law.network().decoder().vocabulary();
    for (int s = 0; s < slots.length; s++) {
      if (ended[s]) {
        continue;
      }
      int row = slots[s];
      int known = constraint.known(row, position);
      int token = known == Constraint.NONE ? classes[s] : known;
      if (token == end) {
        ended[s] = true;
        continue;
      }
      drawn[row][lengths[row]++] = token;
      constraint.wrote(row, token);
      ended[s] = lengths[row] == limits[row];
      cut += ended[s] && law.support().drawsEnd() ? 1 : 0;
    }
  }

  /** Goes on with some slots alone. */
  @SuppressWarnings("try") // the inner scope frees the index; caches and memory stay
  private List<CrossAttention.Memory> keep(
      int[] kept, List<CrossAttention.Memory> memory, List<KeyValueCache> caches) {
    int before = slots.length;
    slots = Arrays.stream(kept).map(s -> slots[s]).toArray();
    ended = new boolean[kept.length];
    if (kept.length == 0) {
      return memory;
    }
    long[] index =
        IntStream.range(0, kept.length * (guided() ? 2 : 1))
            .mapToLong(k -> kept[k % kept.length] + (long) k / kept.length * before)
            .toArray();
    Tensor rows = law.weights().runtime().tensor(index, index.length);
    caches.forEach(cache -> cache.keep(rows));
    return memory == null ? null : memory.stream().map(of -> of.of(rows)).toList();
  }
}

package org.udm.core.random;

import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;
import org.apache.commons.rng.core.source64.Philox4x64;

/**
 * The counter-based tree: a node is a 128-bit key, a row is a counter.
 *
 * <p>The numbers of row i are the Philox blocks of the node's key at counters (1, 0, i, 0), (2, 0,
 * i, 0), ...; the key of a child is the first half of the block at (1, 0, number, 1), or, for a
 * name, of the blocks at (1, 0, word, 2) one after the other, a word being eight bytes of the name
 * and the last word its length. Nothing is stored, so a stream can be had again at any time on any
 * thread. These numbers are a promise: they do not change between versions or machines.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011.
 */
final class CounterStreams implements RandomStreams {
  /** The fourth counter word keeps rows, numbers and names apart. */
  private static final long ROW = 0;

  private static final long INDEX = 1;
  private static final long NAME = 2;

  private final long key0;
  private final long key1;
  private final IntUnaryOperator rowNumber;

  private CounterStreams(long key0, long key1, IntUnaryOperator rowNumber) {
    this.key0 = key0;
    this.key1 = key1;
    this.rowNumber = rowNumber;
  }

  static CounterStreams of(long seed) {
    return new CounterStreams(seed, 0, IntUnaryOperator.identity());
  }

  @Override
  public RandomStreams named(String purpose) {
    byte[] bytes = purpose.getBytes(StandardCharsets.UTF_8);
    CounterStreams node = this;
    // Eight bytes a link; the length ends the chain, so that no name is a prefix of another.
    for (int from = 0; from < bytes.length; from += Long.BYTES) {
      long word = 0;
      for (int i = from; i < Math.min(from + Long.BYTES, bytes.length); i++) {
        word = word << Byte.SIZE | bytes[i] & 0xFF;
      }
      node = node.child(word, NAME);
    }
    return node.child(bytes.length, NAME);
  }

  @Override
  public RandomStreams at(long index) {
    return child(index, INDEX);
  }

  private CounterStreams child(long word, long kind) {
    Philox4x64 block = new Philox4x64(new long[] {key0, key1, 0, 0, word, kind});
    return new CounterStreams(block.nextLong(), block.nextLong(), rowNumber);
  }

  @Override
  public RandomStreams rows(int... index) {
    int[] rows = Draws.requireRows(index.clone());
    return new CounterStreams(key0, key1, i -> rowNumber.applyAsInt(rows[i]));
  }

  @Override
  public RandomStreams fromRow(int first) {
    Draws.requireRow(first);
    return new CounterStreams(key0, key1, i -> rowNumber.applyAsInt(Math.addExact(first, i)));
  }

  @Override
  public RandomStream row(int row) {
    long number = rowNumber.applyAsInt(Draws.requireRow(row));
    return new GeneratorStream(new Philox4x64(new long[] {key0, key1, 0, 0, number, ROW}));
  }
}

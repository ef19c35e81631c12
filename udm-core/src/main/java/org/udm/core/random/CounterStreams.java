package org.udm.core.random;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.apache.commons.rng.core.source64.Philox4x64;

/**
 * The counter-based tree: a node is a 128-bit key, a row is a counter.
 *
 * <p>The key of a child is a Philox block of its parent's key at the counter that spells the
 * child's name; the numbers of row i are the blocks at counters (0, 0, i, 0), (1, 0, i, 0), ... of
 * the node's key. Nothing is stored, so a stream can be had again at any time on any thread.
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
    int[] rows = Arrays.copyOf(index, index.length);
    return new CounterStreams(key0, key1, i -> rowNumber.applyAsInt(rows[i]));
  }

  @Override
  public RandomStreams fromRow(int first) {
    if (first < 0) {
      throw new IllegalArgumentException("first row " + first + " is negative");
    }
    return new CounterStreams(key0, key1, i -> rowNumber.applyAsInt(first + i));
  }

  @Override
  public RandomStream row(int row) {
    if (row < 0) {
      throw new IllegalArgumentException("row " + row + " is negative");
    }
    long number = rowNumber.applyAsInt(row);
    return new GeneratorStream(new Philox4x64(new long[] {key0, key1, 0, 0, number, ROW}));
  }
}

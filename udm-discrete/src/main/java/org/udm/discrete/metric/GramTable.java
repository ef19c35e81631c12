package org.udm.discrete.metric;

import java.util.Arrays;

/** Counts of n-grams that are written as numbers, in one open table: 12 bytes and some air each. */
final class GramTable {
  private static final int FIRST = 1 << 10; // places at the beginning; a power of two
  private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 over the golden ratio

  /** Takes an n-gram and its count. */
  @FunctionalInterface
  interface Visitor {
    void visit(long gram, int count);
  }

  private long[] grams = new long[FIRST];
  private int[] counts = new int[FIRST]; // 0 where the place is free
  private int size;

  private int place(long gram) {
    int mask = grams.length - 1;
    int at = (int) (gram * SPREAD >>> Integer.SIZE) & mask;
    while (counts[at] != 0 && grams[at] != gram) {
      at = at + 1 & mask;
    }
    return at;
  }

  /** Counts an n-gram once more. */
  void add(long gram) {
    int at = place(gram);
    if (counts[at] == 0) {
      put(gram, 1);
    } else {
      counts[at] = Math.incrementExact(counts[at]);
    }
  }

  /** Gives an n-gram a number, at least 1. */
  void put(long gram, int number) {
    int at = place(gram);
    size += counts[at] == 0 ? 1 : 0;
    grams[at] = gram;
    counts[at] = number;
    if (size > grams.length / 2) {
      grow();
    }
  }

  private void grow() {
    long[] oldGrams = grams;
    int[] oldCounts = counts;
    grams = new long[2 * oldGrams.length];
    counts = new int[grams.length];
    for (int i = 0; i < oldGrams.length; i++) {
      if (oldCounts[i] != 0) {
        int at = place(oldGrams[i]);
        grams[at] = oldGrams[i];
        counts[at] = oldCounts[i];
      }
    }
  }

  /** The count of an n-gram, 0 if it is not there. */
  int count(long gram) {
    return counts[place(gram)];
  }

  int size() {
    return size;
  }

  void forEach(Visitor visitor) {
    for (int i = 0; i < grams.length; i++) {
      if (counts[i] != 0) {
        visitor.visit(grams[i], counts[i]);
      }
    }
  }

  /** How many n-grams have each count from 1 to 4; [0] is unused. */
  int[] countsOfCounts() {
    int[] many = new int[5];
    Arrays.stream(counts).filter(c -> c > 0 && c < many.length).forEach(c -> many[c]++);
    return many;
  }
}

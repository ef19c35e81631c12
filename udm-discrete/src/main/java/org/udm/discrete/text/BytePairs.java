package org.udm.discrete.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Learns merges from counted pieces: in every step the pair of neighbours with the highest count,
 * of equal ones that with the smaller left and then right token, becomes a token.
 *
 * <p>Counts are kept up to date: a merge changes only the pieces that have the pair. The queue may
 * hold old counts; an entry is used only if its count is still true.
 */
final class BytePairs {
  private static final int BYTES = 256; // tokens before the first merge
  private static final int FEWEST = 2; // a pair that occurs once saves nothing

  /** A pair and its count when it was put into the queue. */
  private record Candidate(long pair, long count) {}

  /** A piece as tokens, and how often it occurs in the text. */
  private static final class Piece {
    private final int[] tokens;
    private final long count;
    private int length;

    Piece(byte[] bytes, long count) {
      this.tokens = new int[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        tokens[i] = Byte.toUnsignedInt(bytes[i]);
      }
      this.length = bytes.length;
      this.count = count;
    }
  }

  private final Map<String, Long> occurrences = new TreeMap<>();
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<Long, Long> counts = new HashMap<>(); // pair -> occurrences in the text
  private final Map<Long, Set<Integer>> places = new HashMap<>(); // pair -> pieces that had it
  private final PriorityQueue<Candidate> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair));

  /** A pair as one number, ordered by the left token and then by the right. */
  static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  /**
   * Replaces a pair wherever it stands, from the left.
   *
   * @param tokens the tokens, changed in place
   * @param length how many there are
   * @param left the left token of the pair
   * @param right the right token of the pair
   * @param merged what they become
   * @return how many tokens are left
   */
  static int replace(int[] tokens, int length, int left, int right, int merged) {
    int to = 0;
    for (int from = 0; from < length; from++, to++) {
      if (tokens[from] == left && from + 1 < length && tokens[from + 1] == right) {
        tokens[to] = merged;
        from++;
      } else {
        tokens[to] = tokens[from];
      }
    }
    return to;
  }

  /** Counts one more occurrence of a piece. */
  void count(String piece) {
    occurrences.merge(piece, 1L, Long::sum);
  }

  /**
   * Learns merges.
   *
   * @param most how many at most
   * @return left and right token of each
   */
  int[] merges(int most) {
    occurrences.forEach(
        (piece, count) -> pieces.add(new Piece(piece.getBytes(StandardCharsets.UTF_8), count)));
    Set<Long> changed = new HashSet<>();
    for (int p = 0; p < pieces.size(); p++) {
      add(p, 1, changed);
    }
    enqueue(changed);
    List<Integer> merges = new ArrayList<>();
    while (merges.size() < 2 * most && !queue.isEmpty()) {
      Candidate best = queue.poll();
      if (counts.getOrDefault(best.pair(), 0L) != best.count()) {
        continue;
      }
      int left = (int) (best.pair() >>> Integer.SIZE);
      int right = (int) best.pair();
      merge(left, right, BYTES + merges.size() / 2);
      merges.add(left);
      merges.add(right);
    }
    return merges.stream().mapToInt(Integer::intValue).toArray();
  }

  private void merge(int left, int right, int merged) {
    Set<Long> changed = new HashSet<>();
    for (int p : places.remove(pair(left, right))) {
      Piece piece = pieces.get(p);
      add(p, -1, changed);
      piece.length = replace(piece.tokens, piece.length, left, right, merged);
      add(p, 1, changed);
    }
    enqueue(changed);
  }

  /** Adds the pairs of a piece to the counts, or takes them away. */
  private void add(int p, int sign, Set<Long> changed) {
    Piece piece = pieces.get(p);
    for (int i = 0; i + 1 < piece.length; i++) {
      long pair = pair(piece.tokens[i], piece.tokens[i + 1]);
      counts.merge(pair, sign * piece.count, Long::sum);
      changed.add(pair);
      if (sign > 0) {
        places.computeIfAbsent(pair, unseen -> new HashSet<>()).add(p);
      }
    }
  }

  private void enqueue(Set<Long> changed) {
    for (long pair : changed) {
      long count = counts.get(pair);
      if (count >= FEWEST) {
        queue.add(new Candidate(pair, count));
      } else if (count == 0) {
        counts.remove(pair);
        places.remove(pair);
      }
    }
  }
}

package org.udm.discrete.sample;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * A list of places (row, position) in a batch of token rows, by row and then from left to right.
 *
 * <pre>{@code
 * TokenBatch xt = TokenBatch.of(new int[] {9, 1, 9}, new int[] {9});
 * Positions masked = Positions.holding(xt, 9); // (0, 0), (0, 2), (1, 0)
 * masked.row(1);      // 0
 * masked.position(1); // 2
 * }</pre>
 */
public final class Positions {
  private final int[] rows; // [P]
  private final int[] positions; // [P]

  private Positions(int[] rows, int[] positions) {
    this.rows = rows;
    this.positions = positions;
  }

  /**
   * Returns the given places.
   *
   * @param rows the row of each place, at least 0, not decreasing [P]
   * @param positions the position of each place in its row, at least 0, increasing in a row [P]
   * @return the places
   * @throws IllegalArgumentException if the arrays differ in length or are not in order
   */
  public static Positions of(int[] rows, int[] positions) {
    if (rows.length != positions.length) {
      throw new IllegalArgumentException(
          "%d rows and %d positions: give one of each per place"
              .formatted(rows.length, positions.length));
    }
    for (int k = 0; k < rows.length; k++) {
      if (rows[k] < 0 || positions[k] < 0) {
        throw new IllegalArgumentException(
            "place %d is (%d, %d): rows and positions count from 0"
                .formatted(k, rows[k], positions[k]));
      }
      if (k > 0
          && (rows[k] < rows[k - 1]
              || rows[k] == rows[k - 1] && positions[k] <= positions[k - 1])) {
        throw new IllegalArgumentException(
            "place (%d, %d) follows (%d, %d): list places by row, then from left to right, each once"
                .formatted(rows[k], positions[k], rows[k - 1], positions[k - 1]));
      }
    }
    return new Positions(rows.clone(), positions.clone());
  }

  /** Decides whether a place belongs to a list; see {@link #where}. */
  @FunctionalInterface
  public interface PlaceTest {

    /**
     * Returns whether the place belongs to the list.
     *
     * @param row the row, in [0, B)
     * @param position the position, in [0, length)
     * @param id the token there
     * @return whether it belongs
     */
    boolean test(int row, int position, int id);
  }

  /**
   * Returns the places of a batch that pass a test, which is asked once for every place, by row and
   * from left to right.
   *
   * @param x token rows [B, L]
   * @param test the test
   * @return the places that pass
   */
  public static Positions where(TokenBatch x, PlaceTest test) {
    int[] rows = new int[x.tokens()];
    int[] positions = new int[x.tokens()];
    int found = 0;
    for (int i = 0; i < x.rows(); i++) {
      for (int l = 0; l < x.length(i); l++) {
        if (test.test(i, l, x.token(i, l))) {
          rows[found] = i;
          positions[found++] = l;
        }
      }
    }
    return new Positions(Arrays.copyOf(rows, found), Arrays.copyOf(positions, found));
  }

  /**
   * Returns the places of a batch that hold a token.
   *
   * @param x token rows [B, L]
   * @param id the token, such as the mask
   * @return the places that hold it
   */
  public static Positions holding(TokenBatch x, int id) {
    return where(x, (row, position, token) -> token == id);
  }

  /**
   * Returns all places of a batch.
   *
   * @param x token rows [B, L]
   * @return every place
   */
  public static Positions all(TokenBatch x) {
    return where(x, (row, position, token) -> true);
  }

  /**
   * Returns a part of the places.
   *
   * @param test decides by a place's number in the list, in [0, P)
   * @return the places that pass, in order
   */
  public Positions where(IntPredicate test) {
    int[] chosen = IntStream.range(0, rows.length).filter(test).toArray();
    return new Positions(
        Arrays.stream(chosen).map(k -> rows[k]).toArray(),
        Arrays.stream(chosen).map(k -> positions[k]).toArray());
  }

  /**
   * Returns the number of places P.
   *
   * @return the number, at least 0
   */
  public int size() {
    return rows.length;
  }

  /**
   * Returns the row of a place.
   *
   * @param place its number in the list, in [0, P)
   * @return the row
   */
  public int row(int place) {
    return rows[place];
  }

  /**
   * Returns the position of a place in its row.
   *
   * @param place its number in the list, in [0, P)
   * @return the position
   */
  public int position(int place) {
    return positions[place];
  }

  /**
   * Returns the rows that have a place in the list, each once, in order.
   *
   * @return row numbers, increasing [at most B]
   */
  public int[] rowsInvolved() {
    return Arrays.stream(rows).distinct().toArray();
  }

  /**
   * Returns the same places seen in the batch of {@link #rowsInvolved} alone: {@code
   * x.gather(places.rowsInvolved())}.
   *
   * @return the places under new row numbers [P]
   */
  public Positions inRowsInvolved() {
    int[] renumbered = new int[rows.length];
    for (int k = 1; k < rows.length; k++) {
      renumbered[k] = renumbered[k - 1] + (rows[k] == rows[k - 1] ? 0 : 1);
    }
    return new Positions(renumbered, positions);
  }

  /**
   * Returns the places of consecutive rows, seen in these rows alone: {@code x.slice(from, to)}.
   *
   * @param from the first row
   * @param to the row after the last
   * @return the places under new row numbers
   */
  public Positions ofRows(int from, int to) {
    Positions some = where(k -> rows[k] >= from && rows[k] < to);
    return new Positions(Arrays.stream(some.rows).map(row -> row - from).toArray(), some.positions);
  }

  /**
   * Returns the places as indices into rows that are padded to one length: {@code row * length +
   * position}.
   *
   * @param length the common length L, larger than every position
   * @return indices [P]
   * @throws IllegalArgumentException if a position is not below the length
   */
  public long[] flat(int length) {
    long[] indices = new long[rows.length];
    for (int k = 0; k < indices.length; k++) {
      if (positions[k] >= length) {
        throw new IllegalArgumentException(
            "position %d in rows padded to length %d: the length must be larger"
                .formatted(positions[k], length));
      }
      indices[k] = (long) rows[k] * length + positions[k];
    }
    return indices;
  }

  /**
   * Returns the tokens at the places.
   *
   * @param x token rows [B, L]
   * @return ids [P]
   * @throws IndexOutOfBoundsException if a place is not in the batch
   */
  public int[] tokensOf(TokenBatch x) {
    int[] tokens = new int[rows.length];
    for (int k = 0; k < tokens.length; k++) {
      tokens[k] = x.token(rows[k], positions[k]);
    }
    return tokens;
  }

  /**
   * Returns a batch with new tokens at the places.
   *
   * @param tokens the new ids [P]
   * @param x token rows [B, L] that hold the places
   * @return the batch, changed at the places alone [B, L]
   * @throws IllegalArgumentException if the number of tokens is not P
   * @throws IndexOutOfBoundsException if a place is not in the batch
   */
  public TokenBatch put(int[] tokens, TokenBatch x) {
    if (tokens.length != rows.length) {
      throw new IllegalArgumentException(
          "%d tokens for %d places: give one per place".formatted(tokens.length, rows.length));
    }
    tokensOf(x); // every place must exist
    int[] next = {0};
    return x.map(
        (row, position, id) -> {
          int k = next[0];
          if (k == tokens.length || rows[k] != row || positions[k] != position) {
            return id;
          }
          next[0]++;
          return tokens[k];
        });
  }

  /** Draws one token; see {@link #draw}. */
  @FunctionalInterface
  public interface PlaceDraw {

    /**
     * Draws the token of a place.
     *
     * @param place its number in the list, in [0, P)
     * @param rng a stream that stands at the place's uniform number; exactly one number is taken
     * @return the token
     */
    int draw(int place, RandomStream rng);
  }

  /**
   * Draws a token for each place, the one at (row i, position l) from the l-th number of {@code
   * rng.row(i)}.
   *
   * @param rng the source of randomness
   * @param draw draws one token from one number: {@code rng.categorical(weights)}
   * @return tokens [P]
   */
  public int[] draw(RandomStreams rng, PlaceDraw draw) {
    int[] tokens = new int[rows.length];
    RandomStream stream = null;
    int next = 0; // the position whose number the stream stands at
    for (int k = 0; k < tokens.length; k++) {
      if (k == 0 || rows[k] != rows[k - 1]) {
        stream = rng.row(rows[k]);
        next = 0;
      }
      for (; next < positions[k]; next++) {
        stream.bernoulli(0); // takes the number of a place that is not listed
      }
      tokens[k] = draw.draw(k, stream);
      next++;
    }
    return tokens;
  }

  /**
   * Returns the uniform number of each place: the l-th number of {@code rng.row(i)} at (row i,
   * position l).
   *
   * @param rng the source of randomness
   * @return numbers in [0, 1) [P]
   */
  public double[] uniforms(RandomStreams rng) {
    double[] numbers = new double[rows.length];
    draw(
        rng,
        (place, stream) -> {
          numbers[place] = stream.uniform();
          return 0;
        });
    return numbers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Positions places
        && Arrays.equals(rows, places.rows)
        && Arrays.equals(positions, places.positions);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(rows) + Arrays.hashCode(positions);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Positions[");
    for (int k = 0; k < rows.length; k++) {
      text.append(k == 0 ? "(" : ", (").append(rows[k]).append(", ").append(positions[k]);
      text.append(')');
    }
    return text.append(']').toString();
  }
}

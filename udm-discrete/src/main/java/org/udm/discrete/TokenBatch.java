package org.udm.discrete;

import java.util.Arrays;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;

/**
 * A batch of token rows of any lengths.
 *
 * <pre>{@code
 * TokenBatch x = TokenBatch.of(new int[] {3, 1, 2}, new int[] {5});
 * x.rows();      // 2
 * x.length(0);   // 3
 * x.token(0, 2); // 2
 * }</pre>
 *
 * <p>Immutable: arrays are copied in and never handed out.
 */
public final class TokenBatch implements Batch<TokenBatch> {
  private final int[] ids; // the rows one after another
  private final int[] start; // [B + 1], row i is ids[start[i]] ... ids[start[i + 1] - 1]

  private TokenBatch(int[] ids, int[] start) {
    this.ids = ids;
    this.start = start;
  }

  /**
   * Returns a batch of the given rows.
   *
   * @param rows token ids, each at least 0; rows may differ in length and be empty
   * @return the batch
   * @throws IllegalArgumentException if an id is negative
   */
  public static TokenBatch of(int[]... rows) {
    int[] start = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      start[i + 1] = start[i] + rows[i].length;
    }
    int[] ids = new int[start[rows.length]];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        if (rows[i][j] < 0) {
          throw new IllegalArgumentException(
              "token id %d at row %d, position %d: ids must not be negative"
                  .formatted(rows[i][j], i, j));
        }
      }
      System.arraycopy(rows[i], 0, ids, start[i], rows[i].length);
    }
    return new TokenBatch(ids, start);
  }

  /**
   * Returns rows of one length that all hold the same token.
   *
   * @param rows the number of rows B
   * @param length their length L
   * @param id the token
   * @return the batch [B, L]
   */
  public static TokenBatch filled(int rows, int length, int id) {
    int[] row = new int[length];
    Arrays.fill(row, id);
    return of(row).repeat(0, rows);
  }

  /** Makes one new token of an old one; see {@link #map}. */
  @FunctionalInterface
  public interface TokenFunction {

    /**
     * Returns the new token.
     *
     * @param row the row
     * @param position the position in the row
     * @param id the old token
     * @return the new token, at least 0
     */
    int apply(int row, int position, int id);
  }

  /**
   * Returns the batch with every token replaced, row by row and from left to right.
   *
   * @param function makes a new token of an old one
   * @return a batch of the same lengths
   * @throws IllegalArgumentException if a new token is negative
   */
  public TokenBatch map(TokenFunction function) {
    int[] mapped = new int[ids.length];
    for (int i = 0; i < rows(); i++) {
      for (int k = start[i]; k < start[i + 1]; k++) {
        mapped[k] = function.apply(i, k - start[i], ids[k]);
        if (mapped[k] < 0) {
          throw new IllegalArgumentException(
              "token id %d at row %d, position %d: ids must not be negative"
                  .formatted(mapped[k], i, k - start[i]));
        }
      }
    }
    return new TokenBatch(mapped, start);
  }

  @Override
  public int rows() {
    return start.length - 1;
  }

  /**
   * Returns the length of a row.
   *
   * @param row the row, in [0, B)
   * @return its number of tokens
   */
  public int length(int row) {
    return start[row + 1] - start[row];
  }

  /**
   * Returns the length of the longest row.
   *
   * @return L, 0 for an empty batch
   */
  public int maxLength() {
    int longest = 0;
    for (int i = 0; i < rows(); i++) {
      longest = Math.max(longest, length(i));
    }
    return longest;
  }

  /**
   * Returns the number of tokens in all rows.
   *
   * @return the sum of the lengths
   */
  public int tokens() {
    return ids.length;
  }

  /**
   * Returns one token.
   *
   * @param row the row, in [0, B)
   * @param position the position, in [0, length)
   * @return its id
   * @throws IndexOutOfBoundsException if the position is not in the row
   */
  public int token(int row, int position) {
    return ids[start[row] + java.util.Objects.checkIndex(position, length(row))];
  }

  /**
   * Returns one row as an array of its own.
   *
   * @param row the row, in [0, B)
   * @return its ids [length]
   */
  public int[] row(int row) {
    return Arrays.copyOfRange(ids, start[row], start[row + 1]);
  }

  /**
   * Returns all rows filled up to one length.
   *
   * @param length the common length, at least {@link #maxLength()}
   * @param padding what stands behind a shorter row's end
   * @return ids [B * length], row after row
   * @throws IllegalArgumentException if a row is longer
   */
  public int[] padded(int length, int padding) {
    if (length < maxLength()) {
      throw new IllegalArgumentException(
          "padding to length %d, but the longest row has %d tokens".formatted(length, maxLength()));
    }
    int[] padded = new int[rows() * length];
    Arrays.fill(padded, padding);
    for (int i = 0; i < rows(); i++) {
      System.arraycopy(ids, start[i], padded, i * length, length(i));
    }
    return padded;
  }

  /**
   * Requires every id to be smaller than a vocabulary size.
   *
   * @param vocabulary the number of ids V
   * @return this batch
   * @throws IllegalArgumentException if an id is V or more
   */
  public TokenBatch requireIdsBelow(int vocabulary) {
    for (int i = 0; i < rows(); i++) {
      for (int k = start[i]; k < start[i + 1]; k++) {
        if (ids[k] >= vocabulary) {
          throw new IllegalArgumentException(
              "token id %d at row %d, position %d is outside [0, %d)"
                  .formatted(ids[k], i, k - start[i], vocabulary));
        }
      }
    }
    return this;
  }

  /**
   * Requires the rows of this batch to have the lengths of another's.
   *
   * @param other the other batch
   * @return this batch
   * @throws IllegalArgumentException if the numbers of rows or a row's length differ
   */
  public TokenBatch requireLengthsOf(TokenBatch other) {
    if (rows() != other.rows()) {
      throw new IllegalArgumentException(
          "batches of %d and %d rows: the numbers must be equal".formatted(rows(), other.rows()));
    }
    for (int i = 0; i < rows(); i++) {
      if (length(i) != other.length(i)) {
        throw new IllegalArgumentException(
            "row %d has %d tokens in one batch and %d in the other: the lengths must be equal"
                .formatted(i, length(i), other.length(i)));
      }
    }
    return this;
  }

  /**
   * Returns the rows with one token put before each.
   *
   * @param id the token, at least 0
   * @return the batch, every row longer by one
   * @throws IllegalArgumentException if the id is negative
   */
  public TokenBatch after(int id) {
    int[][] rows = new int[rows()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new int[length(i) + 1];
      rows[i][0] = id;
      System.arraycopy(ids, start[i], rows[i], 1, length(i));
    }
    return of(rows);
  }

  /**
   * Returns the batch with some rows emptied, each with the same probability: sources that are
   * dropped in training, so that a network also learns to do without.
   *
   * @param probability in [0, 1]
   * @param rng the source of randomness
   * @return the batch, rows as they are or empty
   */
  public TokenBatch dropped(double probability, RandomStreams rng) {
    int[][] rows = new int[rows()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rng.row(i).bernoulli(probability) ? new int[0] : row(i);
    }
    return of(rows);
  }

  @Override
  public TokenBatch gather(int... index) {
    int[] newStart = new int[index.length + 1];
    for (int i = 0; i < index.length; i++) {
      newStart[i + 1] = newStart[i] + length(index[i]);
    }
    int[] gathered = new int[newStart[index.length]];
    for (int i = 0; i < index.length; i++) {
      System.arraycopy(ids, start[index[i]], gathered, newStart[i], length(index[i]));
    }
    return new TokenBatch(gathered, newStart);
  }

  @Override
  public TokenBatch concat(TokenBatch other) {
    int[] joined = Arrays.copyOf(ids, ids.length + other.ids.length);
    System.arraycopy(other.ids, 0, joined, ids.length, other.ids.length);
    int[] newStart = Arrays.copyOf(start, start.length + other.rows());
    for (int i = 1; i <= other.rows(); i++) {
      newStart[rows() + i] = ids.length + other.start[i];
    }
    return new TokenBatch(joined, newStart);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenBatch batch
        && Arrays.equals(start, batch.start)
        && Arrays.equals(ids, batch.ids);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(start) + Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("TokenBatch[");
    for (int i = 0; i < rows(); i++) {
      text.append(i == 0 ? "" : ", ").append(Arrays.toString(row(i)));
    }
    return text.append(']').toString();
  }
}

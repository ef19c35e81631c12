package org.udm.torch.parallel;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The consecutive part of some rows that one of N owns: rows {@code floor(B k / N)} to {@code
 * floor(B (k + 1) / N)}.
 *
 * <p>Together the shares are all rows, each once; two of them differ by at most one row, and with
 * fewer rows than N some are empty.
 *
 * @param from the first row
 * @param to the row after the last
 */
public record Share(int from, int to) {

  /**
   * Returns the share of a process.
   *
   * @param rows B, at least 0
   * @param peers the processes
   * @return its rows
   */
  public static Share of(int rows, Peers peers) {
    return of(rows, peers.rank(), peers.size());
  }

  /**
   * Returns a share by its number.
   *
   * @param rows B, at least 0
   * @param number k, in [0, parts)
   * @param parts N, at least 1
   * @return its rows
   */
  public static Share of(int rows, int number, int parts) {
    if (rows < 0 || number < 0 || number >= parts) {
      throw new IllegalArgumentException(
          "share %d of %d of %d rows: need 0 <= share < shares and rows >= 0"
              .formatted(number, parts, rows));
    }
    return new Share(
        (int) ((long) rows * number / parts), (int) ((long) rows * (number + 1) / parts));
  }

  /**
   * Cuts rows into as few shares as there can be of a size.
   *
   * @param rows B, at least 0
   * @param most the rows of a share, at least 1
   * @return the shares, none of no rows
   */
  public static List<Share> ofAtMost(int rows, int most) {
    int parts = (int) (((long) rows + most - 1) / most);
    return IntStream.range(0, parts).mapToObj(k -> of(rows, k, parts)).toList();
  }

  /**
   * Returns how many rows it has.
   *
   * @return at least 0
   */
  public int rows() {
    return to - from;
  }
}

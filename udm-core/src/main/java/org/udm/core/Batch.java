package org.udm.core;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A state: an immutable batch of rows, one data item per row.
 *
 * <p>The theory only moves rows around; it never looks inside one. {@code equals} and {@code
 * hashCode} compare contents, so that states can be counted.
 *
 * @param <X> the implementing type itself
 */
public interface Batch<X extends Batch<X>> {

  /**
   * Returns the number of rows B.
   *
   * @return the number of rows, at least 0
   */
  int rows();

  /**
   * Returns the batch whose row i is row {@code index[i]} of this one; rows may repeat.
   *
   * @param index row numbers, each in [0, B)
   * @return a batch of {@code index.length} rows
   * @throws IndexOutOfBoundsException if a row number is outside [0, B)
   */
  X gather(int... index);

  /**
   * Returns the rows of this batch followed by the rows of another.
   *
   * @param other a batch whose rows have a compatible shape
   * @return a batch of {@code rows() + other.rows()} rows
   * @throws IllegalArgumentException if the shapes do not fit together
   */
  X concat(X other);

  /**
   * Returns a consecutive part of the rows.
   *
   * @param from the first row, in [0, B]
   * @param to the row after the last, in [from, B]
   * @return a batch of {@code to - from} rows
   */
  default X slice(int from, int to) {
    return gather(IntStream.range(from, to).toArray());
  }

  /**
   * Returns a batch in which one row of this batch stands several times.
   *
   * @param row the row, in [0, B)
   * @param times how often, at least 0
   * @return a batch of {@code times} equal rows
   */
  default X repeat(int row, int times) {
    int[] index = new int[times];
    Arrays.fill(index, row);
    return gather(index);
  }

  /**
   * Chooses row by row between this batch and another of the same number of rows.
   *
   * @param fromOther for each row whether it is taken from {@code other}, [B]
   * @param other the other batch, [B]
   * @return the chosen rows, [B]
   */
  default X choose(boolean[] fromOther, X other) {
    if (fromOther.length != rows() || other.rows() != rows()) {
      throw new IllegalArgumentException(
          "choosing between batches of %d and %d rows by %d flags: all three must be equal"
              .formatted(rows(), other.rows(), fromOther.length));
    }
    int[] index = new int[fromOther.length];
    for (int i = 0; i < index.length; i++) {
      index[i] = fromOther[i] ? rows() + i : i;
    }
    return concat(other).gather(index);
  }

  /**
   * Returns how many roundings each row is apart from the same row of another batch.
   *
   * <p>States of choices, such as tokens, are equal or not: rows that differ are infinitely far
   * apart. A state of real numbers counts the largest difference of a row's elements in units in
   * the last place of the largest number in that row of the three batches. The unit is the row's
   * and not the element's, since whatever sums over a row, as blurs and transforms do, rounds each
   * element by the size of the largest; so a small element beside a large one is compared coarsely.
   * What stands in other rows does not matter.
   *
   * @param other the other batch, [B]
   * @param beside what both were computed from, whose size tells what rounding is where they are
   *     small by chance [B]; of any shape
   * @return 0 where the rows are equal, above 0 where they differ [B]
   * @throws IllegalArgumentException if the numbers of rows differ
   */
  default double[] roundings(X other, X beside) {
    if (other.rows() != rows() || beside.rows() != rows()) {
      throw new IllegalArgumentException(
          "comparing batches of %d and %d rows beside %d: all three must be equal"
              .formatted(rows(), other.rows(), beside.rows()));
    }
    double[] apart = new double[rows()];
    if (!equals(other)) {
      Arrays.setAll(apart, i -> gather(i).equals(other.gather(i)) ? 0 : Double.POSITIVE_INFINITY);
    }
    return apart;
  }
}

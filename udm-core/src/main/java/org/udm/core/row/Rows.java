package org.udm.core.row;

import org.udm.core.Batch;

/**
 * How a state is taken apart into rows of plain numbers, and put together again.
 *
 * @param <X> the state
 * @param <R> one row, such as {@code float[]} or {@code int[]}
 */
public interface Rows<X extends Batch<X>, R> {

  /**
   * Returns the number of elements of a row.
   *
   * @param x the batch [B]
   * @param row the row, in [0, B)
   * @return the number of elements, at least 0
   */
  int size(X x, int row);

  /**
   * Returns a row.
   *
   * @param x the batch [B]
   * @param row the row, in [0, B)
   * @return a copy, free to be overwritten
   */
  R row(X x, int row);

  /**
   * Returns the batch with every row replaced; rows are computed in parallel.
   *
   * @param x the batch [B]
   * @param function makes a new row of an old one, and depends on nothing else
   * @return the new batch [B]
   * @throws IllegalArgumentException if a new row is none of this state
   */
  X map(X x, RowFunction<R> function);

  /**
   * Requires that a corrupted batch can come from a clean one.
   *
   * @param xt corrupted rows [B]
   * @param x0 clean rows [B]
   * @throws IllegalArgumentException if their shapes do not allow it
   */
  void requireFit(X xt, X x0);

  /**
   * Computes one row.
   *
   * @param <R> one row
   */
  @FunctionalInterface
  interface RowFunction<R> {

    /**
     * Returns the new row.
     *
     * @param row the number of the row
     * @param old the old row, a copy
     * @return the new row
     */
    R apply(int row, R old);
  }
}

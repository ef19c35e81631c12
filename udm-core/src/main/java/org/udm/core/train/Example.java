package org.udm.core.train;

import org.udm.core.Batch;
import org.udm.core.Times;

/**
 * What a learner takes one step on.
 *
 * @param x0 clean rows [B]
 * @param xt corrupted rows [B]
 * @param t the times of {@code xt} [B]
 * @param weights the factor of each row's loss [B]: the objective's weight at its time, divided by
 *     the density with which the time was drawn
 * @param <X> the state
 */
public record Example<X extends Batch<X>>(X x0, X xt, Times t, double[] weights) {

  /** Requires equal numbers of rows. */
  public Example {
    t.forRowsOf(x0).forRowsOf(xt);
    if (weights.length != x0.rows()) {
      throw new IllegalArgumentException(
          "%d weights for %d rows: give one per row".formatted(weights.length, x0.rows()));
    }
  }

  /**
   * Returns a consecutive part of the rows, for gradient accumulation.
   *
   * @param from the first row
   * @param to the row after the last
   * @return the example of those rows
   */
  public Example<X> slice(int from, int to) {
    int[] index = java.util.stream.IntStream.range(from, to).toArray();
    return new Example<>(
        x0.gather(index),
        xt.gather(index),
        t.gather(index),
        java.util.Arrays.copyOfRange(weights, from, to));
  }
}

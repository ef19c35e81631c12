package org.udm.core.train;

import org.udm.core.Times;
import org.udm.core.random.RandomStream;

/**
 * How training times are drawn, and with what density.
 *
 * <p>A law may adapt to the losses it is told of. Its whole memory is an array of numbers, so that
 * a run can be resumed exactly.
 */
public interface TimeLaw {

  /**
   * Draws times for the rows of a batch together.
   *
   * @param rows the number of rows B
   * @param rng one stream for the batch
   * @return the times and the reciprocals of their densities
   */
  Draw draw(int rows, RandomStream rng);

  /**
   * Tells the law how large the losses were.
   *
   * @param t times of a step [B]
   * @param rowLosses the weighted loss of each row, before the reciprocal density is applied [B]
   */
  void observe(Times t, double[] rowLosses);

  /**
   * Returns everything the law remembers.
   *
   * @return its memory; empty for a law that does not adapt
   */
  double[] state();

  /**
   * Puts a memory back.
   *
   * @param state what {@link #state} returned
   * @throws IllegalArgumentException if the length does not fit this law
   */
  void restore(double[] state);

  /**
   * Times and the reciprocals of their densities.
   *
   * @param t the times [B]
   * @param inverseDensity 1 / p(t) per row, with respect to the uniform law on the law's range [B]
   */
  record Draw(Times t, double[] inverseDensity) {}
}

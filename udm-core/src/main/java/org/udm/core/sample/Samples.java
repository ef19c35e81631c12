package org.udm.core.sample;

import org.udm.core.Batch;

/**
 * Drawn rows and what they cost.
 *
 * @param x0 the rows [B]
 * @param rowsPredicted how many rows were predicted, over all steps
 * @param <X> the state
 */
public record Samples<X extends Batch<X>>(X x0, long rowsPredicted) {

  /**
   * Returns the number of function evaluations per row.
   *
   * @return NFE; not an integer where evaluations were saved for some rows only
   */
  public double nfe() {
    return x0.rows() == 0 ? 0 : (double) rowsPredicted / x0.rows();
  }
}

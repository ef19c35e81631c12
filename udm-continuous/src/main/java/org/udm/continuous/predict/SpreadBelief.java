package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.core.predict.X0Belief;

/** A belief about real vectors that knows how uncertain it is. */
public interface SpreadBelief extends X0Belief<FloatBatch> {

  /**
   * Returns the variance of an element of x_0, averaged over the elements of each row.
   *
   * @return the mean of Var(x_0^n | x_t) over n, at least 0 [B]
   */
  double[] variance();
}

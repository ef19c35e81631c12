package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;

/** A predictor whose mean {@code D(x_t, t) = E[x_0 | x_t]} can be differentiated. */
public interface DifferentiablePredictor extends X0Predictor<FloatBatch> {

  /**
   * Returns the product of a vector with the Jacobian matrix of the mean, row by row.
   *
   * @param xt corrupted rows [B, N]
   * @param t one time per row [B]
   * @param vector one vector per row [B, N]
   * @return the rows {@code v^T dD / dx_t} [B, N]
   */
  FloatBatch vectorJacobian(FloatBatch xt, Times t, FloatBatch vector);
}

package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.core.Times;

/** The gradient of a class's log-probability, with its own derivative. */
public interface DifferentiableClassGradient extends ClassGradient {

  /**
   * Returns the product of a vector with the Hessian matrix of log p(class | x_t), row by row.
   *
   * @param xt corrupted rows [B, N]
   * @param t one time per row [B]
   * @param vector one vector per row [B, N]
   * @return the rows {@code v^T H} [B, N]
   */
  FloatBatch vectorHessian(FloatBatch xt, Times t, FloatBatch vector);
}

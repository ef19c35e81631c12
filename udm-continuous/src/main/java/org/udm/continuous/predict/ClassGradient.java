package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.core.Times;

/**
 * The gradient of the log-probability of a class, {@code grad log p(class | x_t)}: what {@link
 * ClassifierGuidance} needs of a classifier that was trained on corrupted rows.
 */
@FunctionalInterface
public interface ClassGradient {

  /**
   * Returns the gradient with respect to x_t.
   *
   * @param xt corrupted rows [B, N]
   * @param t one time per row [B]
   * @return the gradient in nats per unit of x_t [B, N]
   */
  FloatBatch at(FloatBatch xt, Times t);
}

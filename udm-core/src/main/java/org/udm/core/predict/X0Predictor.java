package org.udm.core.predict;

import org.udm.core.Batch;
import org.udm.core.Times;

/**
 * An x_0-predictor {@code p(x_0 | x_t)}, exact or learned.
 *
 * @param <X> the state
 */
@FunctionalInterface
public interface X0Predictor<X extends Batch<X>> {

  /**
   * Predicts the clean rows behind corrupted ones.
   *
   * @param xt corrupted rows [B]
   * @param t one time per row [B]
   * @return what is believed about x_0, for B rows
   */
  X0Belief<X> predict(X xt, Times t);
}

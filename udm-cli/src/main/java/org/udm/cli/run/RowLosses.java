package org.udm.cli.run;

import org.udm.core.Batch;
import org.udm.core.train.Example;

/**
 * The loss of training under weights that stay as they are.
 *
 * @param <X> the state
 */
public interface RowLosses<X extends Batch<X>> extends AutoCloseable {

  /**
   * Evaluates some rows.
   *
   * @param example the rows
   * @return the mean over each row's units, in nats, without the weight w [B]
   */
  double[] of(Example<X> example);

  /** Frees the weights, if they are nobody else's. */
  @Override
  void close();
}

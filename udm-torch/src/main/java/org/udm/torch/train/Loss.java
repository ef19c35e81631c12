package org.udm.torch.train;

import org.udm.core.Batch;
import org.udm.core.train.Example;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * What a network is trained on: {@code -log q(x_0 | x_t)} of an example, with a gradient.
 *
 * @param <X> the state
 */
public interface Loss<X extends Batch<X>> {

  /**
   * Returns the names and shapes of the weights that the loss depends on.
   *
   * @return the layout of the network, or of several
   */
  ParameterLayout layout();

  /**
   * Counts the units of data over which a loss is a mean.
   *
   * @param x0 clean rows [B]
   * @return tokens, pixels or coordinates in all rows
   */
  long units(X x0);

  /**
   * Computes the loss of some rows of a batch. The open scope frees what it makes.
   *
   * @param weights the present weights
   * @param some rows of a batch, at least one
   * @param unitsOfBatch the units of the whole batch, by which the sum is divided
   * @return their part of the loss
   */
  Part of(Weights weights, Example<X> some, long unitsOfBatch);

  /**
   * A part of a batch's loss.
   *
   * @param loss {@code (1 / unitsOfBatch) sum over rows of w_row times the row's loss}, a single
   *     number with a gradient; null where nothing depends on the weights, as with no masked token
   * @param rowLosses the mean over the row's units, in nats, without the weight w [B]
   */
  record Part(Tensor loss, double[] rowLosses) {}
}

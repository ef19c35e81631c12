package org.udm.dl4j.graph;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.core.Batch;
import org.udm.core.train.Example;

/**
 * What a network is trained on: {@code -log q(x_0 | x_t)} of an example, with its gradient with
 * respect to what the network says.
 *
 * @param <X> the state
 */
public interface GraphLoss<X extends Batch<X>> {

  /**
   * Returns the network that the loss trains.
   *
   * @return the network
   */
  NetworkGraph network();

  /**
   * Returns what the network is asked with.
   *
   * @param example rows of any number, at least one
   * @return its inputs
   */
  GraphInputs inputs(Example<X> example);

  /**
   * Counts the units of data over which a loss is a mean.
   *
   * @param x0 clean rows [B]
   * @return tokens, pixels or coordinates in all rows
   */
  long units(X x0);

  /**
   * Computes the loss.
   *
   * @param said what the network says to the inputs [B, ...]
   * @param example the example
   * @return the loss
   */
  Part of(INDArray said, Example<X> example);

  /**
   * A loss with its gradient.
   *
   * @param loss {@code (1 / units) sum over rows of w_row times the row's loss}
   * @param rowLosses the mean over the row's units, in nats, without the weight w [B]
   * @param gradient of the loss, for what the network said or for what its softmax was applied to
   *     ({@link NetworkGraph#beforeSoftmax}), of the shape of what it said
   */
  record Part(double loss, double[] rowLosses, INDArray gradient) {}
}

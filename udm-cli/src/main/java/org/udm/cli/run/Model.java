package org.udm.cli.run;

import org.udm.core.Batch;
import org.udm.core.train.Objective;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * A family of corruptions with everything that goes with it, as the settings of a run describe it:
 * objective, network, predictor, bounds and samplers.
 *
 * @param <X> the state
 */
public interface Model<X extends Batch<X>> {

  /**
   * Returns the objective, with a new time law.
   *
   * @return the objective
   */
  Objective<X, ?> objective();

  /**
   * Returns what the network is trained on.
   *
   * @return the loss
   */
  Loss<X> loss();

  /**
   * Returns the model with trained weights.
   *
   * @param weights of the loss's layout, which the trained model frees when it is closed
   * @return the trained model
   */
  Trained<X> trained(Weights weights);
}

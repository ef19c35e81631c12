package org.udm.cli.text;

import org.udm.core.train.Objective;
import org.udm.discrete.TokenBatch;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/** A family of corruptions of text with everything that goes with it; {@link ToldText} is a run. */
interface TextModel {

  /**
   * Returns the objective, with a new time law.
   *
   * @return the objective
   */
  Objective<TokenBatch, ?> objective();

  /**
   * Returns what the network is trained on.
   *
   * @return the loss; one of rows with sources where classes are told
   */
  Loss<TokenBatch> loss();

  /**
   * Returns the model with trained weights.
   *
   * @param weights of the loss's layout, which the trained model frees when it is closed
   * @return the trained model
   */
  TextTrained trained(Weights weights);
}

package org.udm.discrete.net;

import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * A loss of token rows that may be given sources, {@code -log q(x_0 | x_t, c)}; {@link GivenLoss}
 * trains with them, and by itself it is the loss of rows that are given nothing.
 */
public interface SourcedLoss extends Loss<TokenBatch> {

  /**
   * Computes the loss of some rows of a batch. The open scope frees what it makes.
   *
   * @param weights the present weights
   * @param some rows of a batch, at least one
   * @param sources what each of the rows is given [B]; null for nothing
   * @param unitsOfBatch the units of the whole batch, by which the sum is divided
   * @return their part of the loss
   * @throws IllegalArgumentException if the network does not read such sources
   */
  Part of(Weights weights, Example<TokenBatch> some, TokenBatch sources, long unitsOfBatch);

  @Override
  default Part of(Weights weights, Example<TokenBatch> some, long unitsOfBatch) {
    return of(weights, some, null, unitsOfBatch);
  }
}

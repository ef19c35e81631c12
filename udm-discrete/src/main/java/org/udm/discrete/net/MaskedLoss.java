package org.udm.discrete.net;

import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * The cross-entropy of a transformer at masked places,
 *
 * <pre>
 * loss = (1 / tokens) sum over rows of w_row sum over its masked places of -log q(x_0^l | x_t).
 * </pre>
 *
 * <p>The losses by row are means over the row's tokens, without the weights.
 */
public final class MaskedLoss implements SourcedLoss {
  private final Asked asked;
  private final int mask;

  private MaskedLoss(Asked asked, int mask) {
    this.asked = asked;
    this.mask = mask;
  }

  /**
   * Returns the loss of a network.
   *
   * @param network the network
   * @param mask the id of the mask
   * @return the loss
   * @throws IllegalArgumentException if the network cannot read the mask
   */
  public static MaskedLoss of(Transformer network, int mask) {
    return new MaskedLoss(Asked.atMasks(network, mask), mask);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param weights trained weights, which the predictor frees when it is closed
   * @return the predictor
   */
  public TransformerPredictor predictor(Weights weights) {
    return TransformerPredictor.of(asked.network(), weights, mask);
  }

  @Override
  public ParameterLayout layout() {
    return asked.network().layout();
  }

  @Override
  public long units(TokenBatch x0) {
    return x0.tokens();
  }

  @Override
  public Part of(Weights weights, Example<TokenBatch> some, TokenBatch sources, long unitsOfBatch) {
    return asked.loss(weights, some, sources, unitsOfBatch);
  }
}

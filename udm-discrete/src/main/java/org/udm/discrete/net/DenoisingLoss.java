package org.udm.discrete.net;

import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * The cross-entropy of a transformer at every place, for corruptions that do not tell which tokens
 * they changed, such as uniform replacement,
 *
 * <pre>
 * loss = (1 / tokens) sum over rows of w_row sum over its places of -log q(x_0^l | x_t, t).
 * </pre>
 *
 * <p>How much of x_t is noise depends on t, so the network should see the time ({@link
 * TransformerShape#withTimeUse}). The losses by row are means over the row's tokens, without the
 * weights. Source: Austin et al. (D3PM), 2021, section 3.4, the auxiliary term of the loss {@code
 * L_lambda} alone.
 */
public final class DenoisingLoss implements SourcedLoss {
  private final Asked asked;

  private DenoisingLoss(Asked asked) {
    this.asked = asked;
  }

  /**
   * Returns the loss of a network.
   *
   * @param network the network
   * @return the loss
   */
  public static DenoisingLoss of(Transformer network) {
    return new DenoisingLoss(Asked.everywhere(network));
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param weights trained weights, which the predictor frees when it is closed
   * @return the predictor
   */
  public TransformerPredictor predictor(Weights weights) {
    return TransformerPredictor.everywhere(asked.network(), weights);
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

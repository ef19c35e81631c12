package org.udm.discrete.net;

import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The cross-entropy of a transformer at masked places,
 *
 * <pre>
 * loss = (1 / tokens) sum over rows of w_row sum over its masked places of -log q(x_0^l | x_t).
 * </pre>
 *
 * <p>The losses by row are means over the row's tokens, without the weights.
 */
public final class MaskedLoss implements Loss<TokenBatch> {
  private final Transformer network;
  private final int mask;

  private MaskedLoss(Transformer network, int mask) {
    this.network = network;
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
    return new MaskedLoss(network, network.requireMask(mask));
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param weights trained weights, which the predictor frees when it is closed
   * @return the predictor
   */
  public TransformerPredictor predictor(Weights weights) {
    return TransformerPredictor.of(network, weights, mask);
  }

  @Override
  public ParameterLayout layout() {
    return network.layout();
  }

  @Override
  public long units(TokenBatch x0) {
    return x0.tokens();
  }

  @Override
  public Part of(Weights weights, Example<TokenBatch> some, long unitsOfBatch) {
    double[] rowLosses = new double[some.x0().rows()];
    Positions masked = Positions.holding(some.xt(), mask);
    if (masked.size() == 0) {
      return new Part(null, rowLosses);
    }
    Tensor targets = network.targets(weights, some.x0(), masked);
    float[] factors = new float[masked.size()];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = (float) (some.weights()[masked.row(k)] / unitsOfBatch);
    }
    Tensor hidden = Transformer.at(weights, network.hidden(weights, some.xt(), some.t()), masked);
    Tensor losses = network.logits(weights, hidden, mask).crossEntropy(targets);
    Tensor loss = losses.multiply(weights.runtime().tensor(factors, factors.length)).sum();
    double[] each = losses.detach().doubles();
    for (int k = 0; k < each.length; k++) {
      int row = masked.row(k);
      rowLosses[row] += each[k] / some.x0().length(row);
    }
    return new Part(loss, rowLosses);
  }
}

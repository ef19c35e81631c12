package org.udm.discrete.net;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** The cross-entropy of lengths, {@code -log q(length of x_0 | x_t)}; a unit is a row. */
public final class LengthLoss implements SourcedLoss {
  private final LengthNetwork network;

  private LengthLoss(LengthNetwork network) {
    this.network = network;
  }

  /**
   * Returns the loss of a network.
   *
   * @param network the network
   * @return the loss
   */
  public static LengthLoss of(LengthNetwork network) {
    return new LengthLoss(network);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param weights trained weights, which the predictor frees when it is closed
   * @return the predictor
   */
  public LengthPredictor predictor(Weights weights) {
    return LengthPredictor.of(network, weights);
  }

  @Override
  public ParameterLayout layout() {
    return network.layout();
  }

  @Override
  public long units(TokenBatch x0) {
    return x0.rows();
  }

  @Override
  public Part of(Weights weights, Example<TokenBatch> some, TokenBatch sources, long unitsOfBatch) {
    TokenBatch x0 = some.x0();
    TransformerShape.requireLength(x0, network.longest());
    if (x0.rows() == 0) {
      return Part.nothing(0);
    }
    int[] lengths = IntStream.range(0, x0.rows()).map(x0::length).toArray();
    int[] ones = new int[x0.rows()];
    Arrays.fill(ones, 1);
    return CrossEntropy.part(
        weights,
        network.logits(weights, some.xt(), some.t(), sources),
        weights.runtime().tensor(lengths, lengths.length),
        Positions.all(TokenBatch.filled(x0.rows(), 1, 0)),
        some,
        ones,
        unitsOfBatch);
  }
}

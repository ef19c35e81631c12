package org.udm.dl4j.net;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.Positions;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;

/**
 * The cross-entropy at masked places, or at every place,
 *
 * <pre>
 * loss = (1 / tokens) sum over rows of w_row sum over asked places of -log p(x_0^l | x_t, t).
 * </pre>
 *
 * <p>The losses by row are means over the row's tokens, without the weights. A mask that is an id
 * of the vocabulary has probability 0. It is the loss of {@code org.udm.discrete.net.MaskedLoss}
 * and {@code DenoisingLoss}, for the other engine.
 */
public final class TokenLoss implements GraphLoss<TokenBatch> {
  private static final int EVERYWHERE = -1;

  private final TokenGraph graph;
  private final int mask;

  private TokenLoss(TokenGraph graph, int mask) {
    this.graph = graph;
    this.mask = mask;
  }

  /**
   * Returns the loss under masking.
   *
   * @param graph the network
   * @param mask the id of the mask, at least 0
   * @return the loss
   * @throws IllegalArgumentException if the mask is negative
   */
  public static TokenLoss atMasks(TokenGraph graph, int mask) {
    if (mask < 0) {
      throw new IllegalArgumentException("mask id " + mask + ": ids must not be negative");
    }
    return new TokenLoss(graph, mask);
  }

  /**
   * Returns the loss under corruptions that do not tell which tokens they changed, such as uniform
   * replacement.
   *
   * @param graph the network
   * @return the loss
   */
  public static TokenLoss everywhere(TokenGraph graph) {
    return new TokenLoss(graph, EVERYWHERE);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param network the trained network, such as {@code learner.network()}
   * @return the predictor
   */
  public TokenGraphPredictor predictor(NetworkGraph network) {
    return new TokenGraphPredictor(graph.with(network), mask, DrawOptions.exact());
  }

  @Override
  public NetworkGraph network() {
    return graph.network();
  }

  @Override
  public GraphInputs inputs(Example<TokenBatch> example) {
    return graph.inputs(example.xt(), example.t());
  }

  @Override
  public long units(TokenBatch x0) {
    return x0.tokens();
  }

  @Override
  public Part of(INDArray said, Example<TokenBatch> example) {
    TokenBatch x0 = example.x0();
    x0.requireLengthsOf(example.xt()).requireIdsBelow(graph.vocabulary());
    Positions at =
        mask == EVERYWHERE ? Positions.all(example.xt()) : Positions.holding(example.xt(), mask);
    int[] lengths = IntStream.range(0, x0.rows()).map(x0::length).toArray();
    return graph
        .laws(example.xt(), said)
        .crossEntropy(at, at.tokensOf(x0), (place, c) -> c == mask, example, lengths, units(x0));
  }
}

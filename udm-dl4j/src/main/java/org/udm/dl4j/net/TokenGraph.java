package org.udm.dl4j.net;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.TimeUse;
import org.udm.dl4j.TokenArrays;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.NetworkGraph;

/**
 * A network of Deeplearning4j that says the law of the clean token at every place, {@code p(x_0^l |
 * x_t, t)}, by a softmax.
 *
 * <pre>{@code
 * TokenGraph tagger = TokenGraph.of(graph, 27, 28, TokenInput.ONE_HOT, TimeInput.NONE);
 * }</pre>
 *
 * <p>Rows of different lengths are filled up and masked, so layers that heed Deeplearning4j's
 * masks, such as recurrent ones, say the same whatever stands beside a row.
 */
public final class TokenGraph {
  private final NetworkGraph network;
  private final int vocabulary;
  private final int ids;
  private final TokenInput input;
  private final TimeInput time;

  private TokenGraph(
      NetworkGraph network, int vocabulary, int ids, TokenInput input, TimeInput time) {
    if (vocabulary < 1 || ids < 1) {
      throw new IllegalArgumentException(
          "a network that reads %d ids and says %d: both must be at least 1"
              .formatted(ids, vocabulary));
    }
    TokenInputs.requireFit(input, time);
    TokenInputs.requireInputs(network.inputs(), 1, time);
    this.network = network;
    this.vocabulary = vocabulary;
    this.ids = ids;
    this.input = input;
    this.time = time;
  }

  /**
   * Returns a graph as a network for tokens.
   *
   * @param graph from [B, I, L], [B, I + 1, L] or [B, 1, L] to [B, V, L]; its weights are used and
   *     not copied
   * @param vocabulary V, the number of clean tokens
   * @param ids I, the number of ids that it reads, V + 1 under masking
   * @param input how it is shown tokens
   * @param time how it is told the time
   * @return the network
   * @throws IllegalArgumentException if it does not end in an output layer with softmax, or does
   *     not have the inputs that are asked for
   */
  public static TokenGraph of(
      ComputationGraph graph, int vocabulary, int ids, TokenInput input, TimeInput time) {
    return new TokenGraph(NetworkGraph.of(graph).beforeSoftmax(), vocabulary, ids, input, time);
  }

  /**
   * Returns a network of one input as a network for tokens.
   *
   * @param network from [B, I, L], [B, I + 1, L] or [B, 1, L] to [B, V, L]; its weights are used
   *     and not copied
   * @param vocabulary V, the number of clean tokens
   * @param ids I, the number of ids that it reads, V + 1 under masking
   * @param input how it is shown tokens
   * @param time how it is told the time
   * @return the network
   * @throws IllegalArgumentException if it does not end in an output layer with softmax, or does
   *     not have the inputs that are asked for
   */
  public static TokenGraph of(
      MultiLayerNetwork network, int vocabulary, int ids, TokenInput input, TimeInput time) {
    return new TokenGraph(NetworkGraph.of(network).beforeSoftmax(), vocabulary, ids, input, time);
  }

  /** The function. */
  NetworkGraph network() {
    return network;
  }

  /** V. */
  int vocabulary() {
    return vocabulary;
  }

  TimeUse timeUse() {
    return time == TimeInput.NONE ? TimeUse.IGNORES_TIME : TimeUse.SEES_TIME;
  }

  /** The same with another network of the same kind. */
  TokenGraph with(NetworkGraph other) {
    return new TokenGraph(other, vocabulary, ids, input, time);
  }

  /** What the network is asked with. */
  GraphInputs inputs(TokenBatch xt, Times t) {
    int length = length(xt);
    INDArray tokens = TokenInputs.tokens(xt, t, input, time, ids, length);
    INDArray mask = TokenArrays.mask(xt, length);
    return time == TimeInput.INPUT
        ? new GraphInputs(
            new INDArray[] {tokens, TokenInputs.times(xt, t, length)}, new INDArray[] {mask, mask})
        : new GraphInputs(new INDArray[] {tokens}, new INDArray[] {mask});
  }

  /** The laws at all places. */
  Laws laws(TokenBatch xt, INDArray said) {
    return Laws.of(said, xt.rows(), vocabulary, length(xt));
  }

  private static int length(TokenBatch xt) {
    return Math.max(1, xt.maxLength());
  }
}

package org.udm.dl4j.net;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.dl4j.TokenArrays;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.NetworkGraph;

/**
 * A graph of Deeplearning4j that writes x_0 token by token,
 *
 * <pre>
 * q(x_0 | x_t) = prod_l q(x_0^l | x_0^1, ..., x_0^(l-1), x_t, t),   the end being a token, too.
 * </pre>
 *
 * <p>Its first input is x_t behind a start token, id I, its second one x_0 behind a start token, id
 * V; its output at place l is the law of the l-th token of x_0, or of the end, class V, and must
 * depend on nothing behind place l of the second input. Source: Sutskever, Vinyals and Le,
 * "Sequence to sequence learning with neural networks", 2014; as the predictor of a diffusion
 * model, Su Jianlin, "Unified Diffusion Model", application part (kexue.fm 9271).
 */
public final class RowGraph {
  private final NetworkGraph network;
  private final int vocabulary;
  private final int ids;
  private final int longest;
  private final TokenInput input;
  private final TimeInput time;

  private RowGraph(
      NetworkGraph network,
      int vocabulary,
      int ids,
      int longest,
      TokenInput input,
      TimeInput time) {
    if (vocabulary < 1 || ids < 1 || longest < 1) {
      throw new IllegalArgumentException(
          "a network that reads %d ids and writes up to %d tokens with %d ids: each must be at least 1"
              .formatted(ids, longest, vocabulary));
    }
    TokenInputs.requireFit(input, time);
    TokenInputs.requireInputs(network.inputs(), 2, time);
    this.network = network;
    this.vocabulary = vocabulary;
    this.ids = ids;
    this.longest = longest;
    this.input = input;
    this.time = time;
  }

  /**
   * Returns a graph as a network that writes rows.
   *
   * @param graph from x_t with ids in [0, I] and x_0 with ids in [0, V], and the time where it is
   *     an input of its own, to [B, V + 1, L]; its weights are used and not copied
   * @param vocabulary V, the number of clean tokens
   * @param ids I, the number of ids that it reads in x_t, V + 1 under masking
   * @param longest the longest row that it writes
   * @param input how it is shown tokens
   * @param time how it is told the time: as a channel beside those of x_t, or as third input
   * @return the network
   * @throws IllegalArgumentException if it does not end in an output layer with softmax, or does
   *     not have the inputs that are asked for
   */
  public static RowGraph of(
      ComputationGraph graph,
      int vocabulary,
      int ids,
      int longest,
      TokenInput input,
      TimeInput time) {
    return new RowGraph(
        NetworkGraph.of(graph).beforeSoftmax(), vocabulary, ids, longest, input, time);
  }

  /** The function. */
  NetworkGraph network() {
    return network;
  }

  /** V. */
  int vocabulary() {
    return vocabulary;
  }

  /** The longest row that it writes. */
  int longest() {
    return longest;
  }

  /** The same with another network of the same kind. */
  RowGraph with(NetworkGraph other) {
    return new RowGraph(other, vocabulary, ids, longest, input, time);
  }

  /**
   * What the network is asked with.
   *
   * @param xt corrupted rows [B]
   * @param written what is written already; the law of the token behind it is asked for, too [B]
   */
  GraphInputs inputs(TokenBatch xt, Times t, TokenBatch written) {
    TokenBatch read = xt.requireIdsBelow(ids).after(ids);
    TokenBatch shown = written.requireIdsBelow(vocabulary).after(vocabulary);
    INDArray first = TokenInputs.tokens(read, t, input, time, ids + 1, read.maxLength());
    INDArray second = input.of(shown, vocabulary + 1, shown.maxLength());
    INDArray masked = TokenArrays.mask(read, read.maxLength());
    INDArray open = TokenArrays.mask(shown, shown.maxLength());
    return time == TimeInput.INPUT
        ? new GraphInputs(
            new INDArray[] {first, second, TokenInputs.times(read, t, read.maxLength())},
            new INDArray[] {masked, open, masked})
        : new GraphInputs(new INDArray[] {first, second}, new INDArray[] {masked, open});
  }

  /** The laws of the tokens behind each beginning of what is written, [B, V + 1, L + 1]. */
  Laws laws(TokenBatch written, INDArray said) {
    return Laws.of(said, written.rows(), vocabulary + 1, written.maxLength() + 1);
  }
}

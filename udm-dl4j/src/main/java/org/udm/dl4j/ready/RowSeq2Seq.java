package org.udm.dl4j.ready;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.udm.dl4j.Nd4jRuntime;
import org.udm.dl4j.net.RowGraph;
import org.udm.dl4j.net.TimeInput;
import org.udm.dl4j.net.TokenInput;

/**
 * A bidirectional LSTM that reads x_t, and an LSTM with attention to it that writes x_0,
 *
 * <pre>
 * e = BiLSTM(x_t);   h_l = LSTM(x_0^(l-1), e_last);   a_l = attention(h_l, e);   q(x_0^l) = softmax(W [h_l, a_l]).
 * </pre>
 *
 * <p>Source: Sutskever, Vinyals and Le, "Sequence to sequence learning with neural networks", 2014;
 * Luong, Pham and Manning, "Effective approaches to attention-based neural machine translation",
 * 2015, for attention behind the decoder. It is not told the time, which masking and deletion do
 * not need.
 *
 * @param vocabulary V, the number of clean tokens
 * @param ids the number of ids that it reads in x_t, V + 1 under masking
 * @param longest the longest row that it writes
 * @param width D of either LSTM, even
 * @param updater how it learns
 * @param seed of the initial weights
 */
public record RowSeq2Seq(
    int vocabulary, int ids, int longest, int width, IUpdater updater, long seed) {

  /** Requires positive sizes and an even width. */
  public RowSeq2Seq {
    if (vocabulary < 1 || ids < 1 || longest < 1 || width < 2 || width % 2 != 0) {
      throw new IllegalArgumentException(
          "a network of %d and %d ids for rows of up to %d tokens, of width %d: at least 1, 1, 1 and an even 2 are needed"
              .formatted(vocabulary, ids, longest, width));
    }
  }

  /**
   * Returns a network of width 64 for masking: it reads one id more than it writes.
   *
   * @param vocabulary V, the number of clean tokens
   * @param longest the longest row that it writes
   * @param updater how it learns
   * @return its sizes, with seed 0
   */
  public static RowSeq2Seq of(int vocabulary, int longest, IUpdater updater) {
    return new RowSeq2Seq(vocabulary, vocabulary + 1, longest, 64, updater, 0);
  }

  /**
   * Returns these sizes with another width.
   *
   * @param other even, at least 2
   * @return the sizes
   */
  public RowSeq2Seq withWidth(int other) {
    return new RowSeq2Seq(vocabulary, ids, longest, other, updater, seed);
  }

  /**
   * Returns these sizes with another seed of the weights.
   *
   * @param other any number
   * @return the sizes
   */
  public RowSeq2Seq withSeed(long other) {
    return new RowSeq2Seq(vocabulary, ids, longest, width, updater, other);
  }

  /**
   * Returns the configuration, to be changed at will.
   *
   * @return the graph's configuration
   */
  public ComputationGraphConfiguration configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(Nd4jRuntime.seed(seed))
        .updater(updater)
        .weightInit(WeightInit.XAVIER)
        .graphBuilder()
        .addInputs("xt", "written")
        .addLayer("encoder", new Bidirectional(Bidirectional.Mode.CONCAT, lstm(width / 2)), "xt")
        .addVertex("summary", new LastTimeStepVertex("xt"), "encoder")
        .addVertex("everywhere", new DuplicateToTimeSeriesVertex("written"), "summary")
        .addVertex("told", new MergeVertex(), "written", "everywhere")
        .addLayer("decoder", lstm(width), "told")
        .addVertex("attention", new DotAttentionVertex(), "decoder", "encoder")
        .addVertex("known", new MergeVertex(), "decoder", "attention")
        .addLayer(
            "output",
            new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nOut(vocabulary + 1)
                .build(),
            "known")
        .setOutputs("output")
        .setInputTypes(InputType.recurrent(ids + 1L), InputType.recurrent(vocabulary + 1L))
        .build();
  }

  private static LSTM lstm(int width) {
    return new LSTM.Builder().nOut(width).activation(Activation.TANH).build();
  }

  /**
   * Returns a network with fresh weights.
   *
   * @return the graph
   */
  public ComputationGraph graph() {
    Nd4jRuntime.start();
    ComputationGraph graph = new ComputationGraph(configuration());
    graph.init();
    return graph;
  }

  /**
   * Returns a network with fresh weights that writes rows.
   *
   * @return the network
   */
  public RowGraph rows() {
    return RowGraph.of(graph(), vocabulary, ids, longest, TokenInput.ONE_HOT, TimeInput.NONE);
  }
}

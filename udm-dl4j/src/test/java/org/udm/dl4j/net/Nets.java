package org.udm.dl4j.net;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.net.Readout;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.dl4j.ready.DotAttentionVertex;

/** Networks as their users write them, and examples. */
final class Nets {
  static final VariancePreserving PATH = VariancePreserving.standard();
  static final GaussianCorruption NOISE = GaussianCorruption.of(PATH);
  static final Readout EPSILON = Readout.of(Parametrization.epsilon(), PATH);

  private Nets() {}

  /** Three layers for points of the plane, the time a third coordinate; keeps all for 0. */
  static MultiLayerNetwork layers(IUpdater updater, double keep) {
    MultiLayerConfiguration layers =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(updater)
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.SWISH)
            .list()
            .layer(new DenseLayer.Builder().nIn(3).nOut(16).build())
            .layer(new DenseLayer.Builder().nIn(16).nOut(16).dropOut(keep).build())
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.L1)
                    .activation(Activation.IDENTITY)
                    .nIn(16)
                    .nOut(2)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(layers);
    network.init();
    return network;
  }

  /**
   * A graph for points that is told the time and the class at an input of its own, and ends in a
   * dense layer.
   */
  static ComputationGraph twoInputs(int classes, IUpdater updater) {
    return graph(
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(updater)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("point", "time")
            .addVertex("both", new MergeVertex(), "point", "time")
            .addLayer("hidden", new DenseLayer.Builder().nIn(3L + classes).nOut(16).build(), "both")
            .addLayer(
                "said",
                new DenseLayer.Builder().activation(Activation.IDENTITY).nIn(16).nOut(2).build(),
                "hidden")
            .setOutputs("said")
            .build());
  }

  /** A bidirectional LSTM that says the law of each token. */
  static ComputationGraph tagger(int vocabulary, int channels, int width, IUpdater updater) {
    return graph(
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(updater)
            .weightInit(WeightInit.XAVIER)
            .graphBuilder()
            .addInputs("xt")
            .addLayer("read", both(width), "xt")
            .addLayer("law", law(vocabulary), "read")
            .setOutputs("law")
            .setInputTypes(InputType.recurrent(channels))
            .build());
  }

  /** The same with an embedding of ids, and the time at an input of its own. */
  static ComputationGraph embedding(int vocabulary, int ids, int width, IUpdater updater) {
    return graph(
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(updater)
            .weightInit(WeightInit.XAVIER)
            .graphBuilder()
            .addInputs("xt", "time")
            .addLayer(
                "embedding",
                new EmbeddingSequenceLayer.Builder().nIn(ids).nOut(width).build(),
                "xt")
            .addVertex("told", new MergeVertex(), "embedding", "time")
            .addLayer("read", both(width), "told")
            .addLayer("law", law(vocabulary), "read")
            .setOutputs("law")
            .setInputTypes(InputType.recurrent(ids), InputType.recurrent(1))
            .build());
  }

  /** Embeddings that attend to each other, a dense layer, and a softmax. */
  static ComputationGraph attending(int vocabulary, int ids, int width, IUpdater updater) {
    return graph(
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(updater)
            .weightInit(WeightInit.XAVIER)
            .graphBuilder()
            .addInputs("xt")
            .addLayer(
                "embedding",
                new EmbeddingSequenceLayer.Builder().nIn(ids).nOut(width).build(),
                "xt")
            .addVertex("seen", new DotAttentionVertex(), "embedding", "embedding")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "embedding", "seen")
            .addLayer(
                "hidden",
                new DenseLayer.Builder().nOut(width).activation(Activation.TANH).build(),
                "sum")
            .addLayer("law", law(vocabulary), "hidden")
            .setOutputs("law")
            .setInputTypes(InputType.recurrent(ids))
            .build());
  }

  private static Bidirectional both(int width) {
    return new Bidirectional(
        Bidirectional.Mode.CONCAT,
        new LSTM.Builder().nOut(width).activation(Activation.TANH).build());
  }

  private static RnnOutputLayer law(int vocabulary) {
    return new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .activation(Activation.SOFTMAX)
        .nOut(vocabulary)
        .build();
  }

  private static ComputationGraph graph(ComputationGraphConfiguration configuration) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  /** Noisy items of a shape with times in (0.1, 0.9) and weights in (0.5, 1.5). */
  static Example<FloatBatch> example(int rows, int... shape) {
    RandomStreams rng = RandomStreams.of(7);
    FloatBatch zeros =
        FloatBatch.of(shape, new float[rows][IntStream.of(shape).reduce(1, (a, b) -> a * b)]);
    FloatBatch x0 = NOISE.drawNoise(zeros, rng.named("x0"));
    double[] u = IntStream.range(0, rows).mapToDouble(i -> rng.row(i).uniform()).toArray();
    Times t = Times.of(java.util.Arrays.stream(u).map(v -> 0.1 + 0.8 * v).toArray());
    return new Example<>(
        x0,
        NOISE.corrupt(x0, NOISE.drawNoise(x0, rng.named("eps")), t),
        t,
        java.util.Arrays.stream(u).map(v -> 1.5 - v).toArray());
  }

  /** Ragged rows over three tokens, some masked by 3. */
  static Example<TokenBatch> ragged() {
    TokenBatch x0 =
        TokenBatch.of(new int[] {0, 2, 1, 1}, new int[] {2}, new int[] {}, new int[] {1, 0});
    TokenBatch xt =
        TokenBatch.of(new int[] {3, 2, 3, 1}, new int[] {3}, new int[] {}, new int[] {1, 0});
    return new Example<>(x0, xt, Times.of(0.4, 0.9, 0.5, 0.2), new double[] {2, 1, 1, 5});
  }
}

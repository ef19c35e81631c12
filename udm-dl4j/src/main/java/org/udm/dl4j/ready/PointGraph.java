package org.udm.dl4j.ready;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.udm.dl4j.Nd4jRuntime;

/**
 * A residual network for points, told the time as one more coordinate ({@link
 * org.udm.dl4j.net.TimeInput#CHANNEL}),
 *
 * <pre>
 * h = silu(W_in [x, noise]);   h = h + silu(W h) in each block;   F = W_out h.
 * </pre>
 *
 * @param dimension D of a point, at least 1
 * @param width of the hidden vectors, at least 1
 * @param blocks the number of residual blocks, at least 0
 * @param classes K that it can be told, each by one more coordinate, at least 0
 * @param updater how it learns
 * @param seed of the initial weights
 */
public record PointGraph(
    int dimension, int width, int blocks, int classes, IUpdater updater, long seed) {

  /** Requires positive sizes. */
  public PointGraph {
    if (dimension < 1 || width < 1 || blocks < 0 || classes < 0) {
      throw new IllegalArgumentException(
          "a network of dimension %d, width %d, %d blocks and %d classes: at least 1, 1, 0 and 0 are needed"
              .formatted(dimension, width, blocks, classes));
    }
  }

  /**
   * Returns a network of width 128 with 3 blocks and no classes.
   *
   * @param dimension D of a point
   * @param updater how it learns
   * @return its sizes, with seed 0
   */
  public static PointGraph of(int dimension, IUpdater updater) {
    return new PointGraph(dimension, 128, 3, 0, updater, 0);
  }

  /**
   * Returns these sizes with another width.
   *
   * @param other at least 1
   * @return the sizes
   */
  public PointGraph withWidth(int other) {
    return new PointGraph(dimension, other, blocks, classes, updater, seed);
  }

  /**
   * Returns these sizes with classes.
   *
   * @param other K, at least 0
   * @return the sizes
   */
  public PointGraph withClasses(int other) {
    return new PointGraph(dimension, width, blocks, other, updater, seed);
  }

  /**
   * Returns these sizes with another seed of the weights.
   *
   * @param other any number
   * @return the sizes
   */
  public PointGraph withSeed(long other) {
    return new PointGraph(dimension, width, blocks, classes, updater, other);
  }

  /**
   * Returns the configuration, to be changed at will.
   *
   * @return the graph's configuration
   */
  public ComputationGraphConfiguration configuration() {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(Nd4jRuntime.seed(seed))
            .updater(updater)
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.SWISH)
            .graphBuilder()
            .addInputs("point")
            .addLayer(
                "input",
                new DenseLayer.Builder().nIn(dimension + 1L + classes).nOut(width).build(),
                "point");
    String last = "input";
    for (int i = 0; i < blocks; i++) {
      graph
          .addLayer("dense" + i, new DenseLayer.Builder().nIn(width).nOut(width).build(), last)
          .addVertex(
              "block" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), last, "dense" + i);
      last = "block" + i;
    }
    return graph
        .addLayer(
            "output",
            new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nIn(width)
                .nOut(dimension)
                .build(),
            last)
        .setOutputs("output")
        .build();
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
}

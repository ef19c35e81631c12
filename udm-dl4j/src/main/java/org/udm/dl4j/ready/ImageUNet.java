package org.udm.dl4j.ready;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.udm.dl4j.Nd4jRuntime;

/**
 * A convolutional U-Net for images, told the time as one more plane ({@link
 * org.udm.dl4j.net.TimeInput#CHANNEL}): residual blocks of 3x3 convolutions at three resolutions,
 * halved by stride 2 and doubled by repetition, what was seen on the way down being joined on the
 * way up.
 *
 * <p>Source of the shape: Ronneberger, Fischer and Brox, "U-Net: convolutional networks for
 * biomedical image segmentation", 2015. It has no normalisation, so that it can be differentiated
 * with respect to the image.
 *
 * @param channels C of an image, at least 1
 * @param side its height and width, a multiple of 4
 * @param width the channels at full resolution, at least 1; twice and thrice as many below
 * @param classes K that it can be told, each by one more plane, at least 0
 * @param updater how it learns
 * @param seed of the initial weights
 */
public record ImageUNet(
    int channels, int side, int width, int classes, IUpdater updater, long seed) {
  private static final int LEVELS = 3;

  /** Requires positive sizes and a side that can be halved twice. */
  public ImageUNet {
    if (channels < 1 || width < 1 || side < 4 || side % 4 != 0 || classes < 0) {
      throw new IllegalArgumentException(
          "a U-Net for %d channels of %d x %d, of width %d, and %d classes: at least 1 channel, a side that is a multiple of 4, a width of at least 1, and at least 0 classes are needed"
              .formatted(channels, side, side, width, classes));
    }
  }

  /**
   * Returns a network of width 32 without classes.
   *
   * @param channels C of an image
   * @param side its height and width, a multiple of 4
   * @param updater how it learns
   * @return its sizes, with seed 0
   */
  public static ImageUNet of(int channels, int side, IUpdater updater) {
    return new ImageUNet(channels, side, 32, 0, updater, 0);
  }

  /**
   * Returns these sizes with another width.
   *
   * @param other at least 1
   * @return the sizes
   */
  public ImageUNet withWidth(int other) {
    return new ImageUNet(channels, side, other, classes, updater, seed);
  }

  /**
   * Returns these sizes with classes.
   *
   * @param other K, at least 0
   * @return the sizes
   */
  public ImageUNet withClasses(int other) {
    return new ImageUNet(channels, side, width, other, updater, seed);
  }

  /**
   * Returns these sizes with another seed of the weights.
   *
   * @param other any number
   * @return the sizes
   */
  public ImageUNet withSeed(long other) {
    return new ImageUNet(channels, side, width, classes, updater, other);
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
            .weightInit(WeightInit.RELU)
            .activation(Activation.SWISH)
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("image")
            .addLayer("input", convolution(width, 1), "image");
    String last = "input";
    for (int level = 0; level < LEVELS; level++) {
      if (level > 0) {
        String halved = "halved" + level;
        graph.addLayer(halved, convolution(width * (level + 1), 2), last);
        last = halved;
      }
      last = block(graph, "down" + level, last, width * (level + 1));
    }
    for (int level = LEVELS - 2; level >= 0; level--) {
      graph
          .addLayer("doubled" + level, new Upsampling2D.Builder(2).build(), last)
          .addVertex("joined" + level, new MergeVertex(), "doubled" + level, "down" + level)
          .addLayer("mixed" + level, convolution(width * (level + 1), 1), "joined" + level);
      last = block(graph, "up" + level, "mixed" + level, width * (level + 1));
    }
    return graph
        .addLayer(
            "said",
            new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .activation(Activation.IDENTITY)
                .build(),
            last)
        .addLayer(
            "output",
            new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .build(),
            "said")
        .setOutputs("output")
        .setInputTypes(InputType.convolutional(side, side, channels + 1L + classes))
        .build();
  }

  private static ConvolutionLayer convolution(int channels, int stride) {
    return new ConvolutionLayer.Builder(3, 3).stride(stride, stride).nOut(channels).build();
  }

  /** h + convolution(convolution(h)), by its name. */
  private static String block(
      ComputationGraphConfiguration.GraphBuilder graph, String name, String from, int channels) {
    graph
        .addLayer(name + "a", convolution(channels, 1), from)
        .addLayer(name + "b", convolution(channels, 1), name + "a")
        .addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), from, name + "b");
    return name;
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

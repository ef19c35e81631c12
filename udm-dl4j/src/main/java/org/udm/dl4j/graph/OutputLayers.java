package org.udm.dl4j.graph;

import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** What the configuration of a graph says of its layers, the last one above all. */
final class OutputLayers {
  private OutputLayers() {}

  /** Replaces the loss of the output layer, where the last layer is one. */
  static void replaceLoss(ComputationGraphConfiguration graph, ILossFunction loss) {
    Layer last = last(graph);
    if (last instanceof CenterLossOutputLayer) {
      throw new IllegalArgumentException(
          "an output layer of the kind CenterLossOutputLayer, whose loss looks into the network: take OutputLayer");
    } else if (last instanceof BaseOutputLayer output) {
      output.setLossFn(loss);
    } else if (last instanceof LossLayer output) {
      output.setLossFn(loss);
    } else if (last instanceof CnnLossLayer output) {
      output.setLossFn(loss);
    } else if (last instanceof RnnLossLayer output) {
      output.setLossFn(loss);
    }
  }

  /** Requires probabilities at the output, and a layer that is told gradients as labels. */
  static void requireSoftmax(ComputationGraphConfiguration graph) {
    Layer last = last(graph);
    IActivation activation =
        last instanceof BaseOutputLayer || last instanceof RnnLossLayer
            ? ((BaseLayer) last).getActivationFn()
            : null;
    if (!(activation instanceof ActivationSoftmax)) {
      throw new IllegalArgumentException(
          "a network for tokens that ends in %s: let it end in an RnnOutputLayer or RnnLossLayer with Activation.SOFTMAX, which gives probabilities at each place"
              .formatted(
                  last == null
                      ? "no layer"
                      : last.getClass().getSimpleName()
                          + (activation == null ? "" : " with " + activation)));
    }
  }

  /** Requires layers that do in inference what they do in training, and right gradients. */
  static void requireDifferentiable(ComputationGraphConfiguration graph) {
    if (graph.getVertices().values().stream().anyMatch(SameDiffVertex.class::isInstance)
        || layers(graph).anyMatch(AbstractSameDiffLayer.class::isInstance)) {
      throw new IllegalArgumentException(
          "a network with layers made of SameDiff, such as AttentionVertex, whose gradients are twice what they should be in this Deeplearning4j: gradients with respect to x_t need other layers (DotAttentionVertex)");
    }
    layers(graph)
        .filter(layer -> layer instanceof BatchNormalization || layer.getIDropout() != null)
        .findFirst()
        .ifPresent(
            layer -> {
              throw new IllegalArgumentException(
                  "the layer %s (%s) acts otherwise in training, and Deeplearning4j differentiates that alone: gradients with respect to x_t need a network without dropout and batch normalisation"
                      .formatted(layer.getLayerName(), layer.getClass().getSimpleName()));
            });
  }

  /** The learning rate of the first layer that has one, NaN if none has. */
  static double learningRate(ComputationGraphConfiguration graph, int step) {
    return layers(graph)
        .map(layer -> layer instanceof BaseLayer learned ? learned.getIUpdater() : null)
        .filter(Objects::nonNull)
        .filter(IUpdater::hasLearningRate)
        .mapToDouble(updater -> updater.getLearningRate(step, graph.getEpochCount()))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static Layer last(ComputationGraphConfiguration graph) {
    return layer(graph.getVertices().get(graph.getNetworkOutputs().get(0)));
  }

  private static Stream<Layer> layers(ComputationGraphConfiguration graph) {
    return graph.getVertices().values().stream().map(OutputLayers::layer).filter(Objects::nonNull);
  }

  private static Layer layer(GraphVertex vertex) {
    return vertex instanceof LayerVertex of ? of.getLayerConf().getLayer() : null;
  }
}

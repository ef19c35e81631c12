package org.udm.dl4j.graph;

import org.deeplearning4j.nn.api.FwdPassType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph whose passes can be made one by one: forward, backward from a given gradient, and what
 * arrives at the inputs, which Deeplearning4j computes and throws away.
 */
final class OpenGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  /** Makes a graph that works on the given weights, no copy of them. */
  OpenGraph(ComputationGraphConfiguration configuration, INDArray weights) {
    super(configuration);
    init(weights, false);
  }

  /** Computes the only output; layers keep what a backward pass needs. */
  INDArray forward(GraphInputs in, Mode mode) {
    INDArray[] arrays = in.arrays();
    return ffToLayerActivationsDetached(
            mode == Mode.TRAINING,
            FwdPassType.STANDARD,
            false,
            topologicalOrder.length - 1,
            null,
            arrays,
            in.masks(),
            null,
            false)
        .get(configuration.getNetworkOutputs().get(0));
  }

  /**
   * Brings a gradient of the output back to weights and inputs, and forgets the pass.
   *
   * @return the gradients of the inputs in their order, null where there is none
   */
  INDArray[] backward(INDArray gradientOfOutput) {
    if (getOutputLayer(0) instanceof org.deeplearning4j.nn.api.layers.IOutputLayer) {
      setLabels(gradientOfOutput); // see GivenGradient
      calcBackpropGradients(false, false);
    } else {
      calcBackpropGradients(false, false, gradientOfOutput);
    }
    INDArray[] ofInputs = new INDArray[configuration.getNetworkInputs().size()];
    for (int i = 0; i < ofInputs.length; i++) {
      ofInputs[i] = vertices[i].getEpsilon(); // inputs come first
    }
    forget();
    return ofInputs;
  }

  /** Drops what layers keep of a pass. */
  void forget() {
    for (GraphVertex vertex : vertices) {
      vertex.clear();
    }
    clearLayerMaskArrays();
    setLabels((INDArray[]) null);
  }

  /** The gradient of all weights as the last backward pass left it, [1, P]; a view. */
  INDArray gradientOfWeights() {
    return flattenedGradients;
  }

  /** Lets the layers' updaters and constraints change the weights. */
  void update() {
    int step = configuration.getIterationCount();
    int epoch = configuration.getEpochCount();
    // One row: gradients are those of the loss, and not to be divided by the number of rows again.
    getUpdater().update(gradient, step, epoch, 1, LayerWorkspaceMgr.noWorkspaces());
    flattenedParams.subi(gradient.gradient());
    configuration.setIterationCount(step + 1);
    applyConstraints(step, epoch);
    synchronizeIterEpochCounts();
  }
}

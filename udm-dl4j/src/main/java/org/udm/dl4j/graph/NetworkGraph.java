package org.udm.dl4j.graph;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.dl4j.Nd4jRuntime;

/**
 * A user's network as a function with a gradient.
 *
 * <p>It works on the weights of the user's network itself, so training changes that network. The
 * network's own losses are not asked, as losses are computed outside, from what it says; its
 * updaters, regularisation, constraints and gradient normalisation are. The last layer may be an
 * output layer with any loss and activation, or any other layer.
 *
 * <pre>{@code
 * NetworkGraph network = NetworkGraph.of(graph);   // a ComputationGraph or a MultiLayerNetwork
 * INDArray said = network.output(GraphInputs.of(x, t));
 * }</pre>
 *
 * <p>Gradients are Deeplearning4j's: in 1.0.0-M2.1 those of layers made of SameDiff, such as
 * AttentionVertex, are twice what they should be. As its networks this one can be asked by one
 * thread at a time.
 */
public final class NetworkGraph {
  private final Model user;
  private final ComputationGraphConfiguration given; // with the user's own losses
  private final OpenGraph graph;

  private NetworkGraph(
      Model user,
      ComputationGraphConfiguration given,
      INDArray weights,
      INDArray updaterState,
      GivenGradient.Side side) {
    this.user = user;
    this.given = given;
    ComputationGraphConfiguration opened = copy(given);
    opened.setTrainingWorkspaceMode(WorkspaceMode.NONE);
    opened.setInferenceWorkspaceMode(WorkspaceMode.NONE);
    OutputLayers.replaceLoss(opened, new GivenGradient(side));
    this.graph = new OpenGraph(opened, weights);
    if (updaterState != null) {
      graph.getUpdater().setStateViewArray(updaterState);
    }
  }

  /**
   * Returns the function of a graph with one output.
   *
   * @param graph the graph, whose weights are used and not copied
   * @return the function
   * @throws IllegalArgumentException if it has several outputs, or an output layer that does more
   *     than compare with labels
   */
  public static NetworkGraph of(ComputationGraph graph) {
    Nd4jRuntime.start();
    graph.init();
    int outputs = graph.getConfiguration().getNetworkOutputs().size();
    if (outputs != 1) {
      throw new IllegalArgumentException(
          "a graph of %d outputs: it must have one, which says x_0".formatted(outputs));
    }
    return new NetworkGraph(
        graph,
        graph.getConfiguration(),
        graph.params(),
        graph.getUpdater().getStateViewArray(),
        GivenGradient.Side.OUTPUT);
  }

  /**
   * Returns the function of a network.
   *
   * @param network the network, whose weights are used and not copied
   * @return the function
   * @throws IllegalArgumentException if it has an output layer that does more than compare with
   *     labels
   */
  public static NetworkGraph of(MultiLayerNetwork network) {
    Nd4jRuntime.start();
    network.init();
    ComputationGraphConfiguration asGraph = network.toComputationGraph().getConfiguration();
    asGraph.setIterationCount(network.getIterationCount());
    asGraph.setEpochCount(network.getEpochCount());
    return new NetworkGraph(
        network,
        asGraph,
        network.params(),
        network.getUpdater().getStateViewArray(),
        GivenGradient.Side.OUTPUT);
  }

  /**
   * Returns the same network, whose gradients are given for the numbers that its softmax is applied
   * to: where a probability is rounded to 0 the gradient of its logarithm is not.
   *
   * @return the function, which works on the same weights
   * @throws IllegalArgumentException if the network does not end in an output layer with softmax
   */
  public NetworkGraph beforeSoftmax() {
    OutputLayers.requireSoftmax(given);
    return new NetworkGraph(
        user,
        given,
        graph.params(),
        graph.getUpdater().getStateViewArray(),
        GivenGradient.Side.BEFORE_ACTIVATION);
  }

  /**
   * Returns a copy with weights of its own, to be asked beside this one.
   *
   * @param weights its weights [1, P], copied
   * @return the copy
   */
  public NetworkGraph copy(INDArray weights) {
    ComputationGraph copied = new ComputationGraph(copy(given));
    copied.init(weights, true);
    return new NetworkGraph(
        copied, copied.getConfiguration(), copied.params(), null, GivenGradient.Side.OUTPUT);
  }

  /**
   * Returns the user's network as training left it, for Deeplearning4j's own means: its weights,
   * its updater's state and its counters are up to date.
   *
   * @return the {@link ComputationGraph} or {@link MultiLayerNetwork} that was given
   */
  public Model model() {
    INDArray state = updaterState();
    if (user instanceof MultiLayerNetwork network && state != null) {
      network.getUpdater().setStateViewArray(network, state, false);
    } else if (user instanceof ComputationGraph whole && state != null) {
      whole.getUpdater().setStateViewArray(state);
    }
    return user;
  }

  /**
   * Returns the number of inputs.
   *
   * @return at least 1
   */
  public int inputs() {
    return given.getNetworkInputs().size();
  }

  /**
   * Returns the weights, those of the user's network themselves.
   *
   * @return all weights [1, P]; a view
   */
  public INDArray weights() {
    return graph.params();
  }

  /**
   * Returns what the updaters remember.
   *
   * @return their numbers in one array, a view; null if they remember nothing, as plain descent
   */
  public INDArray updaterState() {
    return graph.getUpdater().getStateViewArray();
  }

  /**
   * Returns the number of updates made, those before this function was made included.
   *
   * @return Deeplearning4j's count of iterations
   */
  public int steps() {
    return graph.getConfiguration().getIterationCount();
  }

  /**
   * Sets the number of updates made, on which learning rates and bias corrections depend.
   *
   * @param steps at least 0
   */
  public void resumeAt(int steps) {
    graph.getConfiguration().setIterationCount(steps);
    count();
  }

  /** Tells the user's network how many updates it has seen. */
  private void count() {
    given.setIterationCount(steps());
    if (user instanceof MultiLayerNetwork network) {
      network.getLayerWiseConfigurations().setIterationCount(steps());
    }
  }

  /**
   * Asks the network.
   *
   * @param in its inputs
   * @return what it says [B, ...], an array of its own in the network's type
   */
  public INDArray output(GraphInputs in) {
    INDArray said = forward(in, Mode.INFERENCE);
    graph.forget();
    return said;
  }

  /**
   * Computes a vector times the Jacobian matrices of the output with respect to the inputs, in
   * inference mode.
   *
   * @param in the inputs
   * @param vector of the output's shape
   * @return one gradient for each input in the network's type, null where there is none, as for ids
   * @throws IllegalArgumentException if the network has a layer that Deeplearning4j differentiates
   *     in training mode only: dropout or batch normalisation
   */
  public INDArray[] vectorJacobian(GraphInputs in, INDArray vector) {
    OutputLayers.requireDifferentiable(given);
    forward(in, Mode.INFERENCE);
    return graph.backward(vector.castTo(given.getDataType()));
  }

  /** A copy by way of the text form: {@code clone} drops the updater of an AttentionVertex. */
  private static ComputationGraphConfiguration copy(ComputationGraphConfiguration given) {
    return ComputationGraphConfiguration.fromJson(given.toJson());
  }

  /** Asks the network and keeps the pass for {@link #backward}. */
  INDArray forward(GraphInputs in, Mode mode) {
    if (in.arrays().length != inputs()) {
      throw new IllegalArgumentException(
          "%d arrays for a network of %d inputs (%s): give one for each"
              .formatted(in.arrays().length, inputs(), given.getNetworkInputs()));
    }
    return graph.forward(in.as(given.getDataType()), mode);
  }

  /** Brings a gradient of the output back to the weights; returns theirs [1, P], a view. */
  INDArray backward(INDArray gradientOfOutput) {
    graph.backward(gradientOfOutput.castTo(given.getDataType()));
    return graph.gradientOfWeights();
  }

  /** Lets the updaters change the weights by the gradient of the last pass. */
  void update(double loss) {
    int step = steps();
    graph.update();
    count();
    Listening.tell(user, loss, step);
  }

  /** The learning rate of the next update; NaN where no layer's updater has one. */
  double learningRate() {
    return OutputLayers.learningRate(given, steps());
  }
}

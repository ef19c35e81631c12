package org.udm.dl4j.net;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;

/**
 * The squared error of x_0 by a network that is told the classes, with the formula of {@link
 * FloatLoss}; rows of no class teach it p(x_0) (see {@link Labels#dropped}), which classifier-free
 * guidance needs.
 *
 * <pre>{@code
 * LabelledLoss loss = LabelledLoss.of(FloatGraph.of(graph, TimeInput.CHANNEL, readout, 1, 28, 28).withClasses(10));
 * FloatPredictor threes = loss.predictor(learner.network()).givenClass(3);
 * }</pre>
 */
public final class LabelledLoss implements GraphLoss<Given<FloatBatch, Labels>> {
  private final FloatGraph graph;

  private LabelledLoss(FloatGraph graph) {
    this.graph = graph;
  }

  /**
   * Returns the loss of a network.
   *
   * @param graph the network, and what it means
   * @return the loss
   */
  public static LabelledLoss of(FloatGraph graph) {
    return new LabelledLoss(graph);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param network the trained network, such as {@code learner.network()}
   * @return the predictor, for rows of no known class until it is given one
   */
  public FloatPredictor predictor(NetworkGraph network) {
    return FloatPredictor.of(graph.with(network));
  }

  @Override
  public NetworkGraph network() {
    return graph.network();
  }

  @Override
  public GraphInputs inputs(Example<Given<FloatBatch, Labels>> example) {
    return graph.inputs(example.xt().x(), graph.scalars(example.t()), example.x0().c());
  }

  @Override
  public long units(Given<FloatBatch, Labels> x0) {
    return (long) x0.rows() * x0.x().size();
  }

  @Override
  public Part of(INDArray said, Example<Given<FloatBatch, Labels>> example) {
    return FloatLoss.part(
        graph,
        said,
        new Example<>(example.x0().x(), example.xt().x(), example.t(), example.weights()));
  }
}

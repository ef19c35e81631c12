package org.udm.cli.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;
import org.udm.dl4j.net.FloatLoss;

/**
 * The squared error of rows, whatever their labels.
 *
 * @param of that of the rows alone
 */
record UnlabelledLoss(FloatLoss of) implements GraphLoss<Given<FloatBatch, Labels>> {

  @Override
  public NetworkGraph network() {
    return of.network();
  }

  @Override
  public GraphInputs inputs(Example<Given<FloatBatch, Labels>> example) {
    return of.inputs(alone(example));
  }

  @Override
  public long units(Given<FloatBatch, Labels> x0) {
    return of.units(x0.x());
  }

  @Override
  public Part of(INDArray said, Example<Given<FloatBatch, Labels>> example) {
    return of.of(said, alone(example));
  }

  private static Example<FloatBatch> alone(Example<Given<FloatBatch, Labels>> example) {
    return new Example<>(example.x0().x(), example.xt().x(), example.t(), example.weights());
  }
}

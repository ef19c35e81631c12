package org.udm.cli.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;
import org.udm.dl4j.net.RowLoss;

/**
 * The loss of rows by a network that is told no class.
 *
 * @param of that of the rows alone
 */
record UntoldRows(RowLoss of) implements GraphLoss<Given<TokenBatch, TokenBatch>> {

  @Override
  public NetworkGraph network() {
    return of.network();
  }

  @Override
  public GraphInputs inputs(Example<Given<TokenBatch, TokenBatch>> example) {
    return of.inputs(alone(example));
  }

  @Override
  public long units(Given<TokenBatch, TokenBatch> x0) {
    return of.units(x0.x());
  }

  @Override
  public Part of(INDArray said, Example<Given<TokenBatch, TokenBatch>> example) {
    return of.of(said, alone(example));
  }

  private static Example<TokenBatch> alone(Example<Given<TokenBatch, TokenBatch>> example) {
    return new Example<>(example.x0().x(), example.xt().x(), example.t(), example.weights());
  }
}

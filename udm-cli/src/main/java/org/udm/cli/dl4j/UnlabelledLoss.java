package org.udm.cli.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.core.Batch;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;

/**
 * The loss of rows, whatever their labels or classes.
 *
 * @param of that of the rows alone
 * @param <X> the rows
 * @param <C> what they are given
 */
record UnlabelledLoss<X extends Batch<X>, C extends Batch<C>>(GraphLoss<X> of)
    implements GraphLoss<Given<X, C>> {

  @Override
  public NetworkGraph network() {
    return of.network();
  }

  @Override
  public GraphInputs inputs(Example<Given<X, C>> example) {
    return of.inputs(alone(example));
  }

  @Override
  public long units(Given<X, C> x0) {
    return of.units(x0.x());
  }

  @Override
  public Part of(INDArray said, Example<Given<X, C>> example) {
    return of.of(said, alone(example));
  }

  private Example<X> alone(Example<Given<X, C>> example) {
    return new Example<>(example.x0().x(), example.xt().x(), example.t(), example.weights());
  }
}

package org.udm.dl4j.net;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.train.Example;
import org.udm.dl4j.graph.GraphInputs;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;

/**
 * The squared error of x_0,
 *
 * <pre>
 * loss = (1 / elements) sum over rows of w_row |x_0 - D(x_t, t)|^2,   D = skip x_t + out F
 * dloss / dF = -(2 / elements) w_row out (x_0 - D)
 * </pre>
 *
 * <p>The losses by row are mean squared errors of x_0, without the weights. It is the loss of
 * {@code org.udm.continuous.net.SquaredError}, for the other engine. {@link LabelledLoss} is the
 * one of rows with their classes.
 */
public final class FloatLoss implements GraphLoss<FloatBatch> {
  private final FloatGraph graph;

  private FloatLoss(FloatGraph graph) {
    this.graph = graph;
  }

  /**
   * Returns the loss of a network.
   *
   * @param graph the network, and what it means
   * @return the loss
   */
  public static FloatLoss of(FloatGraph graph) {
    return new FloatLoss(graph);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param network the trained network, such as {@code learner.network()}
   * @return the predictor
   */
  public FloatPredictor predictor(NetworkGraph network) {
    return FloatPredictor.of(graph.with(network));
  }

  @Override
  public NetworkGraph network() {
    return graph.network();
  }

  @Override
  public GraphInputs inputs(Example<FloatBatch> example) {
    Labels none = Labels.all(example.xt().rows(), Labels.NONE);
    return graph.inputs(example.xt(), graph.scalars(example.t()), none);
  }

  @Override
  public long units(FloatBatch x0) {
    return (long) x0.rows() * x0.size();
  }

  @Override
  public Part of(INDArray said, Example<FloatBatch> example) {
    return part(graph, said, example);
  }

  /** The loss of what a network said, of whatever class the rows are. */
  static Part part(FloatGraph graph, INDArray said, Example<FloatBatch> example) {
    FloatBatch x0 = example.x0();
    long elements = (long) x0.rows() * x0.size();
    Parametrization.Scalars[] at = graph.scalars(example.t());
    FloatBatch mean = graph.x0(example.xt(), said, at);
    int size = x0.size();
    float[] gradient = new float[x0.rows() * size];
    double[] rowLosses = new double[x0.rows()];
    double loss = 0;
    for (int i = 0; i < rowLosses.length; i++) {
      double weight = example.weights()[i] / elements;
      if (!Double.isFinite(weight)) {
        throw new IllegalArgumentException(
            "row %d at t = %s has weight %s: draw times from above 0, or weigh less"
                .formatted(i, example.t().at(i), example.weights()[i]));
      }
      double squares = 0;
      for (int e = 0; e < size; e++) {
        double error = (double) x0.at(i, e) - mean.at(i, e);
        squares += error * error;
        gradient[i * size + e] = (float) (-2 * weight * at[i].out() * error);
      }
      loss += weight * squares;
      rowLosses[i] = squares / size;
    }
    return new Part(loss, rowLosses, Nd4j.create(gradient, said.shape(), 'c'));
  }
}

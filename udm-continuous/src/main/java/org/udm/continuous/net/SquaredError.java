package org.udm.continuous.net;

import java.util.Arrays;
import java.util.function.Function;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.Batch;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The squared error of x_0,
 *
 * <pre>
 * loss = (1 / elements) sum over rows of w_row |x_0 - D(x_t, t)|^2,   D = skip x_t + out F
 * </pre>
 *
 * <p>With the weights of {@link org.udm.continuous.predict.LossWeights} it is the loss of any other
 * output: with SNR_t the "simple" loss |eps - F|^2 of Ho et al. (DDPM), 2020, equation 14. The
 * losses by row are mean squared errors of x_0, without the weights.
 *
 * @param <X> rows, or rows with their classes
 */
public final class SquaredError<X extends Batch<X>> implements Loss<X> {
  private final X0Network network;
  private final Function<X, FloatBatch> items;
  private final Function<X, Labels> labels;

  private SquaredError(
      X0Network network, Function<X, FloatBatch> items, Function<X, Labels> labels) {
    this.network = network;
    this.items = items;
    this.labels = labels;
  }

  /**
   * Returns the loss of a network that is told of no class.
   *
   * @param network the network
   * @return the loss
   */
  public static SquaredError<FloatBatch> of(X0Network network) {
    return new SquaredError<>(network, x -> x, x -> Labels.all(x.rows(), Labels.NONE));
  }

  /**
   * Returns the loss of a network that is told the classes; rows of no class teach it p(x_0) (see
   * {@link Labels#dropped}).
   *
   * @param network the network
   * @return the loss
   */
  public static SquaredError<Given<FloatBatch, Labels>> given(X0Network network) {
    return new SquaredError<>(network, Given::x, Given::c);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param weights trained weights, which the predictor frees when it is closed
   * @return the predictor
   */
  public NetworkPredictor predictor(Weights weights) {
    return NetworkPredictor.of(network, weights);
  }

  /** The network and what its output means. */
  X0Network network() {
    return network;
  }

  @Override
  public ParameterLayout layout() {
    return network.network().layout();
  }

  @Override
  public long units(X x0) {
    return (long) x0.rows() * items.apply(x0).size();
  }

  @Override
  public Part of(Weights weights, Example<X> some, long unitsOfBatch) {
    return pass(weights, some, unitsOfBatch).part();
  }

  /**
   * One pass of the network.
   *
   * @param part the loss
   * @param error x_0 - D, F32 [B, N]
   * @param said what the network said
   */
  record Pass(Part part, Tensor error, X0Network.Said said) {}

  /** Computes the loss, with what else is to be known of the pass. */
  Pass pass(Weights weights, Example<X> some, long unitsOfBatch) {
    FloatBatch x0 = items.apply(some.x0());
    int rows = x0.rows();
    float[] factors = new float[rows];
    for (int i = 0; i < rows; i++) {
      factors[i] = (float) (some.weights()[i] / unitsOfBatch);
      if (!Float.isFinite(factors[i])) {
        throw new IllegalArgumentException(
            "row %d at t = %s has weight %s: draw times from above 0, or weigh less"
                .formatted(i, some.t().at(i), some.weights()[i]));
      }
    }
    Tensor xt = network.tensor(weights, items.apply(some.xt()));
    X0Network.Said said = network.ask(weights, xt, some.t(), labels.apply(some.x0()));
    Tensor error = network.tensor(weights, x0).subtract(said.mean()).reshape(rows, x0.size());
    Tensor squares = error.multiply(error).sum(1);
    Tensor loss = squares.multiply(weights.runtime().tensor(factors, rows)).sum();
    Part part =
        Part.of(loss, squares, each -> Arrays.stream(each).map(s -> s / x0.size()).toArray());
    return new Pass(part, error, said);
  }
}

package org.udm.continuous.net;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.predict.DifferentiablePredictor;
import org.udm.continuous.predict.GaussianBelief;
import org.udm.continuous.predict.InterpolatingBelief;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Weights;

/**
 * A network as x_0-predictor: {@code p(x_0 | x_t) = N(D(x_t, t), v_t I)}, a point unless a variance
 * is given.
 *
 * <pre>{@code
 * try (NetworkPredictor predictor = loss.predictor(learner.weights())) {
 *   X0Predictor<FloatBatch> threes = predictor.givenClass(3);
 *   X0Predictor<Given<FloatBatch, Labels>> all = Conditional.predictor(predictor::given);
 * }
 * }</pre>
 */
public final class NetworkPredictor implements DifferentiablePredictor, AutoCloseable {

  /** The classes of a number of rows. */
  private interface Classes {
    Labels of(int rows);
  }

  private final X0Network network;
  private final Weights weights;
  private final Classes classes;
  private final DoubleUnaryOperator variance;

  private NetworkPredictor(
      X0Network network, Weights weights, Classes classes, DoubleUnaryOperator variance) {
    this.network = network;
    this.weights = weights;
    this.classes = classes;
    this.variance = variance;
  }

  /**
   * Returns the predictor of a network, for rows of no known class.
   *
   * @param network the network
   * @param weights its weights, which the predictor frees when it is closed
   * @return the predictor, whose beliefs are points
   */
  public static NetworkPredictor of(X0Network network, Weights weights) {
    return new NetworkPredictor(network, weights, rows -> Labels.all(rows, Labels.NONE), t -> 0);
  }

  /**
   * Returns the predictor for rows that are all of one class. It shares the weights.
   *
   * @param label the class, in [0, K)
   * @return the predictor
   * @throws IllegalArgumentException if the network does not know the class
   */
  public NetworkPredictor givenClass(int label) {
    int known = network.network().classes();
    if (label < 0 || label >= known) {
      throw new IllegalArgumentException(
          "class %d of a network that knows %d classes: give one in [0, %d)"
              .formatted(label, known, known));
    }
    return new NetworkPredictor(network, weights, rows -> Labels.all(rows, label), variance);
  }

  /**
   * Returns the predictor for rows of given classes, which predicts just as many rows. It shares
   * the weights.
   *
   * @param labels the classes, {@link Labels#NONE} where there is none [B]
   * @return the predictor
   */
  public NetworkPredictor given(Labels labels) {
    Classes same =
        rows -> {
          if (rows != labels.rows()) {
            throw new IllegalArgumentException(
                "%d rows for a predictor that is given %d classes: give one class per row"
                    .formatted(rows, labels.rows()));
          }
          return labels;
        };
    return new NetworkPredictor(network, weights, same, variance);
  }

  /**
   * Returns the predictor whose beliefs have a variance; those of a network that says the variance
   * of steps stay points. It shares the weights.
   *
   * @param other v_t as a function of t, at least 0
   * @return the predictor
   */
  public NetworkPredictor withVariance(DoubleUnaryOperator other) {
    return new NetworkPredictor(network, weights, classes, other);
  }

  /**
   * Predicts x_0.
   *
   * @return a {@link GaussianBelief}, or an {@link InterpolatingBelief} of a network that says the
   *     variance too
   */
  @Override
  public X0Belief<FloatBatch> predict(FloatBatch xt, Times t) {
    t.forRowsOf(xt);
    Labels labels = classes.of(xt.rows());
    int outputs = network.network().outputs().each();
    int size = xt.size();
    float[] said =
        Chunks.map(
            weights,
            xt,
            t,
            outputs * size,
            TensorScope::inference,
            (some, times, from, to) ->
                network
                    .ask(weights, network.tensor(weights, some), times, labels.slice(from, to))
                    .joined());
    FloatBatch mean = xt.map((i, e, old) -> said[i * outputs * size + e]);
    if (outputs == 2) {
      return InterpolatingBelief.of(
          mean, xt.map((i, e, old) -> said[(i * outputs + 1) * size + e]));
    }
    double[] variances = new double[xt.rows()];
    Arrays.setAll(variances, i -> variance.applyAsDouble(t.at(i)));
    return GaussianBelief.of(mean, variances);
  }

  @Override
  public FloatBatch vectorJacobian(FloatBatch xt, Times t, FloatBatch vector) {
    t.forRowsOf(xt);
    vector.requireShapeOf(xt);
    Labels labels = classes.of(xt.rows());
    float[] products =
        Chunks.map(
            weights,
            xt,
            t,
            xt.size(),
            TensorScope::recording,
            (some, times, from, to) -> {
              Tensor at = network.tensor(weights, some);
              Tensor gradient = weights.runtime().zeros(DataType.F32, at.shape());
              Tensor v = network.tensor(weights, vector.slice(from, to));
              network
                  .ask(weights, at.leaf(gradient), times, labels.slice(from, to))
                  .mean()
                  .multiply(v)
                  .sum()
                  .backward();
              return gradient;
            });
    return X0Network.batch(xt, products);
  }

  /** Frees the weights; neither this predictor nor those that share them can be asked any more. */
  @Override
  public void close() {
    weights.close();
  }
}

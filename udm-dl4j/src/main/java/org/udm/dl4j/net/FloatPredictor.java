package org.udm.dl4j.net;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.predict.DifferentiablePredictor;
import org.udm.continuous.predict.GaussianBelief;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Times;
import org.udm.dl4j.FloatArrays;
import org.udm.dl4j.graph.GraphInputs;

/**
 * A network of Deeplearning4j as x_0-predictor: {@code p(x_0 | x_t) = N(D(x_t, t), v_t I)}, a point
 * unless a variance is given.
 *
 * <pre>{@code
 * FloatPredictor predictor = loss.predictor(learner.network());
 * FloatPredictor threes = predictor.givenClass(3);
 * X0Predictor<Given<FloatBatch, Labels>> all = Conditional.predictor(predictor::given);
 * }</pre>
 *
 * <p>It can be asked by one thread at a time.
 */
public final class FloatPredictor implements DifferentiablePredictor {
  /** Elements of x_t at once: a pass holds some hundred times as much outside of Java's heap. */
  private static final int AT_ONCE = 1 << 15;

  /** The classes of a number of rows. */
  private interface Classes {
    Labels of(int rows);
  }

  private final FloatGraph graph;
  private final Classes classes;
  private final DoubleUnaryOperator variance;

  private FloatPredictor(FloatGraph graph, Classes classes, DoubleUnaryOperator variance) {
    this.graph = graph;
    this.classes = classes;
    this.variance = variance;
  }

  /**
   * Returns the predictor of a network, for rows of no known class.
   *
   * @param graph the network, and what it means
   * @return the predictor, whose beliefs are points
   */
  public static FloatPredictor of(FloatGraph graph) {
    return new FloatPredictor(graph, rows -> Labels.all(rows, Labels.NONE), t -> 0);
  }

  /**
   * Returns the predictor for rows that are all of one class. It shares the network.
   *
   * @param label the class, in [0, K)
   * @return the predictor
   * @throws IllegalArgumentException if the network does not know the class
   */
  public FloatPredictor givenClass(int label) {
    if (label < 0 || label >= graph.classes()) {
      throw new IllegalArgumentException(
          "class %d of a network that knows %d classes: give one in [0, %d)"
              .formatted(label, graph.classes(), graph.classes()));
    }
    return new FloatPredictor(graph, rows -> Labels.all(rows, label), variance);
  }

  /**
   * Returns the predictor for rows of given classes, which predicts just as many rows. It shares
   * the network.
   *
   * @param labels the classes, {@link Labels#NONE} where there is none [B]
   * @return the predictor
   */
  public FloatPredictor given(Labels labels) {
    Classes same =
        rows -> {
          if (rows != labels.rows()) {
            throw new IllegalArgumentException(
                "%d rows for a predictor that is given %d classes: give one class per row"
                    .formatted(rows, labels.rows()));
          }
          return labels;
        };
    return new FloatPredictor(graph, same, variance);
  }

  /**
   * Returns the predictor whose beliefs have a variance. It shares the network.
   *
   * @param other v_t as a function of t, at least 0
   * @return the predictor
   */
  public FloatPredictor withVariance(DoubleUnaryOperator other) {
    return new FloatPredictor(graph, classes, other);
  }

  @Override
  public GaussianBelief predict(FloatBatch xt, Times t) {
    t.forRowsOf(xt);
    double[] variances = new double[xt.rows()];
    Arrays.setAll(variances, i -> variance.applyAsDouble(t.at(i)));
    Parametrization.Scalars[] at = graph.scalars(t);
    Labels labels = classes.of(xt.rows());
    FloatBatch mean =
        some(
            xt,
            (from, to) -> {
              FloatBatch part = xt.slice(from, to);
              Parametrization.Scalars[] theirs = Arrays.copyOfRange(at, from, to);
              INDArray said =
                  graph.network().output(graph.inputs(part, theirs, labels.slice(from, to)));
              return graph.x0(part, said, theirs);
            });
    return GaussianBelief.of(mean, variances);
  }

  @Override
  public FloatBatch vectorJacobian(FloatBatch xt, Times t, FloatBatch vector) {
    t.forRowsOf(xt);
    vector.requireShapeOf(xt);
    Parametrization.Scalars[] at = graph.scalars(t);
    Labels labels = classes.of(xt.rows());
    return some(
        xt,
        (from, to) -> {
          Parametrization.Scalars[] theirs = Arrays.copyOfRange(at, from, to);
          GraphInputs in = graph.inputs(xt.slice(from, to), theirs, labels.slice(from, to));
          return pulledBack(in, theirs, vector.slice(from, to));
        });
  }

  /** {@code v^T dD / dx_t = skip v + in (out v)^T dF}. */
  private FloatBatch pulledBack(GraphInputs in, Parametrization.Scalars[] at, FloatBatch v) {
    INDArray weighed = FloatArrays.of(v.map((i, e, value) -> at[i].out() * value));
    INDArray gradient = graph.network().vectorJacobian(in, weighed)[0];
    FloatBatch back = FloatArrays.batch(graph.withoutTime(gradient));
    return v.map((i, e, value) -> at[i].skip() * value + at[i].in() * back.at(i, e));
  }

  /** Computes the results of some rows. */
  private interface Pass {
    FloatBatch of(int from, int to);
  }

  private static FloatBatch some(FloatBatch xt, Pass pass) {
    int chunk = Math.max(1, AT_ONCE / xt.size());
    FloatBatch all = xt.slice(0, 0);
    for (int from = 0; from < xt.rows(); from += chunk) {
      all = all.concat(pass.of(from, Math.min(xt.rows(), from + chunk)));
    }
    return all;
  }
}

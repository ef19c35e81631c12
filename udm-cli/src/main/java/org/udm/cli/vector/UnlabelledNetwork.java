package org.udm.cli.vector;

import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.predict.X0Predictor;

/**
 * A trained network that knows no classes, as those of Deeplearning4j.
 *
 * @param predictors by the variance of their beliefs
 * @param untold the predictor with the present variance
 */
record UnlabelledNetwork(
    Function<DoubleUnaryOperator, X0Predictor<FloatBatch>> predictors,
    X0Predictor<FloatBatch> untold)
    implements VectorNetwork {

  static UnlabelledNetwork of(Function<DoubleUnaryOperator, X0Predictor<FloatBatch>> predictors) {
    return new UnlabelledNetwork(predictors, predictors.apply(t -> 0));
  }

  @Override
  public X0Predictor<FloatBatch> givenClass(int label) {
    throw new IllegalArgumentException(
        "class %d of a network that knows no classes: ask it for rows of none".formatted(label));
  }

  @Override
  public X0Predictor<FloatBatch> given(Labels labels) {
    return untold;
  }

  @Override
  public VectorNetwork withVariance(DoubleUnaryOperator variance) {
    return new UnlabelledNetwork(predictors, predictors.apply(variance));
  }

  @Override
  public void close() {
    // Java's garbage collector frees arrays of ND4J
  }
}

package org.udm.cli.vector;

import java.util.function.DoubleUnaryOperator;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.core.predict.X0Predictor;

/** A trained network for points or images, on whichever engine, by what it is told of classes. */
interface VectorNetwork extends AutoCloseable {

  /** The predictor of rows of no known class. */
  X0Predictor<FloatBatch> untold();

  /**
   * The predictor of rows that are all of one class.
   *
   * @param label in [0, K)
   */
  X0Predictor<FloatBatch> givenClass(int label);

  /**
   * The predictor of just as many rows as there are labels.
   *
   * @param labels {@link Labels#NONE} where there is none [B]
   */
  X0Predictor<FloatBatch> given(Labels labels);

  /**
   * The same network, whose beliefs have a variance.
   *
   * @param variance v_t as a function of t, at least 0
   */
  VectorNetwork withVariance(DoubleUnaryOperator variance);

  /** Frees the weights. */
  @Override
  void close();
}

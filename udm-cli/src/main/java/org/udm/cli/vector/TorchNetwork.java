package org.udm.cli.vector;

import java.util.function.DoubleUnaryOperator;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.net.NetworkPredictor;
import org.udm.core.predict.X0Predictor;

/**
 * A trained network that LibTorch computes.
 *
 * @param untold its predictor
 */
record TorchNetwork(NetworkPredictor untold) implements VectorNetwork {

  @Override
  public X0Predictor<FloatBatch> givenClass(int label) {
    return untold.givenClass(label);
  }

  @Override
  public X0Predictor<FloatBatch> given(Labels labels) {
    return untold.given(labels);
  }

  @Override
  public VectorNetwork withVariance(DoubleUnaryOperator variance) {
    return new TorchNetwork(untold.withVariance(variance));
  }

  @Override
  public void close() {
    untold.close();
  }
}

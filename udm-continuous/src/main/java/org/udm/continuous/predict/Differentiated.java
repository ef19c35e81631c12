package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;

/** A predictor put together with its vector-Jacobian product. */
record Differentiated(X0Predictor<FloatBatch> predictor, Product product)
    implements DifferentiablePredictor {

  /** See {@link DifferentiablePredictor#vectorJacobian}. */
  interface Product {
    FloatBatch of(FloatBatch xt, Times t, FloatBatch vector);
  }

  @Override
  public X0Belief<FloatBatch> predict(FloatBatch xt, Times t) {
    return predictor.predict(xt, t);
  }

  @Override
  public FloatBatch vectorJacobian(FloatBatch xt, Times t, FloatBatch vector) {
    t.forRowsOf(vector.requireShapeOf(xt));
    return product.of(xt, t, vector);
  }
}

package org.udm.continuous.bound;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.predict.SpreadBelief;
import org.udm.core.predict.X0Belief;

/** What bounds take from a belief. */
final class Errors {
  private Errors() {}

  /** |x - y|^2 row by row [B]. */
  static double[] squares(FloatBatch x, FloatBatch y) {
    x.requireShapeOf(y);
    double[] sums = new double[x.rows()];
    for (int i = 0; i < sums.length; i++) {
      for (int e = 0; e < x.size(); e++) {
        double difference = (double) x.at(i, e) - y.at(i, e);
        sums[i] += difference * difference;
      }
    }
    return sums;
  }

  static double[] variance(X0Belief<FloatBatch> belief) {
    if (!(belief instanceof SpreadBelief spread)) {
      throw new IllegalArgumentException(
          "StepVariance.OPTIMAL needs beliefs that know their variance (SpreadBelief), not "
              + belief.getClass().getSimpleName());
    }
    return spread.variance();
  }
}

package org.udm.continuous.bound;

import org.udm.continuous.FloatBatch;

/** Squared errors. */
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
}

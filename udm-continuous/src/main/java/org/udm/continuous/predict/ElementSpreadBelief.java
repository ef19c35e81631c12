package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;

/** A belief that knows how uncertain every single element is. */
public interface ElementSpreadBelief extends SpreadBelief {

  /**
   * Returns the variance of every element of x_0.
   *
   * @return Var(x_0^n | x_t), at least 0 [B, N]
   */
  FloatBatch variances();

  @Override
  default double[] variance() {
    FloatBatch variances = variances();
    double[] means = new double[variances.rows()];
    for (int i = 0; i < means.length; i++) {
      for (int e = 0; e < variances.size(); e++) {
        means[i] += (double) variances.at(i, e) / variances.size();
      }
    }
    return means;
  }
}

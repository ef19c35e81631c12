package org.udm.discrete.metric;

import org.udm.core.bound.Estimate;

/** Means over rows and their standard errors. */
final class RowMeans {
  private RowMeans() {}

  /** The mean of one number a row. */
  static Estimate of(double... values) {
    double[] ones = new double[values.length];
    java.util.Arrays.fill(ones, 1);
    return ratio(values, ones);
  }

  /**
   * The sum of some numbers over the sum of others.
   *
   * <p>Standard error by linearisation: sqrt(B / (B - 1) sum (y_i - r x_i)^2) / sum x_i. Source:
   * Cochran, "Sampling techniques", 1977, chapter 6, without the finite population.
   */
  static Estimate ratio(double[] above, double[] below) {
    double sumAbove = 0;
    double sumBelow = 0;
    for (int i = 0; i < above.length; i++) {
      sumAbove += above[i];
      sumBelow += below[i];
    }
    double ratio = sumAbove / sumBelow;
    double squares = 0;
    for (int i = 0; i < above.length; i++) {
      double residual = above[i] - ratio * below[i];
      squares += residual * residual;
    }
    double rows = above.length;
    return new Estimate(ratio, Math.sqrt(rows / (rows - 1) * squares) / sumBelow);
  }
}

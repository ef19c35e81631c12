package org.udm.continuous.metric;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.udm.continuous.FloatBatch;

/**
 * The mean and the covariance of the elements of a set of items.
 *
 * <pre>m = (1/n) sum x,   S = (1/(n - 1)) sum (x - m)(x - m)^T</pre>
 */
public final class Moments {
  private final double[] mean; // [N]
  private final double[][] covariance; // [N][N]

  private Moments(double[] mean, double[][] covariance) {
    this.mean = mean;
    this.covariance = covariance;
  }

  /**
   * Returns the moments of a set.
   *
   * @param items at least two [n], of N elements; N^2 numbers are stored
   * @return the moments
   * @throws IllegalArgumentException if there are fewer than two items
   */
  public static Moments of(FloatBatch items) {
    int n = items.rows();
    if (n < 2) {
      throw new IllegalArgumentException("moments of " + n + " items: at least 2 are needed");
    }
    int size = items.size();
    double[] mean = new double[size];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < size; k++) {
        mean[k] += items.at(i, k) / (double) n;
      }
    }
    DMatrixRMaj centred = new DMatrixRMaj(n, size);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < size; k++) {
        centred.set(i, k, items.at(i, k) - mean[k]);
      }
    }
    DMatrixRMaj products = CommonOps_DDRM.multTransA(centred, centred, null);
    CommonOps_DDRM.divide(products, n - 1.0);
    double[][] covariance = new double[size][size];
    for (int k = 0; k < size; k++) {
      System.arraycopy(products.data, k * size, covariance[k], 0, size);
    }
    return new Moments(mean, covariance);
  }

  /**
   * Returns the mean.
   *
   * @return m, an array of its own [N]
   */
  public double[] mean() {
    return mean.clone();
  }

  /**
   * Returns the covariance.
   *
   * @return S, an array of its own [N][N]
   */
  public double[][] covariance() {
    return Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
  }
}

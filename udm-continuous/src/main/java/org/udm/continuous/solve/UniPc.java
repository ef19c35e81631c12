package org.udm.continuous.solve;

import java.util.Arrays;

/**
 * UniPC, a predictor and a corrector that costs no prediction of its own, in the form B = exp(-h) -
 * 1 for predictions of x_0. The step is
 *
 * <pre>
 * -B D_0 - B sum over j of a_j (D_j - D_0) / r_j,   r_j = (lambda_j - lambda_0) / h
 * sum over j of r_j^(n-1) a_j = n! psi_n / B,   n = 1, 2, ...
 * psi_1 = -B / h - 1,   psi_{n+1} = -psi_n / h - 1 / (n + 1)!
 * </pre>
 *
 * <p>where the corrector has the prediction at the end, r = 1, as one more unknown. A rule of order
 * p remembers p predictions; the corrected result is of order p + 1.
 *
 * <p>Source: Zhao et al., "UniPC: a unified predictor-corrector framework for fast sampling of
 * diffusion models", 2023, with their second choice of B.
 */
public final class UniPc implements MultistepRule {
  private final int order;

  private UniPc(int order) {
    this.order = order;
  }

  /**
   * Returns the solver.
   *
   * @param order the number of predictions remembered, 1, 2 or 3
   * @return the rule
   * @throws IllegalArgumentException if the order is another
   */
  public static UniPc ofOrder(int order) {
    if (order < 1 || order > 3) {
      throw new IllegalArgumentException("UniPC of order " + order + ": it is 1, 2 or 3");
    }
    return new UniPc(order);
  }

  @Override
  public int order() {
    return order;
  }

  @Override
  public double[] weights(double[] lambda, double next) {
    double h = next - lambda[0];
    double[] r = new double[lambda.length - 1];
    Arrays.setAll(r, j -> (lambda[j + 1] - lambda[0]) / h);
    double[] a = solve(r, h);
    double[] weights = new double[lambda.length];
    weights[0] = -Math.expm1(-h);
    for (int j = 0; j < r.length; j++) {
      weights[j + 1] = a[j] / r[j];
      weights[0] -= a[j] / r[j];
    }
    return weights;
  }

  @Override
  public double[] correction(double[] lambda, double next) {
    double h = next - lambda[0];
    double[] r = new double[lambda.length]; // the end, then the earlier ones
    Arrays.setAll(r, j -> j == 0 ? 1 : (lambda[j] - lambda[0]) / h);
    double[] a = solve(r, h);
    double[] weights = new double[lambda.length + 1];
    weights[1] = -Math.expm1(-h);
    for (int j = 0; j < r.length; j++) {
      weights[j == 0 ? 0 : j + 1] = a[j] / r[j];
      weights[1] -= a[j] / r[j];
    }
    return weights;
  }

  /**
   * The weights of the differences, already times -B(h): the solution of a Vandermonde system. For
   * one difference the paper takes 1/2, as exact as the order needs.
   */
  private static double[] solve(double[] r, double h) {
    double b = Math.expm1(-h);
    if (r.length == 1) {
      return new double[] {-0.5 * b};
    }
    int n = r.length;
    double[][] system = new double[n][n + 1];
    double psi = -b / h - 1;
    double factorial = 1;
    for (int row = 0; row < n; row++) {
      for (int j = 0; j < n; j++) {
        system[row][j] = Math.pow(r[j], row);
      }
      factorial *= row + 1;
      system[row][n] = -psi * factorial;
      psi = -psi / h - 1 / (factorial * (row + 2));
    }
    return eliminate(system);
  }

  /** Gauss-Jordan elimination with the largest pivots; [n, n + 1]. */
  private static double[] eliminate(double[][] m) {
    int n = m.length;
    for (int column = 0; column < n; column++) {
      int best = column;
      for (int row = column + 1; row < n; row++) {
        best = Math.abs(m[row][column]) > Math.abs(m[best][column]) ? row : best;
      }
      double[] pivot = m[best];
      m[best] = m[column];
      m[column] = pivot;
      for (int row = 0; row < n; row++) {
        double factor = row == column ? 0 : m[row][column] / pivot[column];
        for (int k = column; k <= n; k++) {
          m[row][k] -= factor * pivot[k];
        }
      }
    }
    double[] solution = new double[n];
    Arrays.setAll(solution, i -> m[i][n] / m[i][i]);
    return solution;
  }
}

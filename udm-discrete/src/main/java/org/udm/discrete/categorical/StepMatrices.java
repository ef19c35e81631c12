package org.udm.discrete.categorical;

import java.util.Arrays;

/**
 * The matrices of one step that D3PM uses for values in an order, such as grey levels: the closer
 * two values, the likelier the move.
 *
 * <p>All are symmetric, so that a chain of them tends to the uniform law. Source: Austin et al.
 * (D3PM), 2021, appendix A.2.
 */
public final class StepMatrices {
  private StepMatrices() {}

  /**
   * Returns the band-diagonal matrix: every value at most w away has the probability beta / K.
   *
   * @param states the number of values K, at least 2
   * @param width w, in [1, K)
   * @param beta in [0, 1]
   * @return the matrix [K][K]
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static double[][] band(int states, int width, double beta) {
    requireValues(states);
    if (width < 1 || width >= states) {
      throw new IllegalArgumentException(
          "a band of width %d for %d values: it must be in [1, %d)"
              .formatted(width, states, states));
    }
    if (!(beta >= 0 && beta <= 1)) {
      throw new IllegalArgumentException("beta " + beta + " is outside [0, 1]");
    }
    double[][] q = new double[states][states];
    for (int i = 0; i < states; i++) {
      for (int j = Math.max(0, i - width); j <= Math.min(states - 1, i + width); j++) {
        q[i][j] = beta / states;
      }
    }
    return withDiagonal(q);
  }

  /**
   * Returns the discretised Gaussian: {@code exp(-4 |i - j|^2 / ((K - 1)^2 beta))} off the
   * diagonal, divided by the sum of that over all differences from 1 - K to K - 1.
   *
   * @param states the number of values K, at least 2
   * @param beta positive and finite, the paper's go from 1e-4 to 0.02
   * @return the matrix [K][K]
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static double[][] gaussian(int states, double beta) {
    requireValues(states);
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("beta " + beta + ": it must be positive and finite");
    }
    double[] bell = new double[states];
    double sum = -1; // the difference 0 stands once in the sum
    for (int d = 0; d < states; d++) {
      double scaled = 2.0 * d / (states - 1);
      bell[d] = Math.exp(-scaled * scaled / beta);
      sum += 2 * bell[d];
    }
    double[][] q = new double[states][states];
    for (int i = 0; i < states; i++) {
      for (int j = 0; j < states; j++) {
        q[i][j] = bell[Math.abs(i - j)] / sum;
      }
    }
    return withDiagonal(q);
  }

  private static void requireValues(int states) {
    if (states < 2) {
      throw new IllegalArgumentException(
          "a matrix for " + states + " values: at least 2 are needed");
    }
  }

  /** Gives the diagonal what the rest of a row leaves. */
  private static double[][] withDiagonal(double[][] q) {
    for (int i = 0; i < q.length; i++) {
      q[i][i] = 0;
      q[i][i] = 1 - Arrays.stream(q[i]).sum();
    }
    return q;
  }
}

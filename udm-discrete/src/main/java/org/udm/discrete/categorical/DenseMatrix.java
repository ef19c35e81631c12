package org.udm.discrete.categorical;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** A matrix of K x K numbers. */
final class DenseMatrix implements TransitionMatrix {
  /** Sums of a thousand rounded probabilities, such as a table that was printed with ten digits. */
  private static final double ROUNDING = 1e-9;

  private final DMatrixRMaj entries;

  private DenseMatrix(DMatrixRMaj entries) {
    this.entries = entries;
  }

  /**
   * Returns the matrix of given rows.
   *
   * @param rows probabilities [K][K]
   * @param name what the caller calls it, for errors
   * @return the matrix, its rows scaled to sum to 1 to the last digit
   * @throws IllegalArgumentException if it is not square and stochastic
   */
  static DenseMatrix of(double[][] rows, String name) {
    requireSquare(rows, name);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        if (!(rows[i][j] >= 0)) {
          throw new IllegalArgumentException(
              "%s has the entry %s in row %d, column %d: probabilities must not be negative"
                  .formatted(name, rows[i][j], i, j));
        }
      }
      double sum = Arrays.stream(rows[i]).sum();
      if (!(Math.abs(sum - 1) <= ROUNDING)) {
        throw new IllegalArgumentException(
            "row %d of %s sums to %s: every row is a law and must sum to 1"
                .formatted(i, name, sum));
      }
    }
    return new DenseMatrix(normalised(new DMatrixRMaj(rows)));
  }

  static void requireSquare(double[][] rows, String name) {
    if (rows.length == 0) {
      throw new IllegalArgumentException(name + " has no rows: at least one state is needed");
    }
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != rows.length) {
        throw new IllegalArgumentException(
            "row %d of %s has %d entries and there are %d rows: the matrix must be square"
                .formatted(i, name, rows[i].length, rows.length));
      }
    }
  }

  static DenseMatrix identity(int states) {
    return new DenseMatrix(CommonOps_DDRM.identity(states));
  }

  /** The product: this move, then a later one. */
  DenseMatrix times(DenseMatrix later) {
    DMatrixRMaj product = new DMatrixRMaj(states(), states());
    CommonOps_DDRM.mult(entries, later.entries, product);
    return new DenseMatrix(normalised(product));
  }

  /**
   * Returns {@code exp(a (P - I)) = sum over k of Poisson(k; a) P^k}, P being this matrix: the
   * chain that makes a jump of P at each event of a clock of rate 1, after the time a.
   *
   * <p>No term is negative, so nothing cancels. Source: Jensen, "Markoff chains as an aid in the
   * study of Markoff processes", 1953 (uniformization).
   *
   * @param a the time, not negative and finite
   * @return the matrix
   */
  DenseMatrix atRandomTimes(double a) {
    int halvings = Math.max(0, Math.getExponent(a) + 1); // then a is at most 1
    double part = Math.scalb(a, -halvings);
    DMatrixRMaj power = CommonOps_DDRM.identity(states());
    DMatrixRMaj sum = new DMatrixRMaj(states(), states());
    double weight = Math.exp(-part);
    for (int k = 1; weight > 0x1p-60; k++) { // what follows is below the last digit of the sum
      CommonOps_DDRM.add(sum, weight, power, sum);
      DMatrixRMaj next = new DMatrixRMaj(states(), states());
      CommonOps_DDRM.mult(power, entries, next);
      power = next;
      weight *= part / k;
    }
    DenseMatrix result = new DenseMatrix(normalised(sum));
    for (int k = 0; k < halvings; k++) {
      result = result.times(result);
    }
    return result;
  }

  private static DMatrixRMaj normalised(DMatrixRMaj rows) {
    for (int i = 0; i < rows.numRows; i++) {
      double sum = 0;
      for (int j = 0; j < rows.numCols; j++) {
        sum += rows.get(i, j);
      }
      for (int j = 0; j < rows.numCols; j++) {
        rows.set(i, j, rows.get(i, j) / sum);
      }
    }
    return rows;
  }

  @Override
  public int states() {
    return entries.numRows;
  }

  @Override
  public double at(int from, int to) {
    return entries.get(from, to);
  }

  @Override
  public double untouched(int from) {
    return entries.get(from, from);
  }

  @Override
  public double[] push(double[] weights) {
    double[] pushed = new double[states()];
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != 0) {
        for (int j = 0; j < pushed.length; j++) {
          pushed[j] += weights[i] * entries.get(i, j);
        }
      }
    }
    return pushed;
  }
}

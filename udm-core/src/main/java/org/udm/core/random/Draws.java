package org.udm.core.random;

/** The checks that every kind of stream makes of what it is asked for. */
final class Draws {
  /** Closed forms such as (a_s - a_t) / (1 - a_t) miss [0, 1] by a few units in the last place. */
  private static final double ROUNDING = 1e-12;

  private Draws() {}

  static double requireProbability(double p) {
    if (!(p >= -ROUNDING && p <= 1 + ROUNDING)) {
      throw new IllegalArgumentException("probability " + p + " is outside [0, 1]");
    }
    return Math.min(1, Math.max(0, p));
  }

  static void requireInterval(double low, double high) {
    if (!(low < high && high - low < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "uniform draw from [" + low + ", " + high + "): the interval is empty or not finite");
    }
  }

  static int requireCount(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("an index among " + n + " outcomes: at least 1 is needed");
    }
    return n;
  }

  static int requireRow(int row) {
    if (row < 0) {
      throw new IllegalArgumentException("row " + row + " is negative");
    }
    return row;
  }

  static int[] requireRows(int[] rows) {
    for (int row : rows) {
      requireRow(row);
    }
    return rows;
  }

  static double requireWeights(double[] weights) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      if (!(weights[k] >= 0 && weights[k] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "weight %d is %s: weights must be finite and not negative".formatted(k, weights[k]));
      }
      sum += weights[k];
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%d weights with sum %s: the sum must be positive and finite"
              .formatted(weights.length, sum));
    }
    return sum;
  }
}

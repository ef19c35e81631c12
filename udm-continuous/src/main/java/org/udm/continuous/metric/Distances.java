package org.udm.continuous.metric;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.udm.continuous.FloatBatch;

/** Euclidean distances between items, computed in double. */
final class Distances {
  private Distances() {}

  /** Requires two sets of one item shape with at least a number of items each. */
  static void require(FloatBatch x, FloatBatch y, int least) {
    if (!Arrays.equals(x.shape(), y.shape())) {
      throw new IllegalArgumentException(
          "items of shape %s against items of shape %s: the shapes must be equal"
              .formatted(Arrays.toString(x.shape()), Arrays.toString(y.shape())));
    }
    if (x.rows() < least || y.rows() < least) {
      throw new IllegalArgumentException(
          "%d items against %d: at least %d of each are needed"
              .formatted(x.rows(), y.rows(), least));
    }
  }

  static float[][] rows(FloatBatch x) {
    return IntStream.range(0, x.rows()).mapToObj(x::row).toArray(float[][]::new);
  }

  static double squared(float[] x, float[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      double d = (double) x[k] - y[k];
      sum += d * d;
    }
    return sum;
  }

  /**
   * Sums a function of the squared distance over all pairs; rows in parallel, added up in order, so
   * that the sum does not depend on the threads.
   */
  static double sum(float[][] x, float[][] y, DoubleUnaryOperator ofSquared) {
    double[] sums = new double[x.length];
    Arrays.parallelSetAll(
        sums,
        i -> {
          double sum = 0;
          for (float[] other : y) {
            sum += ofSquared.applyAsDouble(squared(x[i], other));
          }
          return sum;
        });
    return Arrays.stream(sums).sum();
  }

  /** The squared distances of an item to every item of a set. */
  static double[] squaredToAll(float[] item, float[][] set) {
    double[] squares = new double[set.length];
    Arrays.setAll(squares, j -> squared(item, set[j]));
    return squares;
  }
}

package org.udm.dl4j.net;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.dl4j.FloatArrays;
import org.udm.dl4j.graph.GraphLoss;

/** The laws of single classes that a network says at each place: its softmax, [B, C, L]. */
final class Laws {
  private final INDArray said;
  private final float[] p;
  private final int classes;
  private final int length;

  private Laws(INDArray said, int classes, int length) {
    this.said = said;
    this.p = FloatArrays.flat(said);
    this.classes = classes;
    this.length = length;
  }

  /**
   * Returns the laws that a network said.
   *
   * @throws IllegalArgumentException if it said something of another shape
   */
  static Laws of(INDArray said, int rows, int classes, int length) {
    long[] wanted = {rows, classes, length};
    if (!Arrays.equals(wanted, said.shape())) {
      throw new IllegalArgumentException(
          "a network that says %s about rows for which %s is wanted, [B, classes, L]: set its output's size, and no other data format"
              .formatted(Arrays.toString(said.shape()), Arrays.toString(wanted)));
    }
    return new Laws(said, classes, length);
  }

  /** The law at a place, in which some classes are impossible; sums to 1 [C]. */
  double[] at(int row, int position, IntPredicate impossible) {
    double[] law = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      if (!impossible.test(c)) {
        // what softmax rounds to 0 is possible nevertheless
        law[c] = Math.max(p[index(row, c, position)], Float.MIN_NORMAL);
        sum += law[c];
      }
    }
    for (int c = 0; c < classes; c++) {
      law[c] /= sum;
    }
    return law;
  }

  /** Classes that are impossible at a place. */
  interface Impossible {
    /** Whether a class is impossible at a place of the list. */
    boolean test(int place, int c);
  }

  /**
   * Returns the weighted cross-entropy of classes at some places,
   *
   * <pre>
   * loss = (1 / units) sum over rows of w_row sum over its places of -log law[target]
   * dloss / dlogit_c = (w_row / units) (law[c] - [c = target])
   * </pre>
   *
   * @param at the places [M]
   * @param targets the classes there [M]
   * @param rowUnits the units of each row, by which its own loss is divided [B]
   * @param units those of the whole batch
   */
  GraphLoss.Part crossEntropy(
      Positions at,
      int[] targets,
      Impossible impossible,
      Example<TokenBatch> example,
      int[] rowUnits,
      long units) {
    float[] gradient = new float[p.length];
    double[] rowLosses = new double[rowUnits.length];
    double loss = 0;
    for (int k = 0; k < targets.length; k++) {
      int place = k;
      int row = at.row(k);
      double weight = example.weights()[row] / units;
      double[] law = at(row, at.position(k), c -> impossible.test(place, c));
      double nats = -Math.log(law[targets[k]]);
      loss += weight * nats;
      rowLosses[row] += nats / rowUnits[row];
      for (int c = 0; c < classes; c++) {
        gradient[index(row, c, at.position(k))] =
            (float) (weight * (law[c] - (c == targets[k] ? 1 : 0)));
      }
    }
    return new GraphLoss.Part(loss, rowLosses, Nd4j.create(gradient, said.shape(), 'c'));
  }

  private int index(int row, int c, int position) {
    return (row * classes + c) * length + position;
  }
}

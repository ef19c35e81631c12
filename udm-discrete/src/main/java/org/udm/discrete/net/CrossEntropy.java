package org.udm.discrete.net;

import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The weighted cross-entropy of classes at some places,
 *
 * <pre>
 * loss = (1 / units) sum over rows of w_row sum over its places of -log softmax(logits)[target].
 * </pre>
 */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * Computes the part of some rows.
   *
   * @param weights the present weights of the network
   * @param logits F32 [N, V], one row for each place
   * @param targets I32 [N], each in [0, V)
   * @param at the places [N]
   * @param some the rows of the batch [B]
   * @param rowUnits the units of each row, by which its own loss is divided [B]
   * @param unitsOfBatch the units of the whole batch
   * @return the loss and those of the rows
   */
  public static Loss.Part part(
      Weights weights,
      Tensor logits,
      Tensor targets,
      Positions at,
      Example<TokenBatch> some,
      int[] rowUnits,
      long unitsOfBatch) {
    float[] factors = new float[at.size()];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = (float) (some.weights()[at.row(k)] / unitsOfBatch);
    }
    Tensor losses = logits.crossEntropy(targets);
    Tensor loss = losses.multiply(weights.runtime().tensor(factors, factors.length)).sum();
    return Loss.Part.of(loss, losses, each -> rowLosses(each, at, rowUnits));
  }

  /** Sums the losses of the places [N] by row, each divided by the units of its row [B]. */
  private static double[] rowLosses(double[] each, Positions at, int[] rowUnits) {
    double[] sums = new double[rowUnits.length];
    for (int k = 0; k < each.length; k++) {
      sums[at.row(k)] += each[k] / rowUnits[at.row(k)];
    }
    return sums;
  }
}

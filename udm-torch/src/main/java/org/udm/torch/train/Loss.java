package org.udm.torch.train;

import java.util.function.UnaryOperator;
import org.udm.core.Batch;
import org.udm.core.train.Example;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/**
 * What a network is trained on: {@code -log q(x_0 | x_t)} of an example, with a gradient.
 *
 * @param <X> the state
 */
public interface Loss<X extends Batch<X>> {

  /**
   * Returns the names and shapes of the weights that the loss depends on.
   *
   * @return the layout of the network, or of several
   */
  ParameterLayout layout();

  /**
   * Counts the units of data over which a loss is a mean.
   *
   * @param x0 clean rows [B]
   * @return tokens, pixels or coordinates in all rows
   */
  long units(X x0);

  /**
   * Computes the loss of some rows of a batch. The open scope frees what it makes.
   *
   * @param weights the present weights
   * @param some rows of a batch, at least one
   * @param unitsOfBatch the units of the whole batch, by which the sum is divided
   * @return their part of the loss
   */
  Part of(Weights weights, Example<X> some, long unitsOfBatch);

  /**
   * A part of a batch's loss: {@code (1 / unitsOfBatch) sum over rows of w_row times the row's
   * loss}, with a gradient, and the losses of the rows, which are copied from the device when they
   * are asked for, so that it may be given more to do before.
   */
  final class Part {
    private final Tensor loss; // or null
    private final Tensor each; // or null where rows takes nothing
    private final UnaryOperator<double[]> rows;

    private Part(Tensor loss, Tensor each, UnaryOperator<double[]> rows) {
      this.loss = loss;
      this.each = each;
      this.rows = rows;
    }

    /**
     * Returns a part.
     *
     * @param loss a single number with a gradient
     * @param each what is copied from the device when the losses of the rows are asked for
     * @param rows makes of it the mean over the row's units, in nats, without the weight w [B]
     * @return the part
     */
    public static Part of(Tensor loss, Tensor each, UnaryOperator<double[]> rows) {
      return new Part(loss, each.detach(), rows);
    }

    /**
     * Returns a part whose losses of rows are known.
     *
     * @param loss a single number with a gradient
     * @param rowLosses the mean over the row's units, in nats, without the weight w [B]
     * @return the part
     */
    public static Part of(Tensor loss, double[] rowLosses) {
      return new Part(loss, null, nothing -> rowLosses);
    }

    /**
     * Returns a part in which nothing depends on the weights, as with no masked token.
     *
     * @param rows B
     * @return the part, whose losses are 0
     */
    public static Part nothing(int rows) {
      return of(null, new double[rows]);
    }

    /**
     * Adds to the loss alone.
     *
     * @param more a single number with a gradient
     * @return the part, with the same losses of rows
     */
    public Part plus(Tensor more) {
      return new Part(loss.add(more), each, rows);
    }

    /**
     * Keeps the numbers of the part for the scope around the one in which it was made.
     *
     * @param scope in which it was made
     * @return the part, whose loss has no gradient any more
     */
    public Part keptBy(TensorScope scope) {
      return new Part(
          loss == null ? null : scope.keep(loss.detach()),
          each == null ? null : scope.keep(each),
          rows);
    }

    /**
     * Returns the loss of the part.
     *
     * @return a single number with a gradient, or null where nothing depends on the weights
     */
    public Tensor loss() {
      return loss;
    }

    /**
     * Reads the losses of the rows; waits for the device. The scope in which the part was made or
     * kept is still open.
     *
     * @return the mean over the row's units, in nats, without the weight w [B]
     */
    public double[] rowLosses() {
      return rows.apply(each == null ? null : each.doubles());
    }
  }
}

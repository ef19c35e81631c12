package org.udm.torch.optim;

import org.udm.torch.DataType;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Parameters;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101, algorithm 2), on the
 * flat weights p [P]:
 *
 * <pre>
 * m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
 * p = p (1 - rate decay)             matrices only
 * p = p - rate (m / (1 - beta1^k)) / (sqrt(v / (1 - beta2^k)) + epsilon)
 * </pre>
 */
public final class AdamW implements AutoCloseable {
  private final AdamWOptions options;
  private final Tensor mean;
  private final Tensor square;
  private long step;

  private AdamW(AdamWOptions options, Tensor mean, Tensor square) {
    this.options = options;
    this.mean = mean;
    this.square = square;
  }

  /**
   * An optimiser at step 0.
   *
   * @param parameters that it will change
   * @param options its constants
   */
  public static AdamW of(Parameters parameters, AdamWOptions options) {
    long size = parameters.layout().size();
    return new AdamW(
        options,
        parameters.runtime().zeros(DataType.F32, size).retain(),
        parameters.runtime().zeros(DataType.F32, size).retain());
  }

  /**
   * Changes the weights by their gradient, whose memory it then uses: afterwards the gradient has
   * to be set to zero before anything is added to it.
   *
   * @param parameters values and gradient [P]
   * @param rate learning rate of this step, 0 or positive
   */
  @SuppressWarnings("try") // The scope frees the scalars and views made here; nothing is kept.
  public void step(Parameters parameters, double rate) {
    try (TensorScope scope = TensorScope.inference()) {
      ParameterLayout layout = parameters.layout();
      Tensor p = parameters.values();
      Tensor g = parameters.gradient();
      step++;
      mean.lerpInPlace(g, 1 - options.beta1());
      square.multiplyInPlace(options.beta2()).addProductInPlace(g, g, 1 - options.beta2());
      if (options.weightDecay() > 0 && layout.matrixSize() > 0) {
        p.narrow(0, 0, layout.matrixSize()).multiplyInPlace(1 - rate * options.weightDecay());
      }
      // sqrt(v) goes where g was, which saves a fifth copy of the weights.
      // m' / (sqrt(v / c2) + epsilon) = sqrt(c2) m' / (sqrt(v) + epsilon sqrt(c2)), which saves a
      // pass over v
      double rootOfC2 = Math.sqrt(1 - Math.pow(options.beta2(), step));
      double c1 = 1 - Math.pow(options.beta1(), step);
      g.sqrtOfInPlace(square).addInPlace(options.epsilon() * rootOfC2);
      p.addQuotientInPlace(mean, g, -rate * rootOfC2 / c1);
    }
  }

  /** Steps made. */
  public long steps() {
    return step;
  }

  /** m, F32 [P]: part of the state to save. */
  public Tensor mean() {
    return mean;
  }

  /** v, F32 [P]: part of the state to save. */
  public Tensor square() {
    return square;
  }

  /**
   * Sets the number of steps made, after {@link #mean} and {@link #square} were read from a
   * checkpoint.
   *
   * @param steps 0 or more
   */
  public void resumeAt(long steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("optimiser at step " + steps + ": 0 or more");
    }
    step = steps;
  }

  /** Frees the state. */
  @Override
  public void close() {
    mean.close();
    square.close();
  }
}

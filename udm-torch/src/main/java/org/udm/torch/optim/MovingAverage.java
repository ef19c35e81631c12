package org.udm.torch.optim;

import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Parameters;

/**
 * The exponential moving average of the weights, a = d_k a + (1 - d_k) p after step k, with d_k =
 * decay, or min(decay, (1 + k) / (10 + k)) with {@link WarmUp#ON}, so that an early average forgets
 * the initial weights (Ho, Jain and Abbeel, arXiv:2006.11239, appendix B, for the average; the
 * warm-up is that of TensorFlow's ExponentialMovingAverage).
 */
public final class MovingAverage implements AutoCloseable {
  /** Whether the decay grows at first. */
  public enum WarmUp {
    /** The decay is the same at every step. */
    OFF,
    /** The decay is at most (1 + k) / (10 + k). */
    ON
  }

  private final double decay;
  private final WarmUp warmUp;
  private final Tensor values;
  private long step;

  private MovingAverage(double decay, WarmUp warmUp, Tensor values) {
    this.decay = decay;
    this.warmUp = warmUp;
    this.values = values;
  }

  /**
   * An average that starts at the present weights.
   *
   * @param parameters to be averaged
   * @param decay in [0, 1), such as 0.9999
   * @param warmUp whether the decay grows at first
   */
  @SuppressWarnings("try") // What lives on is retained.
  public static MovingAverage of(Parameters parameters, double decay, WarmUp warmUp) {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException(
          "decay " + decay + " of the moving average: in [0, 1), such as 0.9999");
    }
    try (TensorScope scope = TensorScope.inference()) {
      return new MovingAverage(decay, warmUp, parameters.values().copy().retain());
    }
  }

  /**
   * Takes the weights after a step into the average.
   *
   * @param parameters values [P]
   */
  @SuppressWarnings("try") // The scope frees the scalar; nothing is kept.
  public void update(Parameters parameters) {
    try (TensorScope scope = TensorScope.inference()) {
      values.lerpInPlace(parameters.values(), 1 - decayAt(step));
      step++;
    }
  }

  /** d_k. */
  double decayAt(long k) {
    return warmUp == WarmUp.OFF ? decay : Math.min(decay, (1.0 + k) / (10.0 + k));
  }

  /** The average, F32 [P]: give it to {@link org.udm.torch.parameter.Weights#of}. */
  public Tensor values() {
    return values;
  }

  /** Updates made. */
  public long steps() {
    return step;
  }

  /**
   * Sets the number of updates made, after {@link #values} was read from a checkpoint.
   *
   * @param steps 0 or more
   */
  public void resumeAt(long steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("moving average at step " + steps + ": 0 or more");
    }
    step = steps;
  }

  /** Frees the average. */
  @Override
  public void close() {
    values.close();
  }
}

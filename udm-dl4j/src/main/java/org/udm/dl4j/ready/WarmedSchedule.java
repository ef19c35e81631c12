package org.udm.dl4j.ready;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate that rises linearly over a warm-up of w steps, then falls from its peak to its
 * end at the last step n, and stays there,
 *
 * <pre>
 * peak (k + 1) / w                                          k &lt; w
 * end + (peak - end) (1 + cos(pi f)) / 2,  or  peak + (end - peak) f,   f = min(1, (k - w) / (n - w)).
 * </pre>
 *
 * <p>Source of the cosine: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm
 * restarts", 2017, equation 5, one period. It is the schedule of {@code
 * org.udm.torch.optim.LearningRate}, for the other engine, and is kept in the text form of a
 * configuration.
 *
 * <pre>{@code
 * new Adam(new WarmedSchedule(WarmedSchedule.Fall.COSINE, 1e-3, 1e-4, 100, 2_000))
 * }</pre>
 */
public final class WarmedSchedule implements ISchedule {
  private static final long serialVersionUID = 1L;

  /** How the rate falls. */
  public enum Fall {
    /** Along half a cosine. */
    COSINE,
    /** Along a straight line. */
    LINEAR
  }

  @JsonProperty private final Fall fall;
  @JsonProperty private final double peak;
  @JsonProperty private final double end;
  @JsonProperty private final long warmup;
  @JsonProperty private final long steps;

  /**
   * Makes a schedule; Deeplearning4j reads it by this constructor, too.
   *
   * @param fall how the rate falls
   * @param peak the greatest rate, positive
   * @param end the last rate, in [0, peak]
   * @param warmup w, at least 0
   * @param steps n, above the warm-up
   */
  public WarmedSchedule(
      @JsonProperty("fall") Fall fall,
      @JsonProperty("peak") double peak,
      @JsonProperty("end") double end,
      @JsonProperty("warmup") long warmup,
      @JsonProperty("steps") long steps) {
    if (!(peak > 0 && peak < Double.POSITIVE_INFINITY && end >= 0 && end <= peak)) {
      throw new IllegalArgumentException(
          "a learning rate that falls from %s to %s: the first must be positive and finite, the second at least 0 and at most the first"
              .formatted(peak, end));
    }
    if (warmup < 0 || steps <= warmup) {
      throw new IllegalArgumentException(
          "a warm-up of %d of %d steps: at least 0, and fewer than the steps"
              .formatted(warmup, steps));
    }
    this.fall = fall;
    this.peak = peak;
    this.end = end;
    this.warmup = warmup;
    this.steps = steps;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    if (iteration < warmup) {
      return peak * (iteration + 1) / warmup;
    }
    double f = Math.min(1, (iteration - warmup) / (double) (steps - warmup));
    return switch (fall) {
      case COSINE -> end + (peak - end) * (1 + Math.cos(Math.PI * f)) / 2;
      case LINEAR -> peak + (end - peak) * f;
    };
  }

  @Override
  public ISchedule clone() {
    return new WarmedSchedule(fall, peak, end, warmup, steps);
  }
}

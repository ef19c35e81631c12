package org.udm.torch.train;

import org.udm.torch.optim.AdamWOptions;
import org.udm.torch.optim.LearningRate;

/**
 * How a network learns.
 *
 * @param adamW the optimiser's constants
 * @param rate the learning rate by step
 * @param clip the largest norm of the gradient; positive, infinity to leave it as it is
 * @param parts into how many parts a batch is cut, to save memory; at least 1
 * @param averageDecay the decay of the averaged weights, in (0, 1); 0 keeps no average
 */
public record LearnerOptions(
    AdamWOptions adamW, LearningRate rate, double clip, int parts, double averageDecay) {

  /** Validates the ranges. */
  public LearnerOptions {
    if (!(clip > 0)) {
      throw new IllegalArgumentException("clipping at norm " + clip + ": it must be positive");
    }
    if (parts < 1) {
      throw new IllegalArgumentException("a batch in " + parts + " parts: it must be at least 1");
    }
    if (!(averageDecay >= 0 && averageDecay < 1)) {
      throw new IllegalArgumentException("average decay " + averageDecay + " is outside [0, 1)");
    }
  }

  /**
   * Returns AdamW with its defaults, a learning rate, clipping at 1, batches in one part and no
   * average.
   *
   * @param rate the learning rate by step
   * @return the options
   */
  public static LearnerOptions of(LearningRate rate) {
    return new LearnerOptions(AdamWOptions.defaults(), rate, 1, 1, 0);
  }

  /**
   * Returns these options with other constants of the optimiser.
   *
   * @param other the constants
   * @return the options
   */
  public LearnerOptions withAdamW(AdamWOptions other) {
    return new LearnerOptions(other, rate, clip, parts, averageDecay);
  }

  /**
   * Returns these options with another largest norm of the gradient.
   *
   * @param norm positive, infinity to leave it as it is
   * @return the options
   */
  public LearnerOptions withClip(double norm) {
    return new LearnerOptions(adamW, rate, norm, parts, averageDecay);
  }

  /**
   * Returns these options with averaged weights.
   *
   * @param decay in [0, 1); 0 keeps no average
   * @return the options
   */
  public LearnerOptions withAverage(double decay) {
    return new LearnerOptions(adamW, rate, clip, parts, decay);
  }

  /**
   * Returns these options with batches cut into parts.
   *
   * @param number at least 1
   * @return the options
   */
  public LearnerOptions withParts(int number) {
    return new LearnerOptions(adamW, rate, clip, number, averageDecay);
  }
}

package org.udm.dl4j.graph;

/**
 * How a network learns, beside what its own configuration says: updaters, learning rates,
 * regularisation and normalisation of gradients by layer are Deeplearning4j's.
 *
 * @param clip the largest norm of the whole gradient; positive, infinity to leave it as it is
 * @param averageDecay the decay of the averaged weights, in (0, 1); 0 keeps no average
 * @param seed of dropout and other noise in the network
 */
public record GraphLearnerOptions(double clip, double averageDecay, long seed) {

  /** Validates the ranges. */
  public GraphLearnerOptions {
    if (!(clip > 0)) {
      throw new IllegalArgumentException("clipping at norm " + clip + ": it must be positive");
    }
    if (!(averageDecay >= 0 && averageDecay < 1)) {
      throw new IllegalArgumentException("average decay " + averageDecay + " is outside [0, 1)");
    }
  }

  /**
   * Returns clipping at 1, no average and seed 0.
   *
   * @return the options
   */
  public static GraphLearnerOptions defaults() {
    return new GraphLearnerOptions(1, 0, 0);
  }

  /**
   * Returns these options with another largest norm of the gradient.
   *
   * @param norm positive, infinity to leave it as it is
   * @return the options
   */
  public GraphLearnerOptions withClip(double norm) {
    return new GraphLearnerOptions(norm, averageDecay, seed);
  }

  /**
   * Returns these options with averaged weights.
   *
   * @param decay in [0, 1); 0 keeps no average
   * @return the options
   */
  public GraphLearnerOptions withAverage(double decay) {
    return new GraphLearnerOptions(clip, decay, seed);
  }

  /**
   * Returns these options with another seed.
   *
   * @param other any number
   * @return the options
   */
  public GraphLearnerOptions withSeed(long other) {
    return new GraphLearnerOptions(clip, averageDecay, other);
  }
}

package org.udm.discrete.metric;

/**
 * What a {@link SampleReport} counts, in tokens.
 *
 * @param distinct distinct n-grams are counted for n = 1 to this, at least 1
 * @param repetition n of the n-grams that repeat, at least 1
 * @param divergence the divergence is computed for n = 1 to this, at least 1
 * @param copied how many tokens make a copy, at least 1
 */
public record SampleOptions(int distinct, int repetition, int divergence, int copied) {
  private static final int THREE = 3; // beyond, held-back text of this size has new n-grams too
  private static final int FOUR = 4; // as Welleck et al., 2020
  private static final int COPIED = 32; // characters: about six words, which chance rarely gives

  /** Checks the numbers. */
  public SampleOptions {
    if (Math.min(Math.min(distinct, repetition), Math.min(divergence, copied)) < 1) {
      throw new IllegalArgumentException(
          "distinct %d, repetition %d, divergence %d, copied %d: each must be at least 1"
              .formatted(distinct, repetition, divergence, copied));
    }
  }

  /**
   * Returns what suits characters and bytes: n-grams up to 3, repetition of 4, copies of 32.
   *
   * @return the options
   */
  public static SampleOptions defaults() {
    return new SampleOptions(THREE, FOUR, THREE, COPIED);
  }

  /**
   * Returns the same options with another number of distinct n-grams.
   *
   * @param upTo n = 1 to this, at least 1
   * @return the options
   */
  public SampleOptions withDistinct(int upTo) {
    return new SampleOptions(upTo, repetition, divergence, copied);
  }

  /**
   * Returns the same options with another length of n-grams that repeat.
   *
   * @param n at least 1
   * @return the options
   */
  public SampleOptions withRepetition(int n) {
    return new SampleOptions(distinct, n, divergence, copied);
  }

  /**
   * Returns the same options with other n-grams that are compared.
   *
   * @param upTo n = 1 to this, at least 1
   * @return the options
   */
  public SampleOptions withDivergence(int upTo) {
    return new SampleOptions(distinct, repetition, upTo, copied);
  }

  /**
   * Returns the same options with another length of copies.
   *
   * @param least tokens, at least 1; for word pieces fewer than for characters
   * @return the options
   */
  public SampleOptions withCopied(int least) {
    return new SampleOptions(distinct, repetition, divergence, least);
  }
}

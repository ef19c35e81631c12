package org.udm.dl4j.net;

/** How a network of Deeplearning4j is told the time, and beside it the class where there is one. */
public enum TimeInput {
  /**
   * As an input of its own behind the others: [B, 1] for points and images; for tokens [B, 1, L],
   * with the mask of x_t.
   */
  INPUT,
  /**
   * As one more channel of x_t, the same number everywhere: another coordinate of a point, another
   * plane of an image, another row beside the indicators of tokens.
   */
  CHANNEL,
  /** Not at all, as under masking, where the visible tokens are all that x_t says about x_0. */
  NONE
}

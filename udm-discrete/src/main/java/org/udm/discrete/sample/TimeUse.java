package org.udm.discrete.sample;

/** Whether a predictor's belief depends on the time, or on the tokens alone. */
public enum TimeUse {
  /** The belief depends on x_t and t. */
  SEES_TIME,
  /**
   * The belief depends on x_t alone, as the exact one does under masking: the visible tokens are
   * all that x_t says about x_0.
   */
  IGNORES_TIME
}

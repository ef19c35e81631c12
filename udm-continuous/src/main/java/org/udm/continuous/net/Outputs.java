package org.udm.continuous.net;

/** What a network says for each element. */
public enum Outputs {
  /** F, from which x_0 is read. */
  MEAN,
  /** F, and v, from which the variance of a reverse step is read. */
  MEAN_AND_VARIANCE;

  /** The number of outputs for each element. */
  int each() {
    return this == MEAN ? 1 : 2;
  }
}

package org.udm.core.sample;

/** What a sampler takes from a belief. */
public enum X0Choice {
  /** A draw of x_0: exact when the belief is. */
  DRAWN,
  /** The mean of x_0, as DDIM does: deterministic, but it shrinks the variance. */
  MEAN
}

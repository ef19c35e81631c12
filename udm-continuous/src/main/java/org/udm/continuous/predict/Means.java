package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.core.predict.X0Belief;

/** The means of beliefs that must have one. */
public final class Means {
  private Means() {}

  /**
   * Returns E[x_0 | x_t].
   *
   * @param belief a belief with a mean
   * @return the mean [B, N]
   * @throws IllegalArgumentException if it has none
   */
  public static FloatBatch of(X0Belief<FloatBatch> belief) {
    return belief
        .mean()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "this belief has no mean, and the method needs one (MixtureOracle.ofPoints is the oracle with a mean)"));
  }
}

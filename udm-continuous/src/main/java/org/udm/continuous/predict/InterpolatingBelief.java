package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.core.predict.X0Belief;

/**
 * A belief that also says where the variance of a reverse step lies between its two bounds, {@code
 * log w = v log beta_{t|s} + (1 - v) log beta~}: that of a network with 2 N outputs.
 *
 * <p>Source: Nichol and Dhariwal, "Improved denoising diffusion probabilistic models", 2021,
 * equation 15.
 */
public interface InterpolatingBelief extends X0Belief<FloatBatch> {

  /**
   * Returns v of every element.
   *
   * @return the interpolation, in [0, 1] for a variance between the bounds, though nothing holds it
   *     there [B, N]
   */
  FloatBatch interpolation();

  /**
   * Returns the belief of a network that says one x_0 and v.
   *
   * @param x0 the clean rows [B, N]
   * @param interpolation v [B, N]
   * @return a point belief with an interpolation
   * @throws IllegalArgumentException if the shapes differ
   */
  static InterpolatingBelief of(FloatBatch x0, FloatBatch interpolation) {
    return new InterpolatedPoint(GaussianBelief.point(x0), interpolation.requireShapeOf(x0));
  }
}

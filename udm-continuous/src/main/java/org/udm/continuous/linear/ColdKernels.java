package org.udm.continuous.linear;

import org.udm.continuous.FloatBatch;
import org.udm.core.reverse.ReverseKernel;

/**
 * The two updates of Cold Diffusion as reverse kernels.
 *
 * <pre>
 * naive      x_s = D(x_0, s)                     algorithm 1
 * improved   x_s = x_t - D(x_0, t) + D(x_0, s)   algorithm 2
 * </pre>
 *
 * <p>Where x_t = D(x_0, t) exactly, both lead to D(x_0, s): they obey the marginal identity for
 * every degradation without noise. They differ in what they do with an error in the predicted x_0:
 * where D(x_0, t) is x_0 plus t times something that does not depend on x_0, the improved update
 * forgives it wholly.
 *
 * <p>The improved update belongs to degradations <em>without</em> noise. Where x_t = D(x_0, t) +
 * sigma_t eps it returns D(x_0, s) + sigma_t eps, which has the noise of the wrong time, and {@code
 * MarginalIdentity} rejects it. (If sigma_t is the same at t and s it is the same-noise kernel, as
 * in heat dissipation before the last step.)
 *
 * <p>Source: Bansal et al., "Cold diffusion: inverting arbitrary image transforms without noise",
 * 2022, section 3.2.
 */
public final class ColdKernels {
  private ColdKernels() {}

  /**
   * Returns the naive update: restore, then degrade again.
   *
   * @param degradation D
   * @return the kernel
   */
  public static ReverseKernel<FloatBatch> naive(ColdDegradation degradation) {
    return (xt, x0, t, s, rng) -> {
      xt.requireShapeOf(x0);
      return degradation.degrade(x0, s.before(t));
    };
  }

  /**
   * Returns the improved update: take away what D did until t and put in what it does until s.
   *
   * @param degradation D
   * @return the kernel; at s = 0 it returns x_0 plus what x_t differs from D(x_0, t)
   */
  public static ReverseKernel<FloatBatch> improved(ColdDegradation degradation) {
    return (xt, x0, t, s, rng) -> {
      xt.requireShapeOf(x0);
      FloatBatch until = degradation.degrade(x0, t);
      FloatBatch to = degradation.degrade(x0, s.before(t));
      return xt.map((i, k, x) -> x - until.at(i, k) + to.at(i, k));
    };
  }
}

package org.udm.core.reverse;

import org.udm.core.Batch;
import org.udm.core.Times;

/**
 * A reverse kernel whose law is known in closed form, so that a bound can be had without
 * enumeration.
 *
 * @param <X> the state
 */
public interface KernelDensity<X extends Batch<X>> extends ReverseKernel<X> {

  /**
   * Returns log p(x_s | x_t, x_0) row by row.
   *
   * @param xs states at the earlier times [B]
   * @param xt states at the later times [B]
   * @param x0 clean rows [B]
   * @param t the times of {@code xt} [B]
   * @param s the times of {@code xs} [B], each smaller than its t
   * @return log densities or log probabilities in nats [B]; negative infinity where impossible
   */
  double[] logProb(X xs, X xt, X x0, Times t, Times s);
}

package org.udm.core;

/**
 * The forward law {@code p(x_t | x_0)} of a corruption that has it in closed form.
 *
 * @param <X> the state
 */
public interface MarginalDensity<X extends Batch<X>> {

  /**
   * Returns log p(x_t | x_0) row by row.
   *
   * @param xt corrupted rows [B]
   * @param x0 clean rows [B]
   * @param t one time per row [B]
   * @return log densities or log probabilities in nats [B]; negative infinity where impossible
   */
  double[] logProb(X xt, X x0, Times t);
}

package org.udm.core.reverse;

import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * A reverse kernel {@code p(x_s | x_t, x_0)}: the step from t back to s when x_0 is known.
 *
 * <p>It is a lawful one if it obeys the marginal identity, which {@link
 * org.udm.core.verify.MarginalIdentity} tests. At s = 0 it returns x_0.
 *
 * @param <X> the state
 */
@FunctionalInterface
public interface ReverseKernel<X extends Batch<X>> {

  /**
   * Draws x_s.
   *
   * @param xt corrupted rows [B]
   * @param x0 clean rows [B]
   * @param t the times of {@code xt} [B]
   * @param s the times to go to [B], each smaller than its t
   * @param rng the source of randomness
   * @return x_s [B]
   * @throws IllegalArgumentException if a row has s &gt;= t
   */
  X step(X xt, X x0, Times t, Times s, RandomStreams rng);
}

package org.udm.core.reverse;

import java.util.function.DoubleBinaryOperator;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;

/**
 * The reverse kernels that every corruption has.
 *
 * <pre>
 * fresh    eps' ~ q(eps)               x_s = F_s(x_0, eps')
 * same     eps' ~ p(eps | x_t, x_0)    x_s = F_s(x_0, eps')
 * mixture  w(t, s) first + (1 - w(t, s)) second
 * </pre>
 *
 * <p>All three obey the marginal identity whatever the corruption. Source: Su Jianlin, "Unified
 * Diffusion Model", application part (kexue.fm 9271).
 */
public final class ReverseKernels {
  private ReverseKernels() {}

  /**
   * Returns the kernel that forgets x_t and corrupts x_0 anew.
   *
   * @param corruption the corruption
   * @param <X> the state
   * @param <E> its noise
   * @return the kernel
   */
  public static <X extends Batch<X>, E> ReverseKernel<X> fresh(Corruption<X, E> corruption) {
    return (xt, x0, t, s, rng) ->
        corruption.corrupt(x0, corruption.drawNoise(x0, rng.named("fresh")), s.before(t));
  }

  /**
   * Returns the kernel that keeps the noise which led to x_t: DDIM with eta = 0 for Gaussian noise,
   * the unmasking step for masking.
   *
   * @param corruption the corruption
   * @param posterior its noise posterior
   * @param <X> the state
   * @param <E> its noise
   * @return the kernel
   */
  public static <X extends Batch<X>, E> ReverseKernel<X> same(
      Corruption<X, E> corruption, NoisePosterior<X, E> posterior) {
    return (xt, x0, t, s, rng) ->
        corruption.corrupt(x0, posterior.draw(xt, x0, t, rng.named("same")), s.before(t));
  }

  /**
   * Returns the mixture that takes the first kernel with probability w(t, s), else the second, one
   * decision per row.
   *
   * @param weight w(t, s) in [0, 1]; it may depend on the times, never on x_t
   * @param first a lawful kernel
   * @param second another lawful kernel
   * @param <X> the state
   * @return the kernel
   */
  public static <X extends Batch<X>> ReverseKernel<X> mixture(
      DoubleBinaryOperator weight, ReverseKernel<X> first, ReverseKernel<X> second) {
    return (xt, x0, t, s, rng) -> {
      s.before(t);
      boolean[] takeSecond = new boolean[xt.rows()];
      for (int i = 0; i < takeSecond.length; i++) {
        double w = weight.applyAsDouble(t.at(i), s.at(i));
        takeSecond[i] = !rng.named("which").row(i).bernoulli(w);
      }
      X one = first.step(xt, x0, t, s, rng.named("first"));
      return one.choose(takeSecond, second.step(xt, x0, t, s, rng.named("second")));
    };
  }
}

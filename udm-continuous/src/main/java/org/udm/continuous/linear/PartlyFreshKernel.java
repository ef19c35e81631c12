package org.udm.continuous.linear;

import java.util.function.DoubleBinaryOperator;
import org.udm.continuous.FloatBatch;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;

/**
 * The reverse kernel that renews a part of the noise,
 *
 * <pre>x_s = F_s(x_0, sqrt(1 - r^2) eps' + r z),   eps' ~ p(eps | x_t, x_0),   z ~ N(0, 1).</pre>
 *
 * <p>It obeys the marginal identity for every corruption, linear or not, whose noise is standard
 * normal. r = 0 keeps the noise, r = 1 takes fresh noise.
 *
 * <p>Source: Su Jianlin, "Unified Diffusion Model", application part (kexue.fm 9271).
 */
public final class PartlyFreshKernel implements ReverseKernel<FloatBatch> {
  private final Corruption<FloatBatch, FloatBatch> corruption;
  private final NoisePosterior<FloatBatch, FloatBatch> posterior;
  private final DoubleBinaryOperator renewed;

  private PartlyFreshKernel(
      Corruption<FloatBatch, FloatBatch> corruption,
      NoisePosterior<FloatBatch, FloatBatch> posterior,
      DoubleBinaryOperator renewed) {
    this.corruption = corruption;
    this.posterior = posterior;
    this.renewed = renewed;
  }

  /**
   * Returns the kernel.
   *
   * @param corruption a corruption whose noise is standard normal
   * @param posterior its noise posterior
   * @param renewed r(t, s) in [0, 1]; it may depend on the times, never on x_t
   * @return the kernel
   */
  public static PartlyFreshKernel of(
      Corruption<FloatBatch, FloatBatch> corruption,
      NoisePosterior<FloatBatch, FloatBatch> posterior,
      DoubleBinaryOperator renewed) {
    return new PartlyFreshKernel(corruption, posterior, renewed);
  }

  @Override
  public FloatBatch step(FloatBatch xt, FloatBatch x0, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    double[] r = new double[xt.rows()];
    for (int i = 0; i < r.length; i++) {
      r[i] = renewed.applyAsDouble(t.at(i), s.at(i));
      if (!(r[i] >= 0 && r[i] <= 1)) {
        throw new IllegalArgumentException(
            "renewed part %s from t = %s to s = %s is outside [0, 1]"
                .formatted(r[i], t.at(i), s.at(i)));
      }
    }
    FloatBatch kept = posterior.draw(xt, x0, t, rng.named("same"));
    FloatBatch fresh = corruption.drawNoise(x0, rng.named("fresh"));
    FloatBatch eps =
        kept.requireShapeOf(fresh)
            .map((i, k, e) -> Math.sqrt(1 - r[i] * r[i]) * e + r[i] * fresh.at(i, k));
    return corruption.corrupt(x0, eps, s);
  }
}

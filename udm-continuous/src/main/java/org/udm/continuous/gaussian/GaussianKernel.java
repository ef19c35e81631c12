package org.udm.continuous.gaussian;

import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;

/**
 * The reverse kernels of the Gaussian corruption, one family with a variance v:
 *
 * <pre>
 * x_s = alpha_s x_0 + sqrt(sigma_s^2 - v) (x_t - alpha_t x_0) / sigma_t + sqrt(v) eps,   0 &lt;= v &lt;= sigma_s^2
 * </pre>
 *
 * <p>Every v obeys the marginal identity. The named members:
 *
 * <pre>
 * v = 0                                      DDIM, the same noise
 * v = eta^2 (sigma_s / sigma_t)^2 beta_{t|s}   DDIM with eta; eta = 1 is DDPM's posterior
 * v = sigma_s^2                              fresh noise
 * v = w^2 sigma_s^2                          x_s = F_s(x_0, sqrt(1 - w^2) eps_t + w eps)
 * </pre>
 *
 * <p>DDPM's other variance, beta_{t|s}, is none of them: put in place of v it breaks the law. It is
 * a variance of p(x_s | x_t) and stands in {@link StepVariance}.
 *
 * <p>Sources: Song et al., "Denoising diffusion implicit models" (DDIM), 2021, equations 7, 12 and
 * 16; Su Jianlin, "Unified Diffusion Model", application part (kexue.fm 9271).
 */
public final class GaussianKernel implements ReverseKernel<FloatBatch> {
  /** Closed forms of the largest v may miss sigma_s^2 by a few units in the last place. */
  private static final double ROUNDING = 1e-12;

  /** The variance v of the kernel as a function of both times. */
  @FunctionalInterface
  public interface Variance {

    /**
     * Returns v.
     *
     * @param path alpha_t and sigma_t
     * @param t the time in (0, 1]
     * @param s the earlier time, in [0, t)
     * @return v in [0, sigma_s^2]
     */
    double at(GaussianPath path, double t, double s);
  }

  /**
   * The kernel as a linear map, {@code x_s = x0 x_0 + xt x_t + noise eps}.
   *
   * @param x0 the coefficient of x_0, {@code alpha_s - alpha_t xt}
   * @param xt the coefficient of x_t, {@code sqrt(sigma_s^2 - v) / sigma_t}
   * @param noise the standard deviation sqrt(v)
   */
  public record Coefficients(double x0, double xt, double noise) {}

  private final GaussianPath path;
  private final Variance variance;

  private GaussianKernel(GaussianPath path, Variance variance) {
    this.path = path;
    this.variance = variance;
  }

  /**
   * Returns the kernel of any variance.
   *
   * @param path alpha_t and sigma_t
   * @param variance v(t, s); a value outside [0, sigma_s^2] is refused when it is met
   * @return the kernel
   */
  public static GaussianKernel of(GaussianPath path, Variance variance) {
    return new GaussianKernel(path, variance);
  }

  /**
   * Returns DDIM's kernel, for steps of any length.
   *
   * @param path alpha_t and sigma_t
   * @param eta 0 for no noise, 1 for DDPM's posterior, in [0, 1]
   * @return the kernel
   * @throws IllegalArgumentException if eta is outside [0, 1]
   */
  public static GaussianKernel ddim(GaussianPath path, double eta) {
    requirePart("eta", eta);
    return of(path, (p, t, s) -> eta * eta * posteriorVariance(p, t, s));
  }

  /**
   * Returns DDPM's kernel, the posterior of the Markov chain from x_0 over x_s to x_t; its variance
   * is the "small" one.
   *
   * <p>Source: Ho et al. (DDPM), 2020, equations 6 and 7, for steps of any length.
   *
   * @param path alpha_t and sigma_t
   * @return the kernel
   */
  public static GaussianKernel ddpm(GaussianPath path) {
    return of(path, GaussianKernel::posteriorVariance);
  }

  /**
   * Returns the kernel that replaces a part of the noise, {@code x_s = F_s(x_0, sqrt(1 - w^2) eps_t
   * + w eps)}.
   *
   * <p>Source: Su Jianlin, "Unified Diffusion Model", application part (kexue.fm 9271).
   *
   * @param path alpha_t and sigma_t
   * @param fresh w, the part of fresh noise, in [0, 1]
   * @return the kernel
   * @throws IllegalArgumentException if w is outside [0, 1]
   */
  public static GaussianKernel partlyFresh(GaussianPath path, double fresh) {
    requirePart("the part of fresh noise", fresh);
    return of(path, (p, t, s) -> Math.pow(fresh * p.sigma(s), 2));
  }

  private static void requirePart(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " is " + value + ": it must be in [0, 1]");
    }
  }

  /** (sigma_s / sigma_t)^2 beta_{t|s}. */
  private static double posteriorVariance(GaussianPath path, double t, double s) {
    double quotient = path.sigma(s) / path.sigma(t);
    return quotient * quotient * path.addedVariance(t, s);
  }

  /**
   * Returns the path.
   *
   * @return alpha_t and sigma_t
   */
  public GaussianPath path() {
    return path;
  }

  /**
   * Returns the kernel between two times.
   *
   * @param t the time in (0, 1]
   * @param s the earlier time, in [0, t)
   * @return its three coefficients
   * @throws IllegalArgumentException if s &gt;= t or the variance is outside [0, sigma_s^2]
   */
  public Coefficients coefficients(double t, double s) {
    if (!(s < t)) {
      throw new IllegalArgumentException(
          "a reverse step from t = %s to s = %s: s must be smaller than t".formatted(t, s));
    }
    double largest = path.sigma(s) * path.sigma(s);
    double v = variance.at(path, t, s);
    if (!(v >= 0 && v <= largest * (1 + ROUNDING))) {
      throw new IllegalArgumentException(
          "variance %s of the reverse kernel from t = %s to s = %s is outside [0, %s], that is [0, sigma_s^2]: no such kernel obeys the marginal identity"
              .formatted(v, t, s, largest));
    }
    double xt = Math.sqrt(Math.max(0, largest - v)) / path.sigma(t);
    return new Coefficients(path.alpha(s) - path.alpha(t) * xt, xt, Math.sqrt(v));
  }

  @Override
  public FloatBatch step(FloatBatch xt, FloatBatch x0, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    xt.requireShapeOf(x0);
    Coefficients[] c = new Coefficients[xt.rows()];
    RandomStream[] streams = new RandomStream[xt.rows()];
    for (int i = 0; i < c.length; i++) {
      boolean known = i > 0 && t.at(i) == t.at(i - 1) && s.at(i) == s.at(i - 1);
      c[i] = known ? c[i - 1] : coefficients(t.at(i), s.at(i));
      streams[i] = rng.row(i);
    }
    return xt.map(
        (i, e, noisy) -> {
          double mean = c[i].x0 * x0.at(i, e) + c[i].xt * noisy;
          return c[i].noise == 0 ? mean : mean + c[i].noise * streams[i].gaussian();
        });
  }
}

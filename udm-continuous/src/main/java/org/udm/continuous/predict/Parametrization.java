package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.Times;

/**
 * What a network's output means, as four scalars at every time:
 *
 * <pre>x_0 = skip x_t + out network(in x_t, noise)</pre>
 *
 * <pre>
 * x_0         skip 0                                  out 1
 * epsilon     skip 1 / alpha                          out -sigma / alpha
 * velocity    skip alpha / (alpha^2 + sigma^2)        out -sigma / (alpha^2 + sigma^2)      v = alpha eps - sigma x_0
 * score       skip 1 / alpha                          out sigma^2 / alpha
 * flow        skip -sigma' / (sigma alpha' - sigma' alpha)   out sigma / (...)              u = alpha' x_0 + sigma' eps
 * EDM         see {@link #edm}
 * </pre>
 *
 * <p>Sources: Ho et al. (DDPM), 2020, section 3.2; Salimans and Ho, "Progressive distillation for
 * fast sampling of diffusion models", 2022, section 4; Karras et al. (EDM), 2022, section 5.
 */
@FunctionalInterface
public interface Parametrization {

  /**
   * The four scalars at one time.
   *
   * @param skip the factor of x_t in x_0
   * @param out the factor of the network's output in x_0
   * @param in the factor of x_t at the network's input
   * @param noise what the network is told of the time
   */
  record Scalars(double skip, double out, double in, double noise) {}

  /**
   * Returns the scalars at a time.
   *
   * @param path alpha_t and sigma_t
   * @param t the time in [0, 1]
   * @return four finite numbers
   * @throws IllegalArgumentException if the output says nothing about x_0 at this time
   */
  Scalars at(GaussianPath path, double t);

  /**
   * Returns the x_0 that an output means.
   *
   * @param path alpha_t and sigma_t
   * @param xt corrupted rows [B, N]
   * @param output what the network said [B, N]
   * @param t one time per row [B]
   * @return x_0 [B, N]
   */
  default FloatBatch x0(GaussianPath path, FloatBatch xt, FloatBatch output, Times t) {
    output.requireShapeOf(xt);
    Scalars[] c = each(path, xt, t);
    return xt.map((i, e, x) -> c[i].skip * x + c[i].out * output.at(i, e));
  }

  /**
   * Returns the output that means a given x_0: the network's target.
   *
   * @param path alpha_t and sigma_t
   * @param xt corrupted rows [B, N]
   * @param x0 clean rows [B, N]
   * @param t one time per row; above 0 where x_t alone gives x_0 at 0 [B]
   * @return {@code (x_0 - skip x_t) / out} [B, N]
   * @throws IllegalArgumentException if a row's x_0 does not depend on the output
   */
  default FloatBatch output(GaussianPath path, FloatBatch xt, FloatBatch x0, Times t) {
    x0.requireShapeOf(xt);
    Scalars[] c = each(path, xt, t);
    for (int i = 0; i < c.length; i++) {
      if (c[i].out == 0) {
        throw new IllegalArgumentException(
            "row %d at t = %s: x_t is x_0, whatever the output; targets need a time above 0"
                .formatted(i, t.at(i)));
      }
    }
    return xt.map((i, e, x) -> (x0.at(i, e) - c[i].skip * x) / c[i].out);
  }

  private Scalars[] each(GaussianPath path, FloatBatch xt, Times t) {
    t.forRowsOf(xt);
    Scalars[] scalars = new Scalars[t.rows()];
    for (int i = 0; i < scalars.length; i++) {
      scalars[i] = i > 0 && t.at(i) == t.at(i - 1) ? scalars[i - 1] : at(path, t.at(i));
    }
    return scalars;
  }

  /**
   * Returns the parametrization whose output is x_0.
   *
   * @return the x_0 parametrization
   */
  static Parametrization x0() {
    return (path, t) -> new Scalars(0, 1, 1, t);
  }

  /**
   * Returns the parametrization whose output is eps. Where alpha_t = 0 it says nothing about x_0
   * and is refused.
   *
   * @return the epsilon parametrization
   */
  static Parametrization epsilon() {
    return (path, t) -> {
      double alpha = requireSignal("epsilon", path, t);
      return new Scalars(1 / alpha, -path.sigma(t) / alpha, 1, t);
    };
  }

  /**
   * Returns the parametrization whose output is the score, -eps / sigma_t. Where alpha_t = 0 it
   * says nothing about x_0 and is refused.
   *
   * @return the score parametrization
   */
  static Parametrization score() {
    return (path, t) -> {
      double alpha = requireSignal("score", path, t);
      return new Scalars(1 / alpha, path.sigma(t) * path.sigma(t) / alpha, 1, t);
    };
  }

  private static double requireSignal(String what, GaussianPath path, double t) {
    double alpha = path.alpha(t);
    if (alpha == 0) {
      throw new IllegalArgumentException(
          "the %s parametrization at t = %s, where alpha_t = 0: x_0 does not follow from it; use x0 or velocity"
              .formatted(what, t));
    }
    return alpha;
  }

  /**
   * Returns the parametrization whose output is {@code v = alpha_t eps - sigma_t x_0}.
   *
   * @return the v parametrization
   */
  static Parametrization velocity() {
    return (path, t) -> {
      double alpha = path.alpha(t);
      double sigma = path.sigma(t);
      double squares = alpha * alpha + sigma * sigma;
      return new Scalars(alpha / squares, -sigma / squares, 1, t);
    };
  }

  /**
   * Returns the parametrization whose output is {@code u = alpha'_t x_0 + sigma'_t eps}, the speed
   * of x_t along its path; eps - x_0 for rectified flow.
   *
   * <p>Source: Lipman et al., "Flow matching for generative modeling", 2023, theorem 3.
   *
   * @return the flow parametrization
   */
  static Parametrization flow() {
    return (path, t) -> {
      double sigma = path.sigma(t);
      double alphaSpeed = path.alphaDerivative(t);
      double sigmaSpeed = path.sigmaDerivative(t);
      double turn = sigma * alphaSpeed - sigmaSpeed * path.alpha(t);
      if (!(Math.abs(turn) > 0 && Math.abs(turn) < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the flow parametrization at t = %s, where sigma'_t = %s: the speed of x_t must be finite"
                .formatted(t, sigmaSpeed));
      }
      return new Scalars(-sigmaSpeed / turn, sigma / turn, 1, t);
    };
  }

  /**
   * Returns EDM's preconditioning, which keeps input and target of the network at unit variance:
   * with r = sigma_t / alpha_t and d the data's standard deviation
   *
   * <pre>
   * skip = d^2 / (r^2 + d^2) / alpha    out = r d / sqrt(r^2 + d^2)    in = 1 / (alpha sqrt(r^2 + d^2))    noise = ln(r) / 4
   * </pre>
   *
   * <p>Source: Karras et al. (EDM), 2022, table 1, for x_t / alpha_t.
   *
   * @param deviation d, the standard deviation of the data, positive; the paper takes 0.5
   * @return the EDM parametrization; refused at t = 0 and where alpha_t = 0, as ln(r) is infinite
   * @throws IllegalArgumentException if the deviation is not positive and finite
   */
  static Parametrization edm(double deviation) {
    if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "data of standard deviation " + deviation + ": it must be positive and finite");
    }
    return (path, t) -> {
      double alpha = path.alpha(t);
      double sigma = path.sigma(t);
      if (alpha == 0 || sigma == 0) {
        throw new IllegalArgumentException(
            "EDM's preconditioning at t = %s, where alpha_t = %s and sigma_t = %s: both must be positive"
                .formatted(t, alpha, sigma));
      }
      double variance = sigma * sigma + alpha * alpha * deviation * deviation; // of x_t
      return new Scalars(
          alpha * deviation * deviation / variance,
          sigma * deviation / Math.sqrt(variance),
          1 / Math.sqrt(variance),
          0.25 * Math.log(sigma / alpha));
    };
  }
}

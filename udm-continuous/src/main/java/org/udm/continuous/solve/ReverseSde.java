package org.udm.continuous.solve;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Transition;

/**
 * An Euler-Maruyama step of the reverse equation, with a part of its noise:
 *
 * <pre>
 * dx = (f x - (1 + eta^2) / 2 g^2 score) dt + eta g dw,   f = alpha'_t / alpha_t,   score = (alpha_t D - x) / sigma_t^2
 * x_s = x_t - (t - s) (...) + eta g_t sqrt(t - s) z
 * </pre>
 *
 * <p>eta = 1 is the reverse of the forward equation, eta = 0 the probability flow by Euler's method
 * in time; every eta has the marginals of the forward equation. The error falls as the length of
 * the steps; DDPM's kernel takes the same steps without that error in the linear part. A path with
 * alpha_1 = 0 must be entered below t = 1.
 *
 * <p>Source: Song et al., "Score-based generative modeling through stochastic differential
 * equations", 2021, equations 6 and 13 with appendix D.1.
 *
 * @param predictor the x_0-predictor; its beliefs have means
 * @param path alpha_t and sigma_t
 * @param eta the part of the noise, in [0, 1]
 */
public record ReverseSde(X0Predictor<FloatBatch> predictor, GaussianPath path, double eta)
    implements Transition<FloatBatch> {

  /**
   * Checks eta.
   *
   * @throws IllegalArgumentException if eta is outside [0, 1]
   */
  public ReverseSde {
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("eta is " + eta + ": it must be in [0, 1]");
    }
  }

  @Override
  public Step<FloatBatch> step(FloatBatch xt, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    new Flow(predictor, path).ratios(t);
    FloatBatch clean = Flow.mean(predictor, xt, t);
    FloatBatch z = GaussianNoise.like(xt, rng);
    double[][] c = new double[xt.rows()][]; // of x_t, D and z
    for (int i = 0; i < c.length; i++) {
      double at = t.at(i);
      double length = at - s.at(i);
      double drift = path.alphaDerivative(at) / path.alpha(at);
      double g2 = path.diffusion(at);
      double pull = 0.5 * (1 + eta * eta) * g2 / Math.pow(path.sigma(at), 2);
      c[i] =
          new double[] {
            1 - length * (drift + pull),
            length * pull * path.alpha(at),
            eta * Math.sqrt(g2 * length)
          };
    }
    FloatBatch xs =
        xt.map((i, e, x) -> c[i][0] * x + c[i][1] * clean.at(i, e) + c[i][2] * z.at(i, e));
    return new Step<>(xs, xt.rows());
  }
}

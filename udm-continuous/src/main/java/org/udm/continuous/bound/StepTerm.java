package org.udm.continuous.bound;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.predict.ElementVariance;
import org.udm.core.Times;

/**
 * The term of one step in the bound of a Gaussian model, row by row: with the kernel's coefficients
 * a of x_0 and b of x_t and its variance v,
 *
 * <pre>
 * s &gt; 0   KL(N(a x_0 + b x_t, v) || N(a D + b x_t, w)) = sum over elements of
 *           (v/w - 1 - log(v/w)) / 2 + a^2 (x_0 - D)^2 / (2 w)
 * s = 0   -log N(x_0; D, w)
 * </pre>
 *
 * <p>With a learned w it is L_vlb of the hybrid loss {@code L_simple + lambda L_vlb}, lambda =
 * 0.001, whose gradient is taken of w alone, D being held fixed. A step drawn uniformly from T
 * gives T times its term.
 *
 * <p>Sources: Ho et al. (DDPM), 2020, equations 5 and 8; Nichol and Dhariwal, "Improved denoising
 * diffusion probabilistic models", 2021, equation 16.
 */
public final class StepTerm {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private StepTerm() {}

  /**
   * Returns the terms.
   *
   * @param kernel p(x_s | x_t, x_0)
   * @param t the times of x_t [B]
   * @param s the times to go to, each smaller than its t [B]
   * @param x0 clean rows [B, N]
   * @param mean D, the predicted clean rows [B, N]
   * @param variance w of every element
   * @return nats [B]; infinite where v or w is 0
   */
  public static double[] nats(
      GaussianKernel kernel,
      Times t,
      Times s,
      FloatBatch x0,
      FloatBatch mean,
      ElementVariance variance) {
    mean.requireShapeOf(x0);
    s.before(t.forRowsOf(x0));
    double[] nats = new double[x0.rows()];
    for (int i = 0; i < nats.length; i++) {
      GaussianKernel.Coefficients c = kernel.coefficients(t.at(i), s.at(i));
      for (int e = 0; e < x0.size(); e++) {
        double error = (double) x0.at(i, e) - mean.at(i, e);
        nats[i] += element(c, s.at(i), variance.at(i, e), error * error);
      }
    }
    return nats;
  }

  /** The term of one element, whose D is off by the root of {@code squaredError}. */
  static double element(GaussianKernel.Coefficients c, double s, double w, double squaredError) {
    double mean = c.x0() * c.x0() * squaredError / (2 * w);
    return mean + (s > 0 ? spread(c.noise() * c.noise(), w) : 0.5 * (LOG_TWO_PI + Math.log(w)));
  }

  /** KL(N(., v) || N(., w)) of one element, but for the means. */
  static double spread(double v, double w) {
    double excess = (v - w) / w;
    return 0.5 * (excess - Math.log1p(excess));
  }
}

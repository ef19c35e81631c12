package org.udm.continuous.gaussian;

import java.util.Arrays;
import org.udm.core.schedule.TabulatedSchedule;

/**
 * The variance-preserving path of T discrete steps,
 *
 * <pre>alpha_{k/T}^2 = (1 - beta_1) ... (1 - beta_k),   k = 0, 1, ..., T.</pre>
 *
 * <p>Step k of the papers, counted from 1, is the time k / T; codes that count from 0 call it k -
 * 1, so their last step 999 is t = 1. Time 0 is the clean state, before the first step. Between the
 * steps beta(t) is constant, log alpha_t a straight line; in the last interval of a table that ends
 * at alpha_1 = 0 it is alpha_t that is a straight line.
 *
 * <p>Source: Ho et al., "Denoising diffusion probabilistic models", 2020, section 4.
 */
public final class TabulatedPath implements GaussianPath {
  private final double[]
      integral; // B at k / T [T + 1]: alpha^2 = exp(-B); the last may be infinite

  private TabulatedPath(double[] integral) {
    this.integral = integral;
  }

  /**
   * Returns DDPM's path: T = 1000, beta in equal steps from 1e-4 to 0.02.
   *
   * @return the path
   */
  public static TabulatedPath ddpm() {
    return linear(1000, 1e-4, 0.02);
  }

  /**
   * Returns the path with beta_k in equal steps.
   *
   * @param steps T, at least 1
   * @param first beta_1, in (0, 1)
   * @param last beta_T, in (0, 1]
   * @return the path
   * @throws IllegalArgumentException if there is no step or a beta is outside its range
   */
  public static TabulatedPath linear(int steps, double first, double last) {
    double[] betas = new double[requireSteps(steps)];
    Arrays.setAll(betas, k -> k == 0 ? first : first + (last - first) * k / (steps - 1));
    return ofBetas(betas);
  }

  /**
   * Returns the path with sqrt(beta_k) in equal steps, as latent diffusion models take it.
   *
   * @param steps T, at least 1
   * @param first beta_1, in (0, 1)
   * @param last beta_T, in (0, 1]
   * @return the path
   * @throws IllegalArgumentException if there is no step or a beta is outside its range
   */
  public static TabulatedPath scaledLinear(int steps, double first, double last) {
    double low = Math.sqrt(first);
    double high = Math.sqrt(last);
    double[] betas = new double[requireSteps(steps)];
    Arrays.setAll(betas, k -> k == 0 ? first : Math.pow(low + (high - low) * k / (steps - 1), 2));
    return ofBetas(betas);
  }

  private static int requireSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("a path of " + steps + " steps: at least 1 is needed");
    }
    return steps;
  }

  /**
   * Returns the path of given variances.
   *
   * @param betas beta_1, ..., beta_T, each in (0, 1); the last may be 1 [T]
   * @return the path
   * @throws IllegalArgumentException if there is no step or a beta is outside its range
   */
  public static TabulatedPath ofBetas(double... betas) {
    requireSteps(betas.length);
    double[] integral = new double[betas.length + 1];
    for (int k = 0; k < betas.length; k++) {
      boolean last = k == betas.length - 1;
      if (!(betas[k] > 0 && (betas[k] < 1 || last && betas[k] == 1))) {
        throw new IllegalArgumentException(
            "beta_%d is %s: it must be in (0, 1), the last one in (0, 1]"
                .formatted(k + 1, betas[k]));
      }
      integral[k + 1] = integral[k] - Math.log1p(-betas[k]);
    }
    return new TabulatedPath(integral);
  }

  /**
   * Returns the path through given coefficients.
   *
   * @param alpha alpha at t = 0, 1/T, ..., 1, strictly decreasing from 1 to at least 0 [T + 1]
   * @return the path
   * @throws IllegalArgumentException if the table does not start at 1, does not decrease, or leaves
   *     [0, 1]
   */
  public static TabulatedPath ofAlphas(double... alpha) {
    TabulatedSchedule.of(alpha); // makes the checks
    return new TabulatedPath(
        Arrays.stream(alpha).map(a -> a == 1 ? 0 : -2 * Math.log(a)).toArray());
  }

  /**
   * Returns the path moved and stretched to end at alpha_1 = 0 while alpha_{1/T} stays.
   *
   * <p>Source: Lin et al., "Common diffusion noise schedules and sample steps are flawed", 2024,
   * algorithm 1.
   *
   * @return the path with a signal-to-noise ratio of zero at t = 1
   * @throws IllegalArgumentException if the path has one step only
   */
  public TabulatedPath withZeroTerminalSnr() {
    if (steps() < 2) {
      throw new IllegalArgumentException(
          "a path of 1 step cannot keep its first alpha and end at 0");
    }
    double first = Math.exp(-0.5 * integral[1]);
    double last = Math.exp(-0.5 * integral[steps()]);
    double[] alpha = new double[integral.length];
    Arrays.setAll(alpha, k -> (Math.exp(-0.5 * integral[k]) - last) * (first / (first - last)));
    alpha[0] = 1;
    alpha[steps()] = 0;
    return ofAlphas(alpha);
  }

  /**
   * Returns the number of discrete steps T.
   *
   * @return T, at least 1
   */
  public int steps() {
    return integral.length - 1;
  }

  private int interval(double t) {
    return Math.min(steps() - 1, (int) (Ranges.requireTime(t) * steps()));
  }

  /** B(t); infinite where alpha_t = 0. */
  private double integral(double t) {
    int k = interval(t);
    double part = Math.min(1, t * steps() - k);
    if (integral[k + 1] == Double.POSITIVE_INFINITY) {
      return integral[k] - 2 * Math.log1p(-part);
    }
    return integral[k] + part * (integral[k + 1] - integral[k]);
  }

  @Override
  public double alpha(double t) {
    return Math.exp(-0.5 * integral(t));
  }

  @Override
  public double sigma(double t) {
    return Math.sqrt(-Math.expm1(-integral(t)));
  }

  @Override
  public double diffusion(double t) {
    int k = interval(t);
    return integral[k + 1] == Double.POSITIVE_INFINITY
        ? 2 * steps() / (1 - Math.min(1, t * steps() - k))
        : (integral[k + 1] - integral[k]) * steps();
  }

  @Override
  public double alphaDerivative(double t) {
    int k = interval(t);
    return integral[k + 1] == Double.POSITIVE_INFINITY
        ? -steps() * Math.exp(-0.5 * integral[k])
        : -0.5 * diffusion(t) * alpha(t);
  }

  @Override
  public double sigmaDerivative(double t) {
    return -alpha(t) * alphaDerivative(t) / sigma(t);
  }

  @Override
  public double timeOfRatio(double ratio) {
    double r = Ranges.requireRatio(ratio, ratio(1));
    if (r == Double.POSITIVE_INFINITY) {
      return 1;
    }
    double b = Math.log1p(r * r);
    int found = Arrays.binarySearch(integral, b);
    if (found >= 0) {
      return (double) found / steps();
    }
    int k = Math.min(steps() - 1, -found - 2); // integral[k] < b < integral[k + 1]
    double part =
        integral[k + 1] == Double.POSITIVE_INFINITY
            ? -Math.expm1(0.5 * (integral[k] - b))
            : (b - integral[k]) / (integral[k + 1] - integral[k]);
    return Math.min(1, (k + part) / steps());
  }

  @Override
  public String toString() {
    return "tabulated(T = " + steps() + ")";
  }
}

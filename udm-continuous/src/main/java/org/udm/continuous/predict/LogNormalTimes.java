package org.udm.continuous.predict;

import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.train.TimeLaw;
import org.udm.core.train.Weight;

/**
 * Training times at which the noise-to-signal ratio is log-normal, {@code ln r_t ~ N(mean,
 * deviation^2)}, cut off at the ratios of the smallest time and of t = 1.
 *
 * <p>As for every time law, the reciprocal density makes the objective the integral over t whatever
 * the law. The paper's objective is the mean under this law instead: multiply its weight by the
 * density, which cancels the other.
 *
 * <pre>{@code
 * LogNormalTimes law = LogNormalTimes.edm(path);
 * new Objective<>(corruption, law, law.underThisLaw(LossWeights.edm(path, 0.5)));
 * }</pre>
 *
 * <p>Source: Karras et al., "Elucidating the design space of diffusion-based generative models"
 * (EDM), 2022, section 5 and table 1; r_t is their sigma.
 */
public final class LogNormalTimes implements TimeLaw {
  private final GaussianPath path;
  private final double smallest;
  private final TruncatedNormalDistribution law; // of ln r

  private LogNormalTimes(GaussianPath path, double smallest, TruncatedNormalDistribution law) {
    this.path = path;
    this.smallest = smallest;
    this.law = law;
  }

  /**
   * Returns the paper's law, of mean -1.2 and deviation 1.2.
   *
   * @param path alpha_t and sigma_t
   * @return the law, on [0, 1]
   */
  public static LogNormalTimes edm(GaussianPath path) {
    return of(path, -1.2, 1.2, 0);
  }

  /**
   * Returns a law.
   *
   * @param path alpha_t and sigma_t
   * @param mean the mean of ln r before it is cut off, the paper's P_mean
   * @param deviation its standard deviation, positive, the paper's P_std
   * @param smallest the smallest time, in [0, 1)
   * @return the law
   * @throws IllegalArgumentException if the mean is not finite, the deviation not positive or the
   *     time outside [0, 1)
   */
  public static LogNormalTimes of(
      GaussianPath path, double mean, double deviation, double smallest) {
    if (!Double.isFinite(mean) || !(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "log-normal times of mean %s and deviation %s: both must be finite, the deviation positive"
              .formatted(mean, deviation));
    }
    if (!(smallest >= 0 && smallest < 1)) {
      throw new IllegalArgumentException(
          "smallest training time " + smallest + " is outside [0, 1)");
    }
    double low = Math.log(path.ratio(smallest));
    double high = Math.log(path.ratio(1));
    return new LogNormalTimes(
        path, smallest, TruncatedNormalDistribution.of(mean, deviation, low, high));
  }

  /** p(t) with respect to the uniform law on [smallest, 1]. */
  private double density(double t) {
    // d ln r / dt = sigma' / sigma - alpha' / alpha
    double speed =
        path.sigmaDerivative(t) / path.sigma(t) - path.alphaDerivative(t) / path.alpha(t);
    return law.density(Math.log(path.ratio(t))) * speed * (1 - smallest);
  }

  /**
   * Returns w(t) p(t): with it the objective is {@code E[w(t) loss]} for times of this law.
   *
   * @param weight w(t)
   * @return the weight, for t inside (smallest, 1)
   */
  public Weight underThisLaw(Weight weight) {
    return t -> weight.at(t) * density(t);
  }

  @Override
  public Draw draw(int rows, RandomStream rng) {
    double[] t = new double[rows];
    double[] inverseDensity = new double[rows];
    for (int i = 0; i < rows; i++) {
      double u = Math.max(rng.uniform(), 0x1p-53); // 0 may lie at ln r = -infinity
      double ratio = Math.exp(law.inverseCumulativeProbability(u));
      t[i] = Math.max(smallest, path.timeOfRatio(Math.min(ratio, path.ratio(1))));
      inverseDensity[i] = 1 / density(t[i]);
    }
    return new Draw(Times.of(t), inverseDensity);
  }

  @Override
  public void observe(Times t, double[] rowLosses) {
    // nothing to learn
  }

  @Override
  public double[] state() {
    return new double[0];
  }

  @Override
  public void restore(double[] state) {
    if (state.length != 0) {
      throw new IllegalArgumentException(
          "a time law's state of %d numbers where this law has none: the run was started with another time law"
              .formatted(state.length));
    }
  }
}

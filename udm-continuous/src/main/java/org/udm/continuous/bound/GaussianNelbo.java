package org.udm.continuous.bound;

import java.util.Arrays;
import java.util.Optional;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Interruption;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.predict.ElementVariance;
import org.udm.continuous.predict.GaussianDataOracle;
import org.udm.continuous.predict.Means;
import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;

/**
 * The bound of a Gaussian model in discrete steps: with the kernel's coefficients a of x_0 and b of
 * x_t and D = E[x_0 | x_t],
 *
 * <pre>
 * prior           KL(N(alpha_1 x_0, sigma_1^2 I) || N(0, P I))
 * diffusion       sum over (t, s), s &gt; 0, of KL(N(a x_0 + b x_t, v I) || N(a D + b x_t, w I))
 *                   which {@link StepTerm} computes
 * reconstruction  -log N(x_0; D, w I) at the step to s = 0, or its bins for pixels
 * </pre>
 *
 * <p>{@link #terms} draws x_t once per step and row, and predicts every step; {@link #expected} is
 * exact for Gaussian data. With DDPM's kernel and {@link StepVariance#OPTIMAL} the expected bound
 * less the entropy of x_0 is KL(p(x_1) || prior) for Gaussian data, whatever the grid. With another
 * kernel the states after t say more of x_0 than x_t alone does, and a step that sees only x_t
 * loses something.
 *
 * <p>Source: Ho et al. (DDPM), 2020, equation 5.
 */
public final class GaussianNelbo implements Nelbo<FloatBatch> {
  private final GaussianKernel kernel;
  private final StepVariance variance;
  private final TimeGrid grid;
  private final double priorVariance;
  private final Optional<PixelLevels> pixels;

  private GaussianNelbo(
      GaussianKernel kernel,
      StepVariance variance,
      TimeGrid grid,
      double priorVariance,
      Optional<PixelLevels> pixels) {
    this.kernel = kernel;
    this.variance = variance;
    this.grid = grid;
    this.priorVariance = priorVariance;
    this.pixels = pixels;
  }

  /**
   * Returns the bound with the prior N(0, sigma_1^2 I).
   *
   * @param kernel p(x_s | x_t, x_0), of a variance v above 0 where s &gt; 0
   * @param variance the variance w of the model's steps; {@code SMALL} has none at s = 0
   * @param grid the times, from 1 to 0
   * @return the bound
   * @throws IllegalArgumentException if the grid does not run from 1 to 0, v = 0 at a step to s
   *     &gt; 0 or w = 0 at the last one: the bound would be infinite
   */
  public static GaussianNelbo of(GaussianKernel kernel, StepVariance variance, TimeGrid grid) {
    if (grid.at(0) != 1 || grid.at(grid.steps()) != 0) {
      throw new IllegalArgumentException(
          "a bound over the grid %s: it must run from 1 to 0".formatted(grid));
    }
    for (int k = 0; k + 1 < grid.steps(); k++) {
      if (kernel.coefficients(grid.at(k), grid.at(k + 1)).noise() == 0) {
        throw new IllegalArgumentException(
            "the kernel from t = %s to s = %s has variance 0 (DDIM with eta = 0): its bound is infinite"
                .formatted(grid.at(k), grid.at(k + 1)));
      }
    }
    if (variance == StepVariance.SMALL) {
      throw new IllegalArgumentException(
          "StepVariance.SMALL has variance 0 at the step to s = 0: the bound is infinite; take LARGE, LEARNED or an optimal one");
    }
    double sigma = kernel.path().sigma(1);
    return new GaussianNelbo(kernel, variance, grid, sigma * sigma, Optional.empty());
  }

  /**
   * Returns the bound with another prior, such as DDPM's N(0, I).
   *
   * @param other P, the variance of every element of x_1, positive
   * @return the bound
   * @throws IllegalArgumentException if the variance is not positive and finite
   */
  public GaussianNelbo withPriorVariance(double other) {
    if (!(other > 0 && other < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "prior variance " + other + ": it must be positive and finite");
    }
    return new GaussianNelbo(kernel, variance, grid, other, pixels);
  }

  /**
   * Returns the bound for pixels, whose last step is cut into bins.
   *
   * @param levels the values of a pixel
   * @return the bound on -log P(x_0), a probability; it takes rows on the levels alone
   */
  public GaussianNelbo withPixels(PixelLevels levels) {
    return new GaussianNelbo(kernel, variance, grid, priorVariance, Optional.of(levels));
  }

  /** The prior term of n elements whose squares sum to {@code squares}. */
  private double prior(double squares, int n) {
    GaussianPath path = kernel.path();
    double mean = Math.pow(path.alpha(1), 2) * squares / (2 * priorVariance);
    return n * StepTerm.spread(Math.pow(path.sigma(1), 2), priorVariance) + mean;
  }

  /**
   * Returns the exact mean of the bound for Gaussian data and their exact predictor.
   *
   * @param mean m, the mean of every element of x_0
   * @param dataVariance s2, its variance, positive
   * @return the terms of one element, one row, in nats
   * @throws IllegalStateException if the bound is one for pixels, which are not normal
   */
  public BoundTerms expected(double mean, double dataVariance) {
    if (pixels.isPresent()) {
      throw new IllegalStateException(
          "the bound of pixels on Gaussian data: take the bound without withPixels");
    }
    GaussianDataOracle oracle = GaussianDataOracle.of(kernel.path(), mean, dataVariance);
    double diffusion = 0;
    double reconstruction = 0;
    for (int k = 0; k < grid.steps(); k++) {
      double left = oracle.posteriorVariance(grid.at(k));
      double s = grid.at(k + 1);
      double w = variance.at(kernel, grid.at(k), s, left);
      double term = StepTerm.element(kernel.coefficients(grid.at(k), s), s, w, left);
      if (k + 1 < grid.steps()) {
        diffusion += term;
      } else {
        reconstruction = term;
      }
    }
    return new BoundTerms(
        new double[] {prior(mean * mean + dataVariance, 1)},
        new double[] {diffusion},
        new double[] {reconstruction});
  }

  /**
   * Estimates the bound.
   *
   * @param predictor its beliefs have means, and say what the variance needs (see {@link
   *     ElementVariance#of})
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt
   *     flag stays set
   */
  @Override
  public BoundTerms terms(FloatBatch x0, X0Predictor<FloatBatch> predictor, RandomStreams rng) {
    double[] prior = Errors.squares(x0, x0.map((i, e, x) -> 0));
    for (int i = 0; i < prior.length; i++) {
      prior[i] = prior(prior[i], x0.size());
    }
    double[] diffusion = new double[x0.rows()];
    double[] reconstruction = new double[x0.rows()];
    GaussianCorruption corruption = GaussianCorruption.of(kernel.path());
    for (int k = 0; k < grid.steps(); k++) {
      Interruption.check("a bound", k, grid.steps());
      Times t = Times.all(x0.rows(), grid.at(k));
      FloatBatch xt = corruption.corrupt(x0, corruption.drawNoise(x0, rng.at(k)), t);
      X0Belief<FloatBatch> belief = predictor.predict(xt, t);
      FloatBatch mean = Means.of(belief);
      Times s = Times.all(x0.rows(), grid.at(k + 1));
      ElementVariance w = ElementVariance.of(variance, kernel, belief, t, s);
      if (k + 1 < grid.steps()) {
        double[] term = StepTerm.nats(kernel, t, s, x0, mean, w);
        Arrays.setAll(diffusion, i -> diffusion[i] + term[i]);
      } else {
        reconstruction =
            pixels.isPresent()
                ? pixels.get().binNats(x0, mean, w)
                : StepTerm.nats(kernel, t, s, x0, mean, w);
      }
    }
    return new BoundTerms(prior, diffusion, reconstruction);
  }
}

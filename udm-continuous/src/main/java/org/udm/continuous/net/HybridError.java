package org.udm.continuous.net;

import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.train.Example;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;
import org.udm.torch.train.Loss;

/**
 * The squared error with a learned variance of steps,
 *
 * <pre>
 * loss = squared error + lambda T / elements sum over rows of KL(p(x_s | x_t, x_0) || p(x_s | x_t)),   s = t - 1/T
 * </pre>
 *
 * <p>where p(x_s | x_t) has the variance {@code log w = u log beta_{t|s} + (1 - u) log v}, u = (1 +
 * the network's v) / 2, and D is held fixed, so that the bound trains u alone; with c the kernel's
 * coefficient of x_0 and d = log(beta / v) an element's KL is
 *
 * <pre>(exp(-u d) (1 + c^2 (x_0 - D)^2 / v) - 1 + u d) / 2</pre>
 *
 * <p>A row whose s is 0 or less has no such term: the variance of the last step is beta. {@link
 * org.udm.continuous.gaussian.StepVariance#LEARNED} samples with it. Times are to be drawn
 * uniformly; the example's weights act on the squared error alone.
 *
 * <p>Source: Nichol and Dhariwal, "Improved denoising diffusion probabilistic models", 2021,
 * equations 15 and 16.
 *
 * @param <X> rows, or rows with their classes
 */
public final class HybridError<X extends Batch<X>> implements Loss<X> {
  private final SquaredError<X> squared;
  private final GaussianKernel kernel;
  private final int steps;
  private final double factor;

  private HybridError(SquaredError<X> squared, GaussianKernel kernel, int steps, double factor) {
    this.squared = squared;
    this.kernel = kernel;
    this.steps = steps;
    this.factor = factor;
  }

  /**
   * Returns the loss with the paper's lambda, 0.001.
   *
   * @param squared the squared error, of a network with {@link Outputs#MEAN_AND_VARIANCE}
   * @param kernel p(x_s | x_t, x_0), of positive variance, such as DDPM's
   * @param steps T, into which [0, 1] is cut, at least 2
   * @param <X> rows, or rows with their classes
   * @return the loss
   * @throws IllegalArgumentException if the network says no variance or T is below 2
   */
  public static <X extends Batch<X>> HybridError<X> of(
      SquaredError<X> squared, GaussianKernel kernel, int steps) {
    if (squared.network().network().outputs() != Outputs.MEAN_AND_VARIANCE) {
      throw new IllegalArgumentException(
          "a learned variance of a network that says the mean alone: give its shape withOutputs(%s)"
              .formatted(Outputs.MEAN_AND_VARIANCE));
    }
    if (steps < 2) {
      throw new IllegalArgumentException(
          "a learned variance for %d steps: at least 2 are needed".formatted(steps));
    }
    return new HybridError<>(squared, kernel, steps, 0.001);
  }

  /**
   * Returns the loss with another lambda.
   *
   * @param lambda the factor of the bound, positive
   * @return the loss
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public HybridError<X> withFactor(double lambda) {
    if (!(lambda > 0 && lambda < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "lambda is " + lambda + ": it must be positive and finite");
    }
    return new HybridError<>(squared, kernel, steps, lambda);
  }

  /**
   * Returns the predictor that this loss trains.
   *
   * @param weights trained weights, which the predictor frees when it is closed
   * @return the predictor, whose beliefs interpolate the variance of steps
   */
  public NetworkPredictor predictor(Weights weights) {
    return squared.predictor(weights);
  }

  @Override
  public ParameterLayout layout() {
    return squared.layout();
  }

  @Override
  public long units(X x0) {
    return squared.units(x0);
  }

  @Override
  public Part of(Weights weights, Example<X> some, long unitsOfBatch) {
    SquaredError.Pass pass = squared.pass(weights, some, unitsOfBatch);
    Times t = some.t();
    int rows = t.rows();
    float[] spread = new float[rows]; // d
    float[] gain = new float[rows]; // c^2 / v
    float[] factors = new float[rows];
    for (int i = 0; i < rows; i++) {
      double s = t.at(i) - 1.0 / steps;
      if (s > 0) {
        GaussianKernel.Coefficients c = kernel.coefficients(t.at(i), s);
        double small = c.noise() * c.noise();
        if (small == 0) {
          throw new IllegalArgumentException(
              "the kernel from t = %s to s = %s has variance 0: learn with one above 0, such as DDPM's"
                  .formatted(t.at(i), s));
        }
        spread[i] = (float) Math.log(kernel.path().addedVariance(t.at(i), s) / small);
        gain[i] = (float) (c.x0() * c.x0() / small);
        factors[i] = (float) (factor * steps / (2 * unitsOfBatch));
      }
    }
    Tensor exponent = // u d
        pass.said()
            .interpolation()
            .reshape(rows, -1)
            .multiply(weights.runtime().tensor(spread, rows, 1));
    Tensor error = pass.error().detach();
    Tensor surprise =
        error.multiply(error).multiply(weights.runtime().tensor(gain, rows, 1)).add(1);
    Tensor divergence = exponent.negate().exp().multiply(surprise).add(exponent).subtract(1).sum(1);
    Tensor bound = divergence.multiply(weights.runtime().tensor(factors, rows)).sum();
    return pass.part().plus(bound);
  }
}

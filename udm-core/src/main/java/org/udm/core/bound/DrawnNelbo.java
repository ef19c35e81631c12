package org.udm.core.bound;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.KernelDensity;
import org.udm.core.schedule.TimeGrid;

/**
 * The bound of any corruption and any reverse kernel of known density, with a belief that can be
 * drawn from and asked for log p(x_0 | x_t):
 *
 * <pre>
 * E log p(x_s | x_t, x_0) - log( p(x_0 | x_t) p(x_s | x_t, x_0)
 *                                + sum over draws x^ != x_0 of w(x^) p(x_s | x_t, x^) )
 * </pre>
 *
 * <p>The bracket is an unbiased estimate of {@code p(x_s | x_t) = sum over x^ of p(x^ | x_t) p(x_s
 * | x_t, x^)}: the term of x_0 itself is exact, the others are drawn, K from the belief at x_t and
 * K from the belief at x_s, which finds rows that lead there ({@link WeightedDraw}). As -log is
 * convex the expected result lies above the bound, so it is a bound as well; it falls to it as K
 * grows. At s = 0, where x_s is x_0, nothing is drawn. {@link EnumeratedNelbo} is the reference on
 * small spaces.
 *
 * <p>Source of the T-step bound: Ho et al., "Denoising diffusion probabilistic models", 2020,
 * equation 5; of a bound by draws within the logarithm: Burda et al., "Importance weighted
 * autoencoders", 2016.
 *
 * <pre>{@code
 * DrawnNelbo.of(deletion, DeletionKernel.of(deletion), x0 -> new double[x0.rows()], grid)
 *     .withDraws(16);
 * }</pre>
 *
 * @param <X> the state
 * @param <E> the noise
 */
public final class DrawnNelbo<X extends Batch<X>, E> implements Nelbo<X> {
  private final Corruption<X, E> corruption;
  private final KernelDensity<X> kernel;
  private final Function<X, double[]> prior;
  private final TimeGrid grid;
  private final int draws;
  private final int perRow; // diffusion steps that are evaluated for a row; all if 0

  private DrawnNelbo(
      Corruption<X, E> corruption,
      KernelDensity<X> kernel,
      Function<X, double[]> prior,
      TimeGrid grid,
      int draws,
      int perRow) {
    this.corruption = corruption;
    this.kernel = kernel;
    this.prior = prior;
    this.grid = grid;
    this.draws = draws;
    this.perRow = perRow;
  }

  /**
   * Returns the bound that evaluates every step, each with one draw from either belief.
   *
   * @param corruption the corruption
   * @param kernel its reverse kernel
   * @param prior KL(p(x_1 | x_0) || prior) of clean rows, nats [B]
   * @param grid the times, from 1 to 0
   * @param <X> the state
   * @param <E> the noise
   * @return the bound
   * @throws IllegalArgumentException if the grid does not run from 1 to 0
   */
  public static <X extends Batch<X>, E> DrawnNelbo<X, E> of(
      Corruption<X, E> corruption,
      KernelDensity<X> kernel,
      Function<X, double[]> prior,
      TimeGrid grid) {
    return new DrawnNelbo<>(corruption, kernel, prior, SteppedNelbo.requireWhole(grid), 1, 0);
  }

  /**
   * Returns the bound with more draws per step.
   *
   * @param count the number K of draws from each of the two beliefs, at least 1
   * @return the bound
   * @throws IllegalArgumentException if there is no draw
   */
  public DrawnNelbo<X, E> withDraws(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "a bound from " + count + " draws per step: at least 1 is needed");
    }
    return new DrawnNelbo<>(corruption, kernel, prior, grid, count, perRow);
  }

  /**
   * Returns the bound that evaluates some of the steps of each row, evenly spread, and the last
   * one.
   *
   * @param steps the number of steps besides the last one, at least 1
   * @return the bound
   * @throws IllegalArgumentException if there is no step
   */
  public DrawnNelbo<X, E> withStepsPerRow(int steps) {
    return new DrawnNelbo<>(corruption, kernel, prior, grid, draws, steps);
  }

  @Override
  public BoundTerms terms(X x0, X0Predictor<X> predictor, RandomStreams rng) {
    SteppedNelbo<X> all = SteppedNelbo.of(grid, prior, this::step);
    return (perRow == 0 ? all : all.withStepsPerRow(perRow)).terms(x0, predictor, rng);
  }

  private double[] step(X x0, X0Predictor<X> predictor, Times t, Times s, RandomStreams rng) {
    X xt = corruption.corrupt(x0, corruption.drawNoise(x0, rng.named("noise")), t);
    X xs = kernel.step(xt, x0, t, s, rng.named("kernel"));
    double[] truth = kernel.logProb(xs, xt, x0, t, s);
    X0Belief<X> belief = predictor.predict(xt, t);
    double[] own = belief.logProb(x0);
    double[] model = new double[x0.rows()]; // the bracket, divided by p(x_s | x_t, x_0)
    for (int i = 0; i < model.length; i++) {
      model[i] = Math.exp(own[i]);
    }
    if (IntStream.range(0, s.rows()).anyMatch(i -> s.at(i) > 0)) {
      X0Belief<X> later = predictor.predict(xs, s);
      for (WeightedDraw<X> guess : WeightedDraw.of(belief, later, draws, rng)) {
        X possible = guess.possibleOr(x0); // a kernel may refuse x^ that x_t contradicts
        double[] logs = kernel.logProb(xs, xt, possible, t, s);
        for (int i = 0; i < model.length; i++) {
          if (logs[i] > Double.NEGATIVE_INFINITY && !possible.gather(i).equals(x0.gather(i))) {
            model[i] += guess.weights()[i] * Math.exp(logs[i] - truth[i]);
          }
        }
      }
    }
    double[] terms = new double[model.length];
    for (int i = 0; i < terms.length; i++) {
      // far below the range of a double the draws give nothing, and log p(x_0 | x_t) is the rest
      terms[i] = model[i] > 0 ? -Math.log(model[i]) : -own[i];
    }
    return terms;
  }
}

package org.udm.core.bound;

import java.util.Arrays;
import java.util.function.Function;
import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;

/**
 * The bound of a model that steps along a time grid, as a sum of one term per step, estimated
 * without bias for each row.
 *
 * <p>The last step, s = 0, is the reconstruction term.
 *
 * @param <X> the state
 */
public final class SteppedNelbo<X extends Batch<X>> implements Nelbo<X> {

  /**
   * What one step costs, {@code E KL(p(x_s | x_t, x_0) || p(x_s | x_t))} or an unbiased estimate.
   *
   * @param <X> the state
   */
  @FunctionalInterface
  public interface StepTerm<X extends Batch<X>> {

    /**
     * Evaluates one step of each row.
     *
     * @param x0 clean rows [B]
     * @param predictor the x_0-predictor
     * @param t the times that the steps start from [B]
     * @param s the times that they lead to, each before its t [B]
     * @param rng the source of randomness of an estimate
     * @return nats [B]
     */
    double[] at(X x0, X0Predictor<X> predictor, Times t, Times s, RandomStreams rng);
  }

  private final TimeGrid grid;
  private final int perRow; // diffusion steps that are evaluated for a row; all if 0
  private final Function<X, double[]> prior;
  private final StepTerm<X> term;

  private SteppedNelbo(TimeGrid grid, int perRow, Function<X, double[]> prior, StepTerm<X> term) {
    this.grid = grid;
    this.perRow = perRow;
    this.prior = prior;
    this.term = term;
  }

  /**
   * Returns the bound that evaluates every step.
   *
   * @param grid the times, from 1 to 0
   * @param prior KL(p(x_1 | x_0) || prior) of clean rows, nats [B]
   * @param term what a step costs
   * @param <X> the state
   * @return the bound
   * @throws IllegalArgumentException if the grid does not run from 1 to 0
   */
  public static <X extends Batch<X>> SteppedNelbo<X> of(
      TimeGrid grid, Function<X, double[]> prior, StepTerm<X> term) {
    return new SteppedNelbo<>(requireWhole(grid), 0, prior, term);
  }

  static TimeGrid requireWhole(TimeGrid grid) {
    if (grid.at(0) != 1 || grid.at(grid.steps()) != 0) {
      throw new IllegalArgumentException(
          "a bound over the grid %s: it must run from 1 to 0".formatted(grid));
    }
    return grid;
  }

  /**
   * Returns the bound that evaluates some of the steps of each row, evenly spread, and the last
   * one.
   *
   * @param steps the number of steps besides the last one, at least 1
   * @return the bound
   * @throws IllegalArgumentException if there is no step
   */
  public SteppedNelbo<X> withStepsPerRow(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a bound from " + steps + " steps per row: at least 1 is needed");
    }
    return new SteppedNelbo<>(grid, steps, prior, term);
  }

  @Override
  public BoundTerms terms(X x0, X0Predictor<X> predictor, RandomStreams rng) {
    int diffusionSteps = grid.steps() - 1;
    double[] diffusion = new double[x0.rows()];
    if (perRow == 0) {
      for (int k = 0; k < diffusionSteps; k++) {
        int[] same = new int[x0.rows()];
        Arrays.fill(same, k);
        add(diffusion, 1, step(x0, predictor, same, rng.named("step").at(k)));
      }
    } else if (diffusionSteps > 0) {
      double[] offsets = new double[x0.rows()];
      Arrays.setAll(offsets, i -> rng.named("offset").row(i).uniform());
      for (int d = 0; d < perRow; d++) {
        int[] steps = new int[x0.rows()];
        for (int i = 0; i < steps.length; i++) {
          double stratum = (offsets[i] + (double) d / perRow) % 1;
          steps[i] = Math.min(diffusionSteps - 1, (int) (diffusionSteps * stratum));
        }
        double factor = (double) diffusionSteps / perRow;
        add(diffusion, factor, step(x0, predictor, steps, rng.named("draw").at(d)));
      }
    }
    int[] last = new int[x0.rows()];
    Arrays.fill(last, diffusionSteps);
    return new BoundTerms(
        prior.apply(x0), diffusion, step(x0, predictor, last, rng.named("reconstruction")));
  }

  private static void add(double[] sums, double factor, double[] terms) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += factor * terms[i];
    }
  }

  /** One step of each row, [B]. */
  private double[] step(X x0, X0Predictor<X> predictor, int[] steps, RandomStreams rng) {
    Times t = Times.of(Arrays.stream(steps).mapToDouble(grid::at).toArray());
    Times s = Times.of(Arrays.stream(steps).mapToDouble(k -> grid.at(k + 1)).toArray());
    return term.at(x0, predictor, t, s, rng);
  }
}

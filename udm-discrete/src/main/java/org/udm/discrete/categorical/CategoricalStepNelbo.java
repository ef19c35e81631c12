package org.udm.discrete.categorical;

import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.bound.SteppedNelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;

/**
 * The bound of the model that steps along a time grid, estimated without bias for each row:
 *
 * <pre>
 * KL(q(x_1 | x_0) || prior) + sum over (t, s) of E_{x_t} sum over l of
 *   KL( q(x_s^l | x_t^l, x_0^l) || p(x_s^l | x_t) )
 * </pre>
 *
 * <p>p(x_s | x_t) sums over x_0, as a sampler that draws it does: with the exact belief the bound
 * tends to -log P(x_0) as T grows. {@link BeliefUse#PLUGGED_IN} puts the predicted probabilities in
 * as if they were x_0; that bound does not tend there.
 *
 * <p>Sources: Austin et al. (D3PM), 2021, equation 1; the two papers themselves, D3PM in equation 4
 * and Hoogeboom et al., 2021, section 4, plug in.
 *
 * <pre>{@code
 * CategoricalStepNelbo.of(uniform, TimeGrid.uniform(1000)).withStepsPerRow(16);
 * }</pre>
 */
public final class CategoricalStepNelbo implements Nelbo<TokenBatch> {
  private final Categorical categorical;
  private final SteppedNelbo<TokenBatch> sum;

  private CategoricalStepNelbo(Categorical categorical, SteppedNelbo<TokenBatch> sum) {
    this.categorical = categorical;
    this.sum = sum;
  }

  /**
   * Returns the bound that sums over x_0 and evaluates every step, each at one corrupted state.
   *
   * @param categorical the corruption
   * @param grid the times, from 1 to 0
   * @return the bound
   * @throws IllegalArgumentException if the grid does not run from 1 to 0
   */
  public static CategoricalStepNelbo of(Categorical categorical, TimeGrid grid) {
    return of(categorical, BeliefUse.SUMMED, grid);
  }

  /**
   * Returns the bound that uses the belief in a given way.
   *
   * @param categorical the corruption
   * @param use how the belief becomes a law of x_s
   * @param grid the times, from 1 to 0
   * @return the bound
   * @throws IllegalArgumentException if the grid does not run from 1 to 0
   */
  public static CategoricalStepNelbo of(Categorical categorical, BeliefUse use, TimeGrid grid) {
    return new CategoricalStepNelbo(
        categorical,
        SteppedNelbo.of(
            grid,
            categorical::priorTerm,
            (x0, predictor, t, s, rng) -> {
              TokenBatch xt = categorical.corrupt(x0, categorical.drawNoise(x0, rng), t);
              return steps(categorical, use, x0, xt, predictor, t, s);
            }));
  }

  /**
   * Returns the bound that evaluates some of the steps of each row, evenly spread, and the last
   * one.
   *
   * @param steps the number of steps besides the last one, at least 1
   * @return the bound
   * @throws IllegalArgumentException if there is no step
   */
  public CategoricalStepNelbo withStepsPerRow(int steps) {
    return new CategoricalStepNelbo(categorical, sum.withStepsPerRow(steps));
  }

  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    return sum.terms(categorical.requireClean(x0), predictor, rng);
  }

  /**
   * Returns KL(q(x_s | x_t, x_0) || p(x_s | x_t)) row by row, for one corrupted state of each.
   *
   * @param categorical the corruption
   * @param use how the belief becomes a law of x_s
   * @param x0 clean rows [B, L]
   * @param xt corrupted rows [B, L]
   * @param predictor a predictor whose beliefs know single positions
   * @param t the later times [B]
   * @param s the earlier times [B]
   * @return nats [B]
   */
  static double[] steps(
      Categorical categorical,
      BeliefUse use,
      TokenBatch x0,
      TokenBatch xt,
      X0Predictor<TokenBatch> predictor,
      Times t,
      Times s) {
    Moves moves = categorical.moves();
    return BelievedStep.sum(
        predictor,
        x0,
        xt,
        t,
        place -> {
          double from = s.at(place.row());
          double to = t.at(place.row());
          return BelievedStep.divergence(
              MarkovKernel.law(moves, place.clean(), place.seen(), place.position(), from, to),
              BelievedStep.law(moves, use, place, from, to));
        });
  }
}

package org.udm.discrete.mask;

import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.bound.SteppedNelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;

/**
 * The bound of the model that unmasks along a time grid of T steps, estimated without bias for each
 * row.
 *
 * <pre>
 * sum over (t, s) of (alpha_s - alpha_t) / (1 - alpha_t) E[ sum over masked l of -log p(x_0^l | x_t) ]
 * </pre>
 *
 * <p>The last step, s = 0, is the reconstruction term. Sources: Sahoo et al. (MDLM), 2024, section
 * 3; Shi et al. (MD4), 2024, section 2.
 *
 * <pre>{@code
 * MaskedStepNelbo.of(masking, TimeGrid.uniform(1000)).withStepsPerRow(16);
 * }</pre>
 */
public final class MaskedStepNelbo implements Nelbo<TokenBatch> {
  private final Masking masking;
  private final TimeGrid grid;
  private final int perRow; // all steps if 0
  private final int given; // tokens

  private MaskedStepNelbo(Masking masking, TimeGrid grid, int perRow, int given) {
    this.masking = masking;
    this.grid = grid;
    this.perRow = perRow;
    this.given = given;
  }

  /**
   * Returns the bound that evaluates every step, each at one corrupted state: T predictions a row.
   *
   * @param masking the corruption
   * @param grid the times, from 1 to 0
   * @return the bound
   * @throws IllegalArgumentException if the grid does not run from 1 to 0
   */
  public static MaskedStepNelbo of(Masking masking, TimeGrid grid) {
    MaskedStepNelbo every = new MaskedStepNelbo(masking, grid, 0, 0);
    every.sum(); // the grid fits
    return every;
  }

  /**
   * Returns the bound that evaluates some of the steps of each row, evenly spread, and the last
   * one.
   *
   * @param steps the number of steps besides the last one, at least 1
   * @return the bound
   * @throws IllegalArgumentException if there is no step
   */
  public MaskedStepNelbo withStepsPerRow(int steps) {
    MaskedStepNelbo some = new MaskedStepNelbo(masking, grid, steps, given);
    some.sum().withStepsPerRow(steps); // requires one
    return some;
  }

  /**
   * Returns the bound on {@code -log p(the rest of a row | its first tokens)}.
   *
   * @param tokens how many are given, at least 0; shorter rows cost nothing
   * @return the bound
   * @throws IllegalArgumentException if the number is negative
   */
  public MaskedStepNelbo given(int tokens) {
    return new MaskedStepNelbo(masking, grid, perRow, MaskedTerms.requireGiven(tokens));
  }

  private SteppedNelbo<TokenBatch> sum() {
    return SteppedNelbo.of(grid, x0 -> MaskedTerms.prior(masking, x0, given), this::step);
  }

  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    SteppedNelbo<TokenBatch> every = sum();
    return (perRow == 0 ? every : every.withStepsPerRow(perRow)).terms(x0, predictor, rng);
  }

  /** One step of each row, at one corrupted state, [B]. */
  private double[] step(
      TokenBatch x0, X0Predictor<TokenBatch> predictor, Times t, Times s, RandomStreams rng) {
    TokenBatch xt = masking.corrupt(x0, masking.drawNoise(x0, rng).keeping(given), t);
    double[] terms = MaskedTerms.crossEntropy(masking, predictor, x0, xt, t);
    for (int i = 0; i < terms.length; i++) {
      terms[i] *= masking.revealed(t.at(i), s.at(i));
    }
    return terms;
  }
}

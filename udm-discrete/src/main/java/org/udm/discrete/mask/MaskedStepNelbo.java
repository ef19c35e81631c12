package org.udm.discrete.mask;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
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
  private final int perRow; // diffusion steps that are evaluated for a row; all if 0

  private MaskedStepNelbo(Masking masking, TimeGrid grid, int perRow) {
    this.masking = masking;
    this.grid = grid;
    this.perRow = perRow;
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
    if (grid.at(0) != 1 || grid.at(grid.steps()) != 0) {
      throw new IllegalArgumentException(
          "a bound over the grid %s: it must run from 1 to 0".formatted(grid));
    }
    return new MaskedStepNelbo(masking, grid, 0);
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
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a bound from " + steps + " steps per row: at least 1 is needed");
    }
    return new MaskedStepNelbo(masking, grid, steps);
  }

  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    int diffusionSteps = grid.steps() - 1;
    double[] diffusion = new double[x0.rows()];
    if (perRow == 0) {
      for (int k = 0; k < diffusionSteps; k++) {
        int[] same = new int[x0.rows()];
        Arrays.fill(same, k);
        add(diffusion, 1, term(x0, predictor, same, rng.named("step").at(k)));
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
        add(diffusion, factor, term(x0, predictor, steps, rng.named("draw").at(d)));
      }
    }
    int[] last = new int[x0.rows()];
    Arrays.fill(last, diffusionSteps);
    return new BoundTerms(
        MaskedTerms.prior(masking, x0),
        diffusion,
        term(x0, predictor, last, rng.named("reconstruction")));
  }

  private static void add(double[] sums, double factor, double[] terms) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += factor * terms[i];
    }
  }

  /** One step of each row, at one corrupted state, [B]. */
  private double[] term(
      TokenBatch x0, X0Predictor<TokenBatch> predictor, int[] steps, RandomStreams rng) {
    Times t = Times.of(Arrays.stream(steps).mapToDouble(grid::at).toArray());
    TokenBatch xt = masking.corrupt(x0, masking.drawNoise(x0, rng), t);
    double[] terms = MaskedTerms.crossEntropy(masking, predictor, x0, xt, t);
    for (int i = 0; i < terms.length; i++) {
      terms[i] *= masking.revealed(t.at(i), grid.at(steps[i] + 1));
    }
    return terms;
  }
}

package org.udm.continuous.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.FloatRows;
import org.udm.continuous.FloatStatistics;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.row.RowCorruption;
import org.udm.core.row.RowNoise;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;

class RowCorruptionTest {
  private static final RandomStreams RNG = RandomStreams.of(11);
  private static final FloatBatch X0 =
      FloatBatch.points(new float[] {1, -2}, new float[] {3, 0.5f});

  private static final RowCorruption<FloatBatch, float[], Double> SHIFT =
      RowCorruption.of(
          FloatRows.of(),
          (n, rng) -> rng.gaussian(),
          (x0, eps, t) -> {
            for (int k = 0; k < x0.length; k++) {
              x0[k] = (float) ((1 - t) * x0[k] + t * eps);
            }
            return x0;
          });
  private static final NoisePosterior<FloatBatch, RowNoise<Double>> SHIFT_POSTERIOR =
      RowCorruption.posterior(FloatRows.of(), (xt, x0, t, rng) -> (xt[0] - (1 - t) * x0[0]) / t);

  private static final RowCorruption<FloatBatch, float[], Supplier<RandomStream>> SPECKLE =
      RowCorruption.replayed(
          FloatRows.of(),
          (x0, t, rng) -> {
            for (int k = 0; k < x0.length; k++) {
              x0[k] *= (float) Math.exp(t * rng.gaussian());
            }
            return x0;
          });

  private static <E> LawReport check(
      Corruption<FloatBatch, E> corruption, ReverseKernel<FloatBatch> kernel) {
    return MarginalIdentity.of(corruption, kernel, X0)
        .withStatistics(FloatStatistics.of())
        .with(
            MarginalIdentity.Options.defaults()
                .withChoice(MarginalIdentity.Choice.STATISTICAL)
                .withSamples(4_000)
                .withTimes(0, 0.4, 1))
        .check(RNG);
  }

  @Test
  void everyOneHasALawfulFreshKernel() {
    check(SHIFT, ReverseKernels.fresh(SHIFT)).assertHolds();
    check(SPECKLE, ReverseKernels.fresh(SPECKLE)).assertHolds();
  }

  @Test
  void aPosteriorMakesSameNoiseLawful() {
    check(SHIFT, ReverseKernels.same(SHIFT, SHIFT_POSTERIOR)).assertHolds();
    NoisePosterior<FloatBatch, RowNoise<Double>> wrong =
        RowCorruption.posterior(FloatRows.of(), (xt, x0, t, rng) -> (xt[0] - x0[0]) / t);
    assertFalse(check(SHIFT, ReverseKernels.same(SHIFT, wrong)).holds());
  }

  @Test
  void replayedNoiseIsTheSameAtEveryTime() {
    RowNoise<Supplier<RandomStream>> eps = SPECKLE.drawNoise(X0, RNG);
    FloatBatch half = SPECKLE.corrupt(X0, eps, Times.all(2, 0.5));
    FloatBatch whole = SPECKLE.corrupt(X0, eps, Times.all(2, 1));
    // exp(t eps): the ratio at t = 1 is the square of the one at t = 1/2
    FloatBatch expected = half.map((i, k, x) -> x * x / X0.at(i, k));
    assertArrayEquals(expected.toArray(), whole.toArray(), 1e-5f);
    assertEquals(whole, SPECKLE.corrupt(X0, eps, Times.all(2, 1)));
    assertEquals(X0, SPECKLE.corrupt(X0, eps, Times.all(2, 0)));
  }

  @Test
  void aRowDoesNotDependOnItsBatch() {
    FloatBatch alone = X0.slice(1, 2);
    RowNoise<Double> eps = SHIFT.drawNoise(X0, RNG);
    assertEquals(List.of(eps.rows().get(1)), SHIFT.drawNoise(alone, RNG.fromRow(1)).rows());
    Times t = Times.all(2, 0.3);
    assertEquals(
        SPECKLE.corrupt(X0, SPECKLE.drawNoise(X0, RNG), t).slice(1, 2),
        SPECKLE.corrupt(alone, SPECKLE.drawNoise(alone, RNG.fromRow(1)), Times.all(1, 0.3)));
  }

  @Test
  void noiseForOtherRowsIsRefused() {
    RowNoise<Double> one = SHIFT.drawNoise(X0.slice(0, 1), RNG);
    assertThrows(IllegalArgumentException.class, () -> SHIFT.corrupt(X0, one, Times.all(2, 0.5)));
  }
}

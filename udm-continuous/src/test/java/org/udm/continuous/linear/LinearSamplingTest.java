package org.udm.continuous.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.Glyphs;
import org.udm.continuous.data.Pictures;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.TimeGrid;

/**
 * With the exact predictor every lawful kernel draws from the data, in however few steps: 2,000
 * samples, chi-square at level 1e-4, seed 9.
 */
class LinearSamplingTest {
  private static final RandomStreams RNG = RandomStreams.of(9);
  private static final int[] SHAPE = {1, 4, 4};
  private static final DctBasis COSINES = DctBasis.of(SHAPE);

  /** Four images, of which three have the same mean, with probabilities 1/8, 2/8, 3/8, 2/8. */
  private static final FloatBatch DATA =
      FloatBatch.of(SHAPE, new float[4][16])
          .map((i, k, zero) -> i == 0 ? 0.4 : Math.cos(Math.PI * i * (k % 4 + 0.5) / 4));

  private static final double[] WEIGHTS = {1, 2, 3, 2};
  private static final FloatBatch WEIGHTED = DATA.gather(0, 1, 1, 2, 2, 2, 3, 3);

  private static final LinearCorruption HEAT =
      LinearCorruption.of(
          Blur.of(COSINES, BlurWidth.logarithmic(0.5, 8), NoiseLevel.constant(0.1)));
  private static final LinearCorruption BLURRING =
      LinearCorruption.of(
          BlurringDiffusion.of(COSINES, CosineSchedule.create(), BlurWidth.sine(2)));

  private record Run(
      String name, LinearCorruption corruption, ReverseKernel<FloatBatch> kernel, int steps) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Run> RUNS =
      List.of(
          new Run("heat, same", HEAT, ReverseKernels.same(HEAT, HEAT), 7),
          new Run("heat, fresh", HEAT, ReverseKernels.fresh(HEAT), 7),
          new Run("heat, markov", HEAT, LinearKernel.markov(HEAT), 2),
          new Run("blurring, same", BLURRING, ReverseKernels.same(BLURRING, BLURRING), 3),
          new Run("blurring, markov", BLURRING, LinearKernel.markov(BLURRING), 12));

  private static double pValue(Run run, Prior<FloatBatch> prior) {
    OraclePredictor<FloatBatch> oracle = OraclePredictor.of(DATA, WEIGHTS, run.corruption());
    FloatBatch x0 =
        GridSampler.of(
                prior, PredictThenCorrect.of(oracle, run.kernel()), TimeGrid.uniform(run.steps()))
            .draw(2_000, RNG)
            .x0();
    long[] counts = new long[4];
    for (int i = 0; i < x0.rows(); i++) {
      for (int k = 0; k < 4; k++) {
        counts[k] += x0.slice(i, i + 1).equals(DATA.slice(k, k + 1)) ? 1 : 0;
      }
    }
    assertEquals(2_000, counts[0] + counts[1] + counts[2] + counts[3]);
    return ChiSquareTest.withDefaults().test(WEIGHTS, counts).getPValue();
  }

  @ParameterizedTest
  @FieldSource("RUNS")
  void samplesHaveTheLawOfTheData(Run run) {
    assertTrue(pValue(run, DataPrior.of(run.corruption(), WEIGHTED)) > 1e-4);
  }

  @Test
  void aPriorOfOtherMeansIsFound() {
    assertTrue(pValue(RUNS.get(0), DataPrior.of(HEAT, DATA)) < 1e-4);
  }

  @Test
  void blurringDiffusionNeedsNoData() {
    assertTrue(pValue(RUNS.get(4), BLURRING.prior()) > 1e-4);
  }

  /** A picture to look at, under target/: one glyph a corruption, t from 0 to 1. */
  @Test
  void drawsPathsToLookAt() {
    int[] shape = {1, 32, 32};
    DctBasis cosines = DctBasis.of(shape);
    FloatBatch x0 = Glyphs.of(32).draw(1, RNG).items().repeat(0, 8);
    Times t = Times.of(0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1);
    FloatBatch all = x0.slice(0, 0);
    for (Spectrum spectrum :
        List.of(
            Blur.of(cosines, BlurWidth.logarithmic(0.5, 20), NoiseLevel.constant(0.01)),
            Blur.of(cosines, BlurWidth.sine(8), NoiseLevel.linear(0.5)),
            BlurringDiffusion.of(cosines, CosineSchedule.create(), BlurWidth.sine(20)),
            Pixelation.of(HaarBasis.of(5, shape), NoiseLevel.constant(0.01)),
            FadingMask.of(PixelBasis.of(shape), 6, NoiseLevel.constant(0.05)))) {
      LinearCorruption corruption = LinearCorruption.of(spectrum);
      FloatBatch eps = corruption.drawNoise(x0.slice(0, 1), RNG).repeat(0, 8);
      all = all.concat(corruption.corrupt(x0, eps, t));
    }
    Path file = Pictures.write(Pictures.grid(all, 8, 2), Path.of("target/pictures/paths.png"));
    assertTrue(Files.exists(file));
  }
}

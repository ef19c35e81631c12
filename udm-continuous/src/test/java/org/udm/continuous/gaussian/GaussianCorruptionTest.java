package org.udm.continuous.gaussian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.random.RandomStreams;

class GaussianCorruptionTest {
  private static final RandomStreams RNG = RandomStreams.of(1);
  static final List<GaussianPath> PATHS = GaussianPathTest.PATHS;

  private static final FloatBatch CLEAN =
      FloatBatch.points(new float[] {1.5f, -0.5f}, new float[] {0, 3}, new float[] {-2, 1});

  @ParameterizedTest
  @FieldSource("PATHS")
  void theNoisePosteriorGoesBackToTheSameState(GaussianPath path) {
    GaussianCorruption noise = GaussianCorruption.of(path);
    Times t = Times.of(0, 0.4, 1);
    FloatBatch eps = noise.drawNoise(CLEAN, RNG);
    FloatBatch xt = noise.corrupt(CLEAN, eps, t);
    assertEquals(CLEAN.gather(0), xt.gather(0));
    FloatBatch found = noise.draw(xt, CLEAN, t, RandomStreams.of(2));
    assertArrayEquals(eps.slice(1, 3).toArray(), found.slice(1, 3).toArray(), 2e-5f);
    assertArrayEquals(xt.toArray(), noise.corrupt(CLEAN, found, t).toArray(), 1e-5f);
    FloatBatch other = CLEAN.gather(1, 0, 2);
    assertThrows(IllegalArgumentException.class, () -> noise.draw(other, CLEAN, t, RNG));
  }

  @Test
  void theDensityIsTheGaussianOne() {
    GaussianCorruption noise = GaussianCorruption.of(VarianceExploding.geometric(0.01, 50));
    double sigma = noise.path().sigma(0.5);
    FloatBatch xt = FloatBatch.points(new float[] {2, 0});
    FloatBatch x0 = FloatBatch.points(new float[] {1.5f, -0.5f});
    double expected = -Math.log(2 * Math.PI * sigma * sigma) - 0.25 / (sigma * sigma);
    assertEquals(expected, noise.logProb(xt, x0, Times.of(0.5))[0], 1e-12);
    assertArrayEquals(
        new double[] {0, Double.NEGATIVE_INFINITY},
        noise.logProb(CLEAN.gather(0, 0), CLEAN.gather(0, 1), Times.of(0, 0)));
  }

  @Test
  void theOracleOfAFiniteDataSetWorksAtEveryTime() {
    GaussianCorruption noise = GaussianCorruption.of(VariancePreserving.standard());
    var oracle = OraclePredictor.of(CLEAN, new double[] {1, 1, 2}, noise);
    var clean = oracle.predict(CLEAN, Times.all(3, 0));
    assertEquals(CLEAN, clean.draw(RNG));
    // at t = 1 almost nothing is left to see
    double[] logs = oracle.predict(CLEAN, Times.all(3, 1)).logProb(CLEAN);
    assertArrayEquals(new double[] {0.25, 0.25, 0.5}, exp(logs), 0.02);
  }

  private static double[] exp(double[] logs) {
    return java.util.Arrays.stream(logs).map(Math::exp).toArray();
  }

  @Test
  void thePriorHasTheLastVariance() {
    GaussianCorruption noise = GaussianCorruption.of(StraightPath.edm(80));
    FloatBatch x = noise.prior(2, 3).draw(4000, RNG);
    assertArrayEquals(new int[] {2, 3}, x.shape());
    double squares = 0;
    for (float value : x.toArray()) {
      squares += (double) value * value;
    }
    // 24,000 draws: the standard error of the variance is 6400 * sqrt(2 / 24000) = 58; 4 of them
    assertEquals(6400, squares / 24_000, 240);
    assertEquals(0, noise.prior(2, 3).draw(0, RNG).rows());
  }

  @Test
  void shapesAndTimesMustFit() {
    GaussianCorruption noise = GaussianCorruption.of(VariancePreserving.standard());
    FloatBatch eps = CLEAN.gather(0);
    assertThrows(
        IllegalArgumentException.class, () -> noise.corrupt(CLEAN, eps, Times.all(3, 0.5)));
    assertThrows(
        IllegalArgumentException.class, () -> noise.corrupt(CLEAN, CLEAN, Times.all(2, 0.5)));
  }
}

package org.udm.continuous.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.predict.GaussianDataOracle;
import org.udm.continuous.predict.Means;
import org.udm.continuous.predict.MixtureOracle;
import org.udm.core.Times;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;

/** Bounds on -log P(x_0) of pixels on few levels, whose probabilities are known. */
class PixelLevelsTest {
  private static final RandomStreams RNG = RandomStreams.of(11);
  private static final PixelLevels FOUR = PixelLevels.of(4); // -1, -1/3, 1/3, 1
  private static final double[] LEVELS = {-1, -1 / 3.0, 1 / 3.0, 1};
  private static final double[] WEIGHTS = {0.1, 0.4, 0.2, 0.3};
  private static final int ROWS = 4000;

  private static FloatBatch onePixel(double value) {
    return FloatBatch.points(new float[] {(float) value});
  }

  private static MixtureOracle oracle(GaussianPath path) {
    float[][] points = new float[4][];
    Arrays.setAll(points, k -> new float[] {(float) LEVELS[k]});
    return MixtureOracle.of(path, WEIGHTS, FloatBatch.points(points), new double[4]);
  }

  private static double entropy() {
    return Arrays.stream(WEIGHTS).map(p -> -p * Math.log(p)).sum();
  }

  /** The integral over [-9, 9] by the trapezoidal rule, exact to rounding for smooth decay. */
  private static double integral(DoubleUnaryOperator f) {
    double sum = 0;
    for (int k = -900; k <= 900; k++) {
      sum += f.applyAsDouble(k * 0.01) * 0.01;
    }
    return sum;
  }

  private static double normal(double x, double mean, double variance) {
    return Math.exp(-0.5 * Math.pow(x - mean, 2) / variance) / Math.sqrt(2 * Math.PI * variance);
  }

  @Test
  void binsAndLevelsArePartitions() {
    GaussianPath path = VariancePreserving.standard();
    for (double mean : new double[] {-3, 0.2, 0.99}) {
      for (double w : new double[] {1e-4, 0.04, 9}) {
        double bins = 0;
        double levels = 0;
        for (double level : LEVELS) {
          FloatBatch x0 = onePixel(level);
          bins += Math.exp(-FOUR.binNats(x0, onePixel(mean), (i, e) -> w)[0]);
          levels += Math.exp(-FOUR.levelNats(x0, onePixel(mean), path, 0.3)[0]);
        }
        assertEquals(1, bins, 1e-12);
        assertEquals(1, levels, 1e-12);
      }
    }
  }

  @Test
  void binsAreDifferencesOfTheDistributionFunctionFarOutToo() {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    for (double[] bin : new double[][] {{-0.3, 0.4}, {0.1, 0.2}, {-7, -6.5}, {5, 8}}) {
      assertEquals(
          Math.log(normal.probability(bin[0], bin[1])), PixelLevels.logMass(bin[0], bin[1]), 1e-9);
    }
    // Mills' ratio: 1 - Phi(x) = phi(x) / x (1 - 1/x^2 + 3/x^4 - 15/x^6 ...)
    double x = 60;
    double series = 1 - 1 / (x * x) + 3 / Math.pow(x, 4) - 15 / Math.pow(x, 6);
    double expected = -0.5 * x * x - Math.log(x * Math.sqrt(2 * Math.PI)) + Math.log(series);
    assertEquals(expected, PixelLevels.logMass(x, Double.POSITIVE_INFINITY), 1e-9);
    assertEquals(expected, PixelLevels.logMass(Double.NEGATIVE_INFINITY, -x), 1e-9);
    // a bin of width h there: phi(x) (1 - exp(-x h)) / x but for terms of order h^2 and 1/x^2
    double h = 1e-3;
    double narrow = -0.5 * x * x - 0.5 * Math.log(2 * Math.PI) + Math.log(-Math.expm1(-x * h) / x);
    assertEquals(narrow, PixelLevels.logMass(x, x + h), 1e-3);
    // a certain mean lies in one bin
    assertEquals(0, FOUR.binNats(onePixel(1), onePixel(0.9), (i, e) -> 0)[0]);
    assertEquals(
        Double.POSITIVE_INFINITY, FOUR.binNats(onePixel(1), onePixel(0.5), (i, e) -> 0)[0]);
  }

  /**
   * A model of one step: its -log p(x_0) is an integral over x_1, and so is what the bound loses.
   */
  @Test
  void theBoundOfOneStepIsTheLikelihoodAndTheKnownGap() {
    GaussianPath path = VariancePreserving.linear(1, 1); // alpha_1 = exp(-1/2): x_1 knows of x_0
    double alpha = path.alpha(1);
    double noise = Math.pow(path.sigma(1), 2);
    MixtureOracle oracle = oracle(path);
    GaussianNelbo bound =
        GaussianNelbo.of(GaussianKernel.ddpm(path), StepVariance.LARGE, TimeGrid.uniform(1))
            .withPixels(FOUR);
    for (double level : LEVELS) {
      FloatBatch x0 = onePixel(level);
      DoubleUnaryOperator decoder = // p(x_0 | x_1), of variance beta_{1|0} = sigma_1^2
          x -> {
            FloatBatch mean = Means.of(oracle.predict(onePixel(x), Times.of(1)));
            return Math.exp(-FOUR.binNats(x0, mean, (i, e) -> noise)[0]);
          };
      double p = integral(x -> normal(x, 0, noise) * decoder.applyAsDouble(x));
      // KL(q(x_1 | x_0) || p(x_1 | x_0)), p(x_1 | x_0) = prior decoder / p
      double gap =
          integral(
              x -> {
                double q = normal(x, alpha * level, noise);
                double posterior = normal(x, 0, noise) * decoder.applyAsDouble(x) / p;
                return q == 0 ? 0 : q * Math.log(q / posterior);
              });
      BoundReport report =
          BoundReport.of(bound, x0.gather(new int[ROWS]), ones(), oracle, RNG.named("" + level));
      // 4,000 draws, 4.5 standard errors, four levels: a false alarm with probability 3e-5
      double error = 4.5 * report.total().standardError();
      assertEquals(-Math.log(p) + gap, report.total().mean(), error);
      assertTrue(error < 0.1 && gap > 0.005, error + " " + gap);
      assertEquals(
          (-Math.log(p) + gap) / Math.log(2), report.total().inBits().mean(), error / Math.log(2));
    }
  }

  private static long[] ones() {
    long[] units = new long[ROWS];
    Arrays.fill(units, 1);
    return units;
  }

  @Test
  void manyStepsAndContinuousTimeLoseOnlyWhatTheDecoderDoes() {
    GaussianPath path = VariancePreserving.standard();
    double smallest = path.timeOfRatio(0.25);
    double alpha = path.alpha(smallest);
    double noise = Math.pow(path.sigma(smallest), 2);
    // E over x_tmin of KL(p(x_0 | x_tmin) || the decoder), which knows nothing of the weights
    double gap =
        integral(
            x -> {
              double[] own = new double[4];
              Arrays.setAll(own, k -> normal(x, alpha * LEVELS[k], noise));
              double all = Arrays.stream(own).sum();
              double weighted = 0;
              for (int k = 0; k < 4; k++) {
                weighted += WEIGHTS[k] * own[k];
              }
              double sum = 0;
              for (int k = 0; k < 4; k++) {
                double p = WEIGHTS[k] * own[k] / weighted;
                sum += p == 0 ? 0 : p * Math.log(p / (own[k] / all));
              }
              return weighted * sum;
            });
    assertTrue(gap > 0.01, "gap " + gap);
    MixtureOracle oracle = oracle(path);
    Nelbo<FloatBatch> bound = ContinuousNelbo.of(path, smallest).withDraws(32).withPixels(FOUR);
    BoundReport report =
        BoundReport.of(
            bound, oracle.drawData(ROWS, RNG.named("data")), ones(), oracle, RNG.named("bound"));
    // KL(p(x_1) || prior) is below SNR_1 / 2 = 2e-5; 4.5 standard errors
    assertEquals(
        entropy() + gap, report.total().mean(), 4.5 * report.total().standardError() + 2e-5);
    assertTrue(report.total().standardError() < 0.03);
    // DDPM's bins in many steps: close to the entropy, never below it
    GaussianNelbo steps =
        GaussianNelbo.of(
                GaussianKernel.ddpm(path), StepVariance.OPTIMAL, TimeGrid.of(times(path, 60)))
            .withPixels(FOUR);
    FloatBatch x0 = oracle.drawData(ROWS, RNG.named("data"));
    BoundReport discrete = BoundReport.of(steps, x0, ones(), oracle, RNG.named("steps"));
    double lost = discrete.total().mean() - entropy();
    assertTrue(lost > -4.5 * discrete.total().standardError() && lost < 0.2, "lost " + lost);
  }

  /** Equal steps of the log-SNR from 1 to a ratio of 0.05, then to 0. */
  private static double[] times(GaussianPath path, int steps) {
    double[] times = new double[steps + 2];
    for (int k = 0; k <= steps; k++) {
      times[k] =
          k == 0
              ? 1
              : path.timeOfRatio(
                  path.ratio(1) * Math.pow(0.05 / path.ratio(1), k / (double) steps));
    }
    return times;
  }

  @Test
  void uniformNoiseBoundsTheProbabilityByJensensGap() {
    GaussianPath path = VariancePreserving.standard();
    PixelLevels levels = PixelLevels.of(3); // -1, 0, 1, of width 1
    double smallest = path.timeOfRatio(1e-3);
    GaussianDataOracle oracle = GaussianDataOracle.of(path, 0, 0.3);
    double variance = oracle.marginalVariance(smallest);
    FlowLikelihood flow =
        FlowLikelihood.of(path, oracle, smallest).withPriorVariance(oracle.marginalVariance(1));
    for (double level : new double[] {-1, 0}) {
      double[] found =
          flow.logProb(onePixel(level).gather(new int[400]), levels, RNG.named("" + level));
      double mean = Arrays.stream(found).average().orElseThrow();
      double squares = Arrays.stream(found).map(l -> Math.pow(l - mean, 2)).sum();
      // E[(x + u)^2] = x^2 + 1/12
      double exact =
          -0.5 * ((level * level + 1 / 12.0) / variance + Math.log(2 * Math.PI * variance));
      assertEquals(exact, mean, 4.5 * Math.sqrt(squares / 400 / 399) + 1e-3);
      double mass =
          NormalDistribution.of(0, Math.sqrt(variance)).probability(level - 0.5, level + 0.5);
      assertTrue(exact < Math.log(mass));
    }
    FloatBatch filled = levels.dequantised(onePixel(1).gather(new int[1000]), RNG);
    for (float x : filled.toArray()) {
      assertTrue(x >= 0.5 && x < 1.5);
    }
  }

  @Test
  void whatIsOnNoLevelIsRefused() {
    assertEquals(2 / 255.0, PixelLevels.bytes().width());
    FloatBatch bytes = FloatBatch.points(new float[256]).map((i, e, x) -> 2.0 * e / 255 - 1);
    PixelLevels.bytes().dequantised(bytes, RNG);
    for (float bad : new float[] {0.3f, Float.NaN, 1.5f, -2}) {
      FloatBatch x = onePixel(bad);
      for (Runnable call :
          Arrays.<Runnable>asList(
              () -> FOUR.dequantised(x, RNG),
              () -> FOUR.binNats(x, x, (i, e) -> 1),
              () -> FOUR.levelNats(x, x, VariancePreserving.standard(), 0.5))) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains("none of the 4 levels"), message);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> PixelLevels.of(1));
    GaussianNelbo pixels =
        GaussianNelbo.of(
                GaussianKernel.ddpm(VariancePreserving.standard()),
                StepVariance.LARGE,
                TimeGrid.uniform(2))
            .withPixels(FOUR);
    assertThrows(IllegalStateException.class, () -> pixels.expected(0, 1));
    // the prior and the steps between are those of the density
    BoundTerms terms = pixels.terms(onePixel(1), oracle(VariancePreserving.standard()), RNG);
    assertTrue(terms.reconstruction()[0] >= 0);
  }
}

package org.udm.continuous.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StraightPath;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.core.train.TimeLaw;
import org.udm.core.train.Weight;

class LogNormalTimesTest {
  private static final RandomStreams RNG = RandomStreams.of(4);
  static final List<GaussianPath> PATHS =
      List.of(StraightPath.edm(80), VariancePreserving.standard(), CosinePath.standard());

  @ParameterizedTest
  @FieldSource("PATHS")
  void theLogarithmOfTheRatioIsNormal(GaussianPath path) {
    TimeLaw.Draw draw = LogNormalTimes.edm(path).draw(4000, RNG.row(0));
    double[] logs = Arrays.stream(draw.t().toArray()).map(t -> Math.log(path.ratio(t))).toArray();
    // 4,000 draws, level 1e-4, three paths; cutting off changes the law by less than 2e-6
    double p =
        KolmogorovSmirnovTest.withDefaults()
            .test(logs, NormalDistribution.of(-1.2, 1.2)::cumulativeProbability)
            .getPValue();
    assertTrue(p > 1e-4, "p = " + p);
  }

  /** Midpoints in ln r, on which everything here is smooth. */
  private static double integral(double from, double to, DoubleUnaryOperator f) {
    double sum = 0;
    for (int k = 0; k < 20_000; k++) {
      sum += f.applyAsDouble(from + (to - from) * (k + 0.5) / 20_000) * (to - from) / 20_000;
    }
    return sum;
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void theDensityIsThatOfTheDraws(GaussianPath path) {
    LogNormalTimes law = LogNormalTimes.of(path, -0.5, 0.8, 0.02);
    Weight density = law.underThisLaw(Weight.one());
    double low = Math.log(path.ratio(0.02));
    double high = Math.min(6, Math.log(path.ratio(1)));
    DoubleUnaryOperator timePerLog =
        log ->
            (path.timeOfRatio(Math.exp(log + 1e-5)) - path.timeOfRatio(Math.exp(log - 1e-5)))
                / 2e-5;
    double mass =
        integral(
            low + 1e-4,
            high - 1e-4,
            log ->
                density.at(path.timeOfRatio(Math.exp(log))) * timePerLog.applyAsDouble(log) / 0.98);
    assertEquals(1, mass, 2e-3);
    TimeLaw.Draw draw = law.draw(2000, RNG.row(0));
    for (int i = 0; i < 2000; i++) {
      assertTrue(draw.t().at(i) >= 0.02 && draw.t().at(i) <= 1);
      double product = draw.inverseDensity()[i] * density.at(draw.t().at(i));
      assertEquals(1, product, 1e-12);
    }
  }

  /** E over ln sigma ~ N(-1.2, 1.2^2) of lambda(sigma) |D - y|^2, section 5 of the paper. */
  @Test
  void withItsWeightTheObjectiveIsTheLossOfEdm() {
    GaussianPath path = StraightPath.edm(80);
    GaussianDataOracle oracle = GaussianDataOracle.of(path, 0, 0.3);
    LogNormalTimes law = LogNormalTimes.edm(path);
    var objective =
        new Objective<>(
            GaussianCorruption.of(path), law, law.underThisLaw(LossWeights.edm(path, 0.5)));
    FloatBatch x0 = FloatBatch.points(new float[4000][1]);
    Example<FloatBatch> example = objective.example(x0, RNG);
    double[] losses = new double[4000];
    for (int i = 0; i < 4000; i++) {
      double sigma = path.sigma(example.t().at(i));
      double lambda = (sigma * sigma + 0.25) / Math.pow(sigma * 0.5, 2);
      assertEquals(lambda, example.weights()[i], 1e-9 * lambda);
      losses[i] = example.weights()[i] * oracle.posteriorVariance(example.t().at(i));
    }
    NormalDistribution logs = NormalDistribution.of(-1.2, 1.2);
    double paper =
        integral(
            -9,
            4,
            log -> {
              double sigma = Math.exp(log);
              double lambda = (sigma * sigma + 0.25) / Math.pow(sigma * 0.5, 2);
              return logs.density(log) * lambda * 0.3 * sigma * sigma / (0.3 + sigma * sigma);
            });
    double mean = Arrays.stream(losses).average().orElseThrow();
    double squares = Arrays.stream(losses).map(l -> Math.pow(l - mean, 2)).sum();
    // 4,000 draws, 4.5 standard errors
    assertEquals(paper, mean, 4.5 * Math.sqrt(squares / 4000 / 3999));
  }

  @Test
  void badRequestsAreRefused() {
    GaussianPath path = StraightPath.edm(80);
    for (Runnable make :
        Arrays.<Runnable>asList(
            () -> LogNormalTimes.of(path, Double.NaN, 1, 0),
            () -> LogNormalTimes.of(path, 0, 0, 0),
            () -> LogNormalTimes.of(path, 0, 1, 1),
            () -> LogNormalTimes.of(path, 0, 1, -0.1),
            () -> LogNormalTimes.edm(path).restore(new double[1]))) {
      assertThrows(IllegalArgumentException.class, make::run);
    }
    LogNormalTimes law = LogNormalTimes.edm(path);
    law.observe(Times.of(0.5), new double[] {1});
    law.restore(law.state());
    assertEquals(0, law.draw(0, RNG.row(0)).t().rows());
  }
}

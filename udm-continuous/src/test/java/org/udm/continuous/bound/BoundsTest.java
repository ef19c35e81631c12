package org.udm.continuous.bound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.gaussian.StraightPath;
import org.udm.continuous.gaussian.SubVariancePreserving;
import org.udm.continuous.gaussian.TabulatedPath;
import org.udm.continuous.gaussian.VarianceExploding;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.predict.GaussianBelief;
import org.udm.continuous.predict.GaussianDataOracle;
import org.udm.continuous.predict.MixtureOracle;
import org.udm.core.Times;
import org.udm.core.bound.BoundReport;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;

class BoundsTest {
  private static final RandomStreams RNG = RandomStreams.of(1);
  static final List<GaussianPath> PATHS =
      List.of(
          VariancePreserving.standard(),
          SubVariancePreserving.standard(),
          VarianceExploding.geometric(0.01, 50),
          CosinePath.standard(),
          TabulatedPath.ddpm(),
          TabulatedPath.ddpm().withZeroTerminalSnr(),
          StraightPath.rectifiedFlow(),
          StraightPath.edm(80));

  private static double entropy(double variance) {
    return 0.5 * Math.log(2 * Math.PI * Math.E * variance);
  }

  /** KL(N(m, a) || N(0, b)). */
  private static double divergence(double mean, double a, double b) {
    return 0.5 * (a / b - 1 - Math.log(a / b)) + mean * mean / (2 * b);
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void theOptimalVarianceLosesNothingButThePrior(GaussianPath path) {
    TimeGrid[] grids = {
      TimeGrid.uniform(1),
      TimeGrid.uniform(2),
      TimeGrid.uniform(37),
      TimeGrid.uniform(1000),
      TimeGrid.of(1, 0.99, 0.5, 0.013, 0)
    };
    for (double eta : new double[] {0.2, 1}) {
      for (double[] data : new double[][] {{0, 1}, {0, 0.04}, {0.3, 2.5}}) {
        for (TimeGrid grid : grids) {
          double nelbo =
              GaussianNelbo.of(GaussianKernel.ddim(path, eta), StepVariance.OPTIMAL, grid)
                  .expected(data[0], data[1])
                  .total(0);
          GaussianDataOracle oracle = GaussianDataOracle.of(path, data[0], data[1]);
          double prior =
              divergence(
                  path.alpha(1) * data[0], oracle.marginalVariance(1), Math.pow(path.sigma(1), 2));
          double lost = nelbo - entropy(data[1]) - prior;
          if (eta == 1 || grid.steps() == 1) {
            assertEquals(0, lost, 1e-9, path + " " + grid.steps());
          } else {
            assertTrue(lost > 0, path + " " + grid.steps());
          }
        }
      }
    }
  }

  @Test
  void fixedLargeIsExactForUnitVariance() {
    // ORACLES.md: 0.5 ln(2 pi e)
    for (TimeGrid grid : List.of(TimeGrid.uniform(1000), TimeGrid.uniform(10))) {
      GaussianNelbo bound =
          GaussianNelbo.of(GaussianKernel.ddpm(TabulatedPath.ddpm()), StepVariance.LARGE, grid);
      double nelbo = bound.withPriorVariance(1).expected(0, 1).total(0);
      assertEquals(1.418938533205, nelbo, 1e-12);
      assertTrue(bound.expected(0, 0.5).total(0) > entropy(0.5) + 1e-4);
    }
  }

  @Test
  void theEstimateAgreesWithTheExactBound() {
    GaussianPath path = VariancePreserving.standard();
    GaussianDataOracle oracle = GaussianDataOracle.of(path, 0.5, 0.3);
    FloatBatch x0 =
        GaussianNoise.like(FloatBatch.points(new float[4000][2]), RNG.named("data"))
            .map((i, e, z) -> 0.5 + Math.sqrt(0.3) * z);
    long[] units = new long[4000];
    Arrays.fill(units, 2);
    for (StepVariance variance : new StepVariance[] {StepVariance.LARGE, StepVariance.OPTIMAL}) {
      GaussianNelbo bound =
          GaussianNelbo.of(GaussianKernel.ddpm(path), variance, TimeGrid.uniform(20));
      BoundReport report = BoundReport.of(bound, x0, units, oracle, RNG.named("bound"));
      double exact = bound.expected(0.5, 0.3).total(0);
      // 4,000 rows; 4 standard errors: a false alarm with probability 6e-5
      assertEquals(exact, report.total().mean(), 4 * report.total().standardError());
      assertTrue(report.total().standardError() < 0.02);
    }
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void continuousTimeDependsOnTheEndsAlone(GaussianPath path) {
    // with the exact predictor it is the entropy plus KL(p(x_1) || prior), for every t_min
    GaussianDataOracle oracle = GaussianDataOracle.of(path, 0, 0.3);
    FloatBatch x0 =
        GaussianNoise.like(FloatBatch.points(new float[2000][2]), RNG.named("data"))
            .map((i, e, z) -> Math.sqrt(0.3) * z);
    long[] units = new long[2000];
    Arrays.fill(units, 2);
    ContinuousNelbo bound = ContinuousNelbo.of(path, path.timeOfRatio(0.05)).withDraws(16);
    BoundReport report = BoundReport.of(bound, x0, units, oracle, RNG.named("bound"));
    double prior = divergence(0, oracle.marginalVariance(1), Math.pow(path.sigma(1), 2));
    assertEquals(entropy(0.3) + prior, report.total().mean(), 4.5 * report.total().standardError());
    assertTrue(report.total().standardError() < 0.04);
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void theFlowHasTheLikelihoodOfTheMixture(GaussianPath path) {
    MixtureOracle oracle =
        MixtureOracle.of(
            path,
            new double[] {1, 2},
            FloatBatch.points(new float[] {0.5f, -0.5f}, new float[] {-0.25f, 0.25f}),
            new double[] {0.1, 0.2});
    FloatBatch x =
        FloatBatch.points(new float[] {0.5f, -0.25f}, new float[] {0, 0}, new float[] {-1, 1.5f});
    double smallest = path.timeOfRatio(0.03);
    double[] exact = oracle.logDensity(x, Times.all(3, smallest));
    // x_1 is not quite the prior: compare with its own best normal law
    double variance = Math.pow(path.alpha(1), 2) * 0.2917 + Math.pow(path.sigma(1), 2);
    FlowLikelihood flow = FlowLikelihood.of(path, oracle, smallest).withPriorVariance(variance);
    double[] found = flow.logProb(x, RNG);
    assertArrayEquals(exact, found, 5e-3);
    // Hutchinson's estimate: without bias, equal on the mean
    FlowLikelihood probed = flow.withProbes(1);
    double[] mean = new double[3];
    for (int seed = 0; seed < 24; seed++) {
      double[] one = probed.logProb(x, RandomStreams.of(seed));
      Arrays.setAll(mean, i -> mean[i] + one[i] / 24);
    }
    assertNotEquals(found[1], probed.logProb(x, RNG)[1], 1e-9);
    assertArrayEquals(exact, mean, 0.35);
  }

  @Test
  void theFlowOfGaussianDataIsExactToTheSolver() {
    GaussianPath path = VariancePreserving.standard();
    GaussianDataOracle oracle = GaussianDataOracle.of(path, 0, 0.3);
    FloatBatch x = FloatBatch.points(new float[] {0.5f, -0.25f, 0.125f});
    double variance = oracle.marginalVariance(1e-3);
    double exact =
        -0.5 * ((0.25 + 0.0625 + 0.015625) / variance + 3 * Math.log(2 * Math.PI * variance));
    FlowLikelihood flow =
        FlowLikelihood.of(path, oracle, 1e-3).withPriorVariance(oracle.marginalVariance(1));
    assertEquals(exact, flow.logProb(x, RNG)[0], 1e-3);
    // the Jacobian is a multiple of the identity: signs estimate its trace without error
    assertEquals(exact, flow.withProbes(1).logProb(x, RNG)[0], 1e-3);
    // rows do not depend on each other
    FloatBatch two = x.concat(FloatBatch.points(new float[] {3, 3, -3}));
    assertEquals(flow.logProb(x, RNG)[0], flow.logProb(two, RNG)[0]);
  }

  @Test
  void boundsThatAreInfiniteOrUndefinedAreRefused() {
    GaussianPath path = VariancePreserving.standard();
    GaussianKernel ddpm = GaussianKernel.ddpm(path);
    TimeGrid grid = TimeGrid.uniform(4);
    GaussianNelbo bound = GaussianNelbo.of(ddpm, StepVariance.OPTIMAL, grid);
    FloatBatch x = FloatBatch.points(new float[] {1});
    for (Runnable make :
        Arrays.<Runnable>asList(
            () -> GaussianNelbo.of(GaussianKernel.ddim(path, 0), StepVariance.LARGE, grid),
            () -> GaussianNelbo.of(ddpm, StepVariance.SMALL, grid),
            () -> GaussianNelbo.of(ddpm, StepVariance.LARGE, TimeGrid.of(1, 0.5)),
            () -> bound.withPriorVariance(0),
            () -> bound.expected(0, -1),
            () -> ContinuousNelbo.of(path, 0),
            () -> ContinuousNelbo.of(path, 0.1).withDraws(0),
            () -> FlowLikelihood.of(path, GaussianDataOracle.of(path, 0, 1), 0),
            () -> FlowLikelihood.of(path, GaussianDataOracle.of(path, 0, 1), 0.1).withProbes(0))) {
      assertThrows(IllegalArgumentException.class, make::run);
    }
    assertEquals(
        Double.POSITIVE_INFINITY,
        ContinuousNelbo.of(path, 0.1)
            .terms(x, (xt, t) -> GaussianBelief.point(xt), RNG)
            .reconstruction()[0]);
  }
}

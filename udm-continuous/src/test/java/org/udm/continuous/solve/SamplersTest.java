package org.udm.continuous.solve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.gaussian.StraightPath;
import org.udm.continuous.gaussian.SubVariancePreserving;
import org.udm.continuous.gaussian.VarianceExploding;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.predict.GaussianDataOracle;
import org.udm.continuous.predict.MixtureOracle;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.predict.X0Belief;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Transition;
import org.udm.core.sample.X0Choice;
import org.udm.core.schedule.TimeGrid;

/** All samplers on a mixture whose predictor is exact: they draw its law. */
class SamplersTest {
  private static final RandomStreams RNG = RandomStreams.of(3);
  private static final int ROWS = 4000;

  /** Two-sample Kolmogorov-Smirnov: level 1e-4; finds a difference of 0.07 with power 0.9. */
  private static final double LIMIT = Math.sqrt(Math.log(2 / 1e-4) / ROWS);

  private static MixtureOracle oracle(GaussianPath path) {
    return MixtureOracle.of(
        path,
        new double[] {1, 2},
        FloatBatch.points(new float[] {-1}, new float[] {0.5f}),
        new double[] {0.04, 0.16});
  }

  private static double distance(MixtureOracle oracle, FloatBatch drawn) {
    FloatBatch data = oracle.drawData(ROWS, RandomStreams.of(99));
    double[] a = new double[ROWS];
    double[] b = new double[ROWS];
    Arrays.setAll(a, i -> data.at(i, 0));
    Arrays.setAll(b, i -> drawn.at(i, 0));
    return KolmogorovSmirnovTest.withDefaults().statistic(a, b);
  }

  private static Prior<FloatBatch> prior(GaussianPath path) {
    return GaussianCorruption.of(path).prior(1);
  }

  private static void assertDrawsTheMixture(GaussianPath path, Sampler<FloatBatch> sampler) {
    double distance = distance(oracle(path), sampler.draw(ROWS, RNG).x0());
    assertTrue(distance < LIMIT, sampler + " on " + path + ": D = " + distance);
  }

  @Test
  void drawnX0IsExactInFewStepsAndTheMeanIsNot() {
    for (GaussianPath path : List.of(VariancePreserving.standard(), CosinePath.standard())) {
      TimeGrid few = TimeGrid.uniform(3);
      for (double eta : new double[] {0, 0.5, 1}) {
        var drawn = PredictThenCorrect.of(oracle(path), GaussianKernel.ddim(path, eta));
        assertDrawsTheMixture(path, GridSampler.of(prior(path), drawn, few));
        var mean = drawn.withChoice(X0Choice.MEAN);
        FloatBatch x0 = GridSampler.of(prior(path), mean, few).draw(ROWS, RNG).x0();
        assertTrue(distance(oracle(path), x0) > LIMIT);
      }
    }
  }

  @Test
  void theReverseEquationsDrawTheMixture() {
    for (GaussianPath path :
        List.of(
            VariancePreserving.standard(),
            SubVariancePreserving.standard(),
            VarianceExploding.geometric(0.05, 10))) {
      TimeGrid grid = TimeGrids.toClean(TimeGrids.logSnr(path, 0.999 * path.ratio(1), 0.02, 100));
      for (double eta : new double[] {0, 0.5, 1}) {
        var step = new ReverseSde(oracle(path), path, eta);
        assertDrawsTheMixture(path, GridSampler.of(atFirst(path, grid), step, grid));
      }
    }
  }

  @Test
  void theOptimalVarianceDrawsGaussianDataInAnyNumberOfSteps() {
    GaussianPath path = VariancePreserving.standard();
    GaussianDataOracle oracle = GaussianDataOracle.of(path, 0.5, 0.3);
    GaussianKernel ddpm = GaussianKernel.ddpm(path);
    TimeGrid grid = TimeGrid.of(1, 0.6, 0.3, 0.1);
    // of 20,000 draws; the standard error of a variance V is V sqrt(2 / 20000) = 0.01 V
    double exact = oracle.marginalVariance(0.1);
    double optimal = variance(new AncestralTransition(oracle, ddpm, StepVariance.OPTIMAL), grid);
    assertEquals(exact, optimal, 0.045 * exact);
    double small = variance(new AncestralTransition(oracle, ddpm, StepVariance.SMALL), grid);
    double large = variance(new AncestralTransition(oracle, ddpm, StepVariance.LARGE), grid);
    assertTrue(small < 0.9 * exact && large > 1.1 * exact, small + " " + exact + " " + large);
    // the small one is the kernel at the mean of x_0, noise for noise but for the streams' names
    Transition<FloatBatch> mean = PredictThenCorrect.of(oracle, ddpm).withChoice(X0Choice.MEAN);
    assertEquals(variance(mean, grid), small, 0.045 * small);
    // at s = 0 the mean is returned
    FloatBatch x = FloatBatch.points(new float[] {0.7f});
    assertEquals(
        oracle.predict(x, Times.of(0.1)).mean().orElseThrow(),
        new AncestralTransition(oracle, ddpm, StepVariance.LARGE)
            .step(x, Times.of(0.1), Times.of(0), RNG)
            .xs());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new AncestralTransition((xt, t) -> new Unspread(xt), ddpm, StepVariance.OPTIMAL)
                .step(x, Times.of(0.5), Times.of(0.1), RNG));
  }

  /** A belief that has a mean and no variance. */
  private record Unspread(FloatBatch x0) implements X0Belief<FloatBatch> {
    @Override
    public int rows() {
      return x0.rows();
    }

    @Override
    public FloatBatch draw(RandomStreams rng) {
      return x0;
    }

    @Override
    public double[] logProb(FloatBatch other) {
      return new double[rows()];
    }

    @Override
    public Optional<FloatBatch> mean() {
      return Optional.of(x0);
    }
  }

  private static double variance(Transition<FloatBatch> step, TimeGrid grid) {
    FloatBatch x =
        GridSampler.of(prior(VariancePreserving.standard()), step, grid).draw(20_000, RNG).x0();
    double sum = 0;
    double squares = 0;
    for (float value : x.toArray()) {
      sum += value;
      squares += (double) value * value;
    }
    return squares / 20_000 - Math.pow(sum / 20_000, 2);
  }

  /** The prior of the grid's first time. */
  private static Prior<FloatBatch> atFirst(GaussianPath path, TimeGrid grid) {
    double part = path.sigma(grid.at(0)) / path.sigma(1);
    return (rows, rng) -> prior(path).draw(rows, rng).map((i, e, x) -> part * x);
  }

  @Test
  void deterministicAndChurnedSolversDrawTheMixture() {
    for (GaussianPath path : List.of(StraightPath.edm(20), StraightPath.rectifiedFlow())) {
      TimeGrid grid = TimeGrids.toClean(TimeGrids.karras(path, 19.9, 0.01, 7, 30));
      Prior<FloatBatch> prior = atFirst(path, grid);
      for (Transition<FloatBatch> step :
          List.<Transition<FloatBatch>>of(
              new FlowTransition(oracle(path), path, FlowTransition.Method.HEUN),
              new FlowTransition(oracle(path), path, FlowTransition.Method.DPM_SOLVER_3),
              ChurnedHeun.of(oracle(path), path, 0.3))) {
        assertDrawsTheMixture(path, GridSampler.of(prior, step, grid));
      }
      for (MultistepRule rule : List.of(DpmSolverPlusPlus.ofOrder(2), UniPc.ofOrder(2))) {
        assertDrawsTheMixture(path, MultistepSampler.of(prior, oracle(path), path, rule, grid));
      }
      assertDrawsTheMixture(
          path,
          AdaptiveFlowSampler.of(
              prior(path),
              oracle(path),
              path,
              path.timeOfRatio(0.01),
              DormandPrince.withTolerances(1e-4, 1e-4)));
    }
  }

  @Test
  void langevinStepsDrawTheMixture() {
    GaussianPath path = VarianceExploding.geometric(0.05, 10);
    TimeGrid grid = TimeGrids.toClean(TimeGrids.logSnr(path, 9.9, 0.02, 20));
    assertDrawsTheMixture(
        path,
        GridSampler.of(atFirst(path, grid), Langevin.annealed(oracle(path), path, 20, 0.1), grid));
    // a predictor too coarse by itself, corrected
    var predictor = new ReverseSde(oracle(path), path, 1);
    TimeGrid few = TimeGrids.toClean(TimeGrids.logSnr(path, 9.9, 0.02, 4));
    var coarse = GridSampler.of(atFirst(path, few), predictor, few);
    var corrector = Langevin.corrector(predictor, oracle(path), path, 20, 0.16);
    var corrected = GridSampler.of(atFirst(path, few), corrector, few);
    double before = distance(oracle(path), coarse.draw(ROWS, RNG).x0());
    double after = distance(oracle(path), corrected.draw(ROWS, RNG).x0());
    assertTrue(before > LIMIT && after < 0.9 * before, before + " became " + after);
    assertDrawsTheMixture(path, GridSampler.of(atFirst(path, grid), corrector, grid));
  }

  @Test
  void ddimIsEulersMethodAndTheFirstOrderOfTheOthers() {
    GaussianPath path = VariancePreserving.standard();
    TimeGrid grid = TimeGrid.uniform(7);
    MixtureOracle oracle = oracle(path);
    float[] ddim =
        GridSampler.of(
                prior(path),
                PredictThenCorrect.of(oracle, GaussianKernel.ddim(path, 0))
                    .withChoice(X0Choice.MEAN),
                grid)
            .draw(5, RNG)
            .x0()
            .toArray();
    var euler = new FlowTransition(oracle, path, FlowTransition.Method.EULER);
    assertArrayEquals(
        ddim, GridSampler.of(prior(path), euler, grid).draw(5, RNG).x0().toArray(), 1e-5f);
    var first = DpmSolverPlusPlus.ofOrder(1);
    assertArrayEquals(
        ddim,
        MultistepSampler.of(prior(path), oracle, path, first, grid).draw(5, RNG).x0().toArray(),
        1e-5f);
    // EDM's sampler without churn is Heun's method
    var heun = new FlowTransition(oracle, path, FlowTransition.Method.HEUN);
    assertArrayEquals(
        GridSampler.of(prior(path), heun, grid).draw(5, RNG).x0().toArray(),
        GridSampler.of(prior(path), ChurnedHeun.of(oracle, path, 0), grid)
            .draw(5, RNG)
            .x0()
            .toArray(),
        1e-5f);
  }

  @Test
  void weightsOfRulesAreThePapers() {
    // equal steps: 2M is phi (3/2 D_0 - 1/2 D_1); all sum to phi, whatever the history
    double phi = -Math.expm1(-0.5);
    assertArrayEquals(
        new double[] {1.5 * phi, -0.5 * phi},
        DpmSolverPlusPlus.ofOrder(2).weights(new double[] {0.5, 0}, 1),
        1e-15);
    for (MultistepRule rule :
        List.of(DpmSolverPlusPlus.ofOrder(3), UniPc.ofOrder(3), UniPc.ofOrder(2))) {
      for (double[] lambda : new double[][] {{1.5}, {1.5, 1.1}, {1.5, 1.1, 0.2}}) {
        double[] weights = rule.weights(lambda, 2);
        assertEquals(lambda.length, weights.length);
        assertEquals(phi, Arrays.stream(weights).sum(), 1e-14);
        double[] again = rule.correction(lambda, 2);
        if (rule instanceof UniPc) {
          assertEquals(lambda.length + 1, again.length);
          assertEquals(phi, Arrays.stream(again).sum(), 1e-14);
        } else {
          assertEquals(0, again.length);
        }
      }
    }
    // three predictions integrate a parabola D = lambda^2 exactly:
    // integral from 1.5 to 2 of exp(lambda - 2) lambda^2 = 4 - 4 + 2 - exp(-1/2) (2.25 - 3 + 2)
    double exact = 2 - Math.exp(-0.5) * 1.25;
    double[] lambda = {1.5, 1.1, 0.2};
    for (MultistepRule rule : List.of(DpmSolverPlusPlus.ofOrder(3), UniPc.ofOrder(3))) {
      double[] w = rule.weights(lambda, 2);
      double sum = w[0] * 1.5 * 1.5 + w[1] * 1.1 * 1.1 + w[2] * 0.2 * 0.2;
      assertEquals(exact, sum, 1e-13);
    }
    double[] c = UniPc.ofOrder(3).correction(lambda, 2);
    double sum = c[0] * 4 + c[1] * 1.5 * 1.5 + c[2] * 1.1 * 1.1 + c[3] * 0.2 * 0.2;
    assertEquals(exact, sum, 1e-13);
  }

  @Test
  void aStartWithoutSignalIsForMultistepSolversAndDdim() {
    GaussianPath path = CosinePath.standard();
    TimeGrid grid = TimeGrid.uniform(12);
    for (MultistepRule rule :
        List.of(DpmSolverPlusPlus.ofOrder(3), DpmSolverPlusPlus.ofOrder(2), UniPc.ofOrder(3))) {
      var sampler = MultistepSampler.of(prior(path), oracle(path), path, rule, grid);
      FloatBatch x0 = sampler.draw(ROWS, RNG).x0();
      assertTrue(distance(oracle(path), x0) < 0.1);
      assertEquals(12, sampler.draw(2, RNG).nfe());
      // rows do not depend on their batch
      assertEquals(x0.gather(0, 1), sampler.draw(2, RNG).x0());
    }
    FloatBatch x = FloatBatch.points(new float[] {1});
    for (Transition<FloatBatch> step :
        List.<Transition<FloatBatch>>of(
            new ReverseSde(oracle(path), path, 1),
            ChurnedHeun.of(oracle(path), path, 0),
            new FlowTransition(oracle(path), path, FlowTransition.Method.EULER))) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> step.step(x, Times.of(1), Times.of(0.5), RNG))
              .getMessage();
      assertTrue(message.contains("alpha_t = 0"), message);
    }
  }

  @Test
  void gridsAreThePapers() {
    GaussianPath path = StraightPath.edm(80);
    TimeGrid karras = TimeGrids.karras(path, 80, 0.002, 7, 17);
    for (int i = 0; i <= 17; i++) {
      double high = Math.pow(80, 1 / 7.0);
      double low = Math.pow(0.002, 1 / 7.0);
      assertEquals(Math.pow(high + i / 17.0 * (low - high), 7), path.sigma(karras.at(i)), 1e-10);
    }
    TimeGrid clean = TimeGrids.toClean(karras);
    assertEquals(18, clean.steps());
    assertEquals(0, clean.at(18));
    GaussianPath vp = VariancePreserving.standard();
    TimeGrid log = TimeGrids.logSnr(vp, vp.ratio(1), 0.01, 10);
    assertEquals(1, log.at(0), 1e-12);
    for (int i = 0; i < 10; i++) {
      double step = vp.logSnr(log.at(i + 1)) - vp.logSnr(log.at(i));
      assertEquals((vp.logSnr(log.at(10)) - vp.logSnr(log.at(0))) / 10, step, 1e-9);
    }
    assertEquals(TimeGrid.of(1, 0.25, 0), TimeGrids.quadratic(2));
  }

  @Test
  void badRequestsAreRefused() {
    GaussianPath path = VariancePreserving.standard();
    GaussianDataOracle oracle = GaussianDataOracle.of(path, 0, 1);
    var euler = new FlowTransition(oracle, path, FlowTransition.Method.EULER);
    FloatBatch x = FloatBatch.points(new float[] {1});
    var meanless = OraclePredictor.of(x, new double[] {1}, GaussianCorruption.of(path));
    for (Runnable make :
        Arrays.<Runnable>asList(
            () -> new ReverseSde(oracle, path, 1.1),
            () -> new ReverseSde(oracle, path, Double.NaN),
            () -> new Langevin(euler, oracle, path, 0, 0.1),
            () -> new Langevin(euler, oracle, path, 1, 2),
            () -> Langevin.annealed(oracle, path, 1, 0.1),
            () -> ChurnedHeun.of(oracle, path, -1),
            () -> new ChurnedHeun(oracle, path, 0.1, 2, 1, 1),
            () -> new ChurnedHeun(oracle, path, 0.1, 0, 1, 0),
            () -> DpmSolverPlusPlus.ofOrder(4),
            () -> UniPc.ofOrder(0),
            () -> DormandPrince.withTolerances(0, 1),
            () -> TimeGrids.quadratic(0),
            () -> TimeGrids.karras(path, 1, 2, 7, 5),
            () -> TimeGrids.karras(path, 2, 1, 0, 5),
            () -> TimeGrids.karras(path, 1e4, 1, 7, 5),
            () -> TimeGrids.logSnr(path, 2, Double.NaN, 5),
            () -> TimeGrids.toClean(TimeGrid.uniform(3)),
            () -> euler.step(x, Times.of(0.5), Times.of(0.5), RNG),
            () ->
                new FlowTransition(meanless, path, FlowTransition.Method.EULER)
                    .step(x, Times.of(0.5), Times.of(0.4), RNG),
            () ->
                AdaptiveFlowSampler.of(
                    prior(path), oracle, path, 0, DormandPrince.withTolerances(1, 1)))) {
      assertThrows(IllegalArgumentException.class, make::run);
    }
    DormandPrince solver = DormandPrince.withTolerances(1e-5, 1e-5);
    assertThrows(
        ArithmeticException.class,
        () ->
            solver.solve(
                (rows, u, y) -> new double[][] {{Double.NaN}}, new double[][] {{1}}, 0, 1));
    assertFalse(Thread.currentThread().isInterrupted());
  }
}

package org.udm.continuous.bound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.gaussian.TabulatedPath;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.predict.ElementSpreadBelief;
import org.udm.continuous.predict.ElementVariance;
import org.udm.continuous.predict.GaussianBelief;
import org.udm.continuous.predict.GaussianDataOracle;
import org.udm.continuous.predict.InterpolatingBelief;
import org.udm.continuous.predict.Means;
import org.udm.continuous.predict.MixtureOracle;
import org.udm.continuous.solve.AncestralTransition;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.TimeGrid;

class LearnedVarianceTest {
  private static final RandomStreams RNG = RandomStreams.of(2);
  private static final GaussianPath PATH = VariancePreserving.standard();
  private static final GaussianKernel DDPM = GaussianKernel.ddpm(PATH);

  @Test
  void itInterpolatesTheLogarithmsOfThePapersBounds() {
    TabulatedPath path = TabulatedPath.ddpm();
    GaussianKernel kernel = GaussianKernel.ddpm(path);
    double beta = 1e-4 + (0.02 - 1e-4) * 499 / 999;
    double tilde = beta * (1 - Math.pow(path.alpha(0.499), 2)) / (1 - Math.pow(path.alpha(0.5), 2));
    for (double v : new double[] {0, 0.25, 1, -0.1}) {
      double w = Math.exp(v * Math.log(beta) + (1 - v) * Math.log(tilde));
      assertEquals(w, StepVariance.LEARNED.at(kernel, 0.5, 0.499, v), 1e-13);
    }
    assertEquals(1e-4, StepVariance.LEARNED.at(kernel, 0.001, 0, 0.3), 1e-15);
    assertThrows(
        IllegalArgumentException.class,
        () -> StepVariance.LEARNED.at(kernel, 0.5, 0.4, Double.NaN));
    assertThrows(
        IllegalArgumentException.class,
        () -> StepVariance.LEARNED.between(GaussianKernel.ddim(path, 0), 0.5, 0.4));
  }

  /** The v that makes the learned variance the optimal one. */
  private static X0Predictor<FloatBatch> teaching(GaussianDataOracle oracle, TimeGrid grid) {
    return (xt, t) -> {
      double at = t.at(0);
      int k = 0;
      while (grid.at(k) != at) {
        k++;
      }
      double s = grid.at(k + 1);
      double best = StepVariance.OPTIMAL.at(DDPM, at, s, oracle.posteriorVariance(at));
      double small = StepVariance.SMALL.at(DDPM, at, s, 0);
      double large = StepVariance.LARGE.at(DDPM, at, s, 0);
      double v = s == 0 ? 0.5 : Math.log(best / small) / Math.log(large / small);
      return InterpolatingBelief.of(Means.of(oracle.predict(xt, t)), xt.map((i, e, x) -> v));
    };
  }

  @Test
  void theRightInterpolationIsAsGoodAsTheOptimalVariance() {
    GaussianDataOracle oracle = GaussianDataOracle.of(PATH, 0.5, 0.3);
    TimeGrid grid = TimeGrid.of(1, 0.7, 0.4, 0.2, 0.02, 0);
    FloatBatch x0 =
        GaussianNoise.like(FloatBatch.points(new float[200][3]), RNG.named("data"))
            .map((i, e, z) -> 0.5 + Math.sqrt(0.3) * z);
    double[] optimal =
        GaussianNelbo.of(DDPM, StepVariance.OPTIMAL, grid).terms(x0, oracle, RNG).diffusion();
    double[] learned =
        GaussianNelbo.of(DDPM, StepVariance.LEARNED, grid)
            .terms(x0, teaching(oracle, grid), RNG)
            .diffusion();
    assertArrayEquals(optimal, learned, 1e-5);
    // the sampler takes the same variance
    FloatBatch xt = x0.slice(0, 2);
    Times t = Times.all(2, 0.4);
    Times s = Times.all(2, 0.2);
    assertArrayEquals(
        new AncestralTransition(oracle, DDPM, StepVariance.OPTIMAL)
            .step(xt, t, s, RNG)
            .xs()
            .toArray(),
        new AncestralTransition(teaching(oracle, grid), DDPM, StepVariance.LEARNED)
            .step(xt, t, s, RNG)
            .xs()
            .toArray(),
        1e-5f);
  }

  /** Hybrid loss: each row's term is the divergence of two normal laws, written out. */
  @Test
  void theTermOfAStepIsADivergence() {
    FloatBatch x0 = FloatBatch.points(new float[] {1, -1}, new float[] {0.5f, 0});
    FloatBatch mean = FloatBatch.points(new float[] {0.75f, -1}, new float[] {0.5f, 0.25f});
    double[][] w = {{0.1, 0.2}, {0.3, 0.4}};
    Times t = Times.of(0.6, 0.3);
    Times s = Times.of(0.4, 0);
    double[] nats = StepTerm.nats(DDPM, t, s, x0, mean, (i, e) -> w[i][e]);
    GaussianKernel.Coefficients c = DDPM.coefficients(0.6, 0.4);
    double expected = 0;
    for (int e = 0; e < 2; e++) {
      double v = c.noise() * c.noise();
      double away = c.x0() * (x0.at(0, e) - mean.at(0, e));
      expected += 0.5 * (v / w[0][e] - 1 - Math.log(v / w[0][e])) + away * away / (2 * w[0][e]);
    }
    assertEquals(expected, nats[0], 1e-12);
    double density =
        0.5 * (Math.log(2 * Math.PI * 0.3) + Math.log(2 * Math.PI * 0.4) + 0.0625 / 0.4);
    assertEquals(density, nats[1], 1e-12);
    assertThrows(
        IllegalArgumentException.class, () -> StepTerm.nats(DDPM, s, t, x0, mean, (i, e) -> 1));
  }

  @Test
  void variancesOfElementsAreAtLeastAsGoodAsTheirMean() {
    MixtureOracle oracle =
        MixtureOracle.of(
            PATH,
            new double[] {1, 2},
            FloatBatch.points(new float[] {1, 0}, new float[] {-1, 0}),
            new double[] {0.04, 0.09});
    FloatBatch xt = FloatBatch.points(new float[] {0.1f, 0.2f}, new float[] {-2, 0.3f});
    ElementSpreadBelief belief = oracle.predict(xt, Times.all(2, 0.4));
    double[] mean = belief.variance();
    FloatBatch each = belief.variances();
    assertEquals((each.at(0, 0) + each.at(0, 1)) / 2.0, mean[0], 1e-7);
    assertTrue(each.at(0, 0) > 2 * each.at(0, 1)); // which component it was shows in the first
    FloatBatch x0 = oracle.drawData(4000, RNG.named("data"));
    TimeGrid grid = TimeGrid.uniform(8);
    double[] diagonal =
        GaussianNelbo.of(DDPM, StepVariance.OPTIMAL_DIAGONAL, grid)
            .terms(x0, oracle, RNG)
            .diffusion();
    double[] isotropic =
        GaussianNelbo.of(DDPM, StepVariance.OPTIMAL, grid).terms(x0, oracle, RNG).diffusion();
    double better = 0;
    double squares = 0;
    for (int i = 0; i < 4000; i++) {
      better += (isotropic[i] - diagonal[i]) / 4000;
      squares += Math.pow(isotropic[i] - diagonal[i], 2) / 4000;
    }
    // paired differences of 4,000 rows, at least 4.5 standard errors above 0
    assertTrue(better > 4.5 * Math.sqrt(squares / 4000), "better by " + better);
  }

  @Test
  void aBeliefThatDoesNotSayItIsRefused() {
    FloatBatch x = FloatBatch.points(new float[] {1});
    GaussianBelief point = GaussianBelief.point(x);
    for (StepVariance choice : Arrays.asList(StepVariance.LEARNED, StepVariance.OPTIMAL_DIAGONAL)) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> ElementVariance.of(choice, DDPM, point, Times.of(0.5), Times.of(0.1)))
              .getMessage();
      assertTrue(message.contains("not GaussianBelief"), message);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> InterpolatingBelief.of(x, FloatBatch.points(new float[] {1, 2})));
  }
}

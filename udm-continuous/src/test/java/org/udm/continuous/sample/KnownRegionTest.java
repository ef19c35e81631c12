package org.udm.continuous.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.solve.DpmSolverPlusPlus;
import org.udm.continuous.solve.MultistepSampler;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Transition;
import org.udm.core.schedule.TimeGrid;

/** Two elements with correlation 0.8, the second one known to be 1: the law of the first. */
class KnownRegionTest {
  private static final RandomStreams RNG = RandomStreams.of(5);
  private static final GaussianPath PATH = VariancePreserving.standard();
  private static final GaussianCorruption NOISE = GaussianCorruption.of(PATH);
  private static final double CORRELATION = 0.8;
  private static final FloatBatch VALUES = FloatBatch.points(new float[] {Float.NaN, 1});
  private static final FloatBatch MASK = FloatBatch.points(new float[] {0, 1});
  private static final int ROWS = 8000;

  /** What x_0's first element is of x_t, and how uncertain it stays: gains, variances. */
  private record Posterior(double own, double other, double variance, double covariance) {
    static Posterior at(double t) {
      // along the sum and the difference of both elements, of variances 1 + c and 1 - c
      double[] gain = new double[2];
      double[] left = new double[2];
      for (int k = 0; k < 2; k++) {
        double variance = k == 0 ? 1 + CORRELATION : 1 - CORRELATION;
        double noisy = Math.pow(PATH.alpha(t), 2) * variance + Math.pow(PATH.sigma(t), 2);
        gain[k] = PATH.alpha(t) * variance / noisy;
        left[k] = Math.pow(PATH.sigma(t), 2) * variance / noisy;
      }
      return new Posterior(
          (gain[0] + gain[1]) / 2,
          (gain[0] - gain[1]) / 2,
          (left[0] + left[1]) / 2,
          (left[0] - left[1]) / 2);
    }
  }

  /** The exact p(x_0 | x_t). */
  private record Exact(FloatBatch xt, Times t) implements X0Belief<FloatBatch> {
    @Override
    public int rows() {
      return xt.rows();
    }

    @Override
    public Optional<FloatBatch> mean() {
      return Optional.of(
          xt.map(
              (i, e, x) -> {
                Posterior p = Posterior.at(t.at(i));
                return p.own * x + p.other * xt.at(i, 1 - e);
              }));
    }

    @Override
    public FloatBatch draw(RandomStreams rng) {
      FloatBatch mean = mean().orElseThrow();
      return mean.mapItems(
          (i, item) -> {
            Posterior p = Posterior.at(t.at(i));
            RandomStream stream = rng.row(i);
            double sum = Math.sqrt((p.variance + p.covariance) / 2) * stream.gaussian();
            double difference = Math.sqrt((p.variance - p.covariance) / 2) * stream.gaussian();
            return new float[] {
              (float) (item[0] + sum + difference), (float) (item[1] + sum - difference)
            };
          });
    }

    @Override
    public double[] logProb(FloatBatch x0) {
      throw new UnsupportedOperationException("not needed here");
    }
  }

  /** Mean and variance of the free element, followed exactly: every step is linear and normal. */
  private static double[] followed(TimeGrid grid, double eta, int times) {
    double mean = 0;
    double variance = 1;
    for (int k = 0; k < grid.steps(); k++) {
      double t = grid.at(k);
      double s = grid.at(k + 1);
      GaussianKernel.Coefficients c = GaussianKernel.ddim(PATH, eta).coefficients(t, s);
      Posterior p = Posterior.at(t);
      for (int again = 0; again < (s > 0 ? times : 1); again++) {
        if (again > 0) {
          double kept = PATH.alpha(t) / PATH.alpha(s);
          mean *= kept;
          variance = kept * kept * variance + PATH.addedVariance(t, s);
        }
        mean = (c.x0() * p.own + c.xt()) * mean + c.x0() * p.other * PATH.alpha(t);
        double fromKnown = Math.pow(p.other * PATH.sigma(t), 2);
        variance =
            Math.pow(c.x0() * p.own + c.xt(), 2) * variance
                + c.x0() * c.x0() * (fromKnown + p.variance)
                + c.noise() * c.noise();
      }
    }
    return new double[] {mean, variance};
  }

  private static FloatBatch drawn(KnownRegion known, TimeGrid grid, double eta, int times) {
    Transition<FloatBatch> step =
        PredictThenCorrect.of(Exact::new, GaussianKernel.ddim(PATH, eta)).withCondition(known);
    Transition<FloatBatch> whole = times == 1 ? step : new Resampled(step, PATH, times);
    return GridSampler.of(NOISE.prior(2), whole, grid).draw(ROWS, RNG).x0();
  }

  private static double[] moments(FloatBatch x) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < x.rows(); i++) {
      assertEquals(1, x.at(i, 1), "the known element comes out exactly");
      sum += x.at(i, 0);
      squares += (double) x.at(i, 0) * x.at(i, 0);
    }
    double mean = sum / x.rows();
    return new double[] {mean, squares / x.rows() - mean * mean};
  }

  @Test
  void drawsWhatTheDocumentationSays() {
    KnownRegion known = KnownRegion.everyRow(VALUES, MASK).replacingState(NOISE);
    TimeGrid grid = TimeGrid.uniform(8);
    for (double eta : new double[] {0, 1}) {
      for (int times : new int[] {1, 4}) {
        double[] exact = followed(grid, eta, times);
        double[] found = moments(drawn(known, grid, eta, times));
        // 8,000 rows, 4.5 standard errors: eight comparisons give a false alarm with p = 5e-5
        assertEquals(exact[0], found[0], 4.5 * Math.sqrt(exact[1] / ROWS));
        assertEquals(exact[1], found[1], 4.5 * exact[1] * Math.sqrt(2.0 / ROWS));
      }
    }
  }

  /** The conditional law is N(0.8, 0.36). */
  @Test
  void replacementIsOffAndResamplingBringsItNear() {
    TimeGrid grid = TimeGrid.uniform(100);
    double[] once = followed(grid, 1, 1);
    assertEquals(0.4904, once[0], 1e-4);
    assertEquals(0.5039, once[1], 1e-4);
    // more steps do not help
    double[] thousand = followed(TimeGrid.uniform(1000), 1, 1);
    assertEquals(0.499, thousand[0], 1e-4);
    assertEquals(0.4953, thousand[1], 1e-4);
    // the same noise is worse than the Markov kernel
    double[] same = followed(grid, 0, 1);
    assertEquals(0.3471, same[0], 1e-4);
    assertEquals(0.6011, same[1], 1e-4);
    double[] ten = followed(grid, 1, 10);
    assertEquals(0.7624, ten[0], 1e-4);
    assertEquals(0.3763, ten[1], 1e-4);
    double[] many = followed(TimeGrid.uniform(1000), 1, 200);
    assertEquals(0.8, many[0], 0.005);
    assertEquals(0.36, many[1], 0.005);
  }

  @Test
  void thePredictionAloneIsClampedToo() {
    double[] kept = moments(drawn(KnownRegion.everyRow(VALUES, MASK), TimeGrid.uniform(20), 1, 1));
    // the kernel carries the known element in law: 8,000 rows, 4.5 standard errors
    double[] replaced = followed(TimeGrid.uniform(20), 1, 1);
    assertTrue(kept[0] > 0.3 && kept[0] < 0.8, "mean " + kept[0]);
    assertEquals(replaced[0], kept[0], 4.5 * Math.sqrt(kept[1] / ROWS));
    assertTrue(kept[1] > replaced[1]);
  }

  /** The mean follows the flow of DDIM, which in 1,000 steps with the state kept ends at 0.345. */
  @Test
  void solversOfTheFlowTakeItThroughTheirPredictor() {
    var predictor = KnownRegion.everyRow(VALUES, MASK).imposedOn(Exact::new);
    FloatBatch x0 =
        MultistepSampler.of(
                NOISE.prior(2), predictor, PATH, DpmSolverPlusPlus.ofOrder(2), TimeGrid.uniform(40))
            .draw(ROWS, RNG)
            .x0();
    double[] found = moments(x0);
    // 8,000 rows, 4.5 standard errors, and what 40 steps of order 2 are off
    assertEquals(0.345, found[0], 4.5 * Math.sqrt(found[1] / ROWS) + 2e-3);
  }

  @Test
  void everyRowMayKnowAnotherPart() {
    FloatBatch values = FloatBatch.points(new float[] {3, 4}, new float[] {5, 6});
    FloatBatch mask = FloatBatch.points(new float[] {1, 0}, new float[] {0, 1});
    KnownRegion known = KnownRegion.perRow(values, mask);
    FloatBatch x = FloatBatch.points(new float[] {0, 0}, new float[] {0, 0});
    assertEquals(
        FloatBatch.points(new float[] {3, 0}, new float[] {0, 6}), known.onPrediction(x, RNG));
    assertEquals(x, known.onState(x, Times.all(2, 0.5), RNG));
    KnownRegion replacing = known.replacingState(NOISE);
    FloatBatch state = replacing.onState(x, Times.all(2, 0.5), RNG);
    FloatBatch corrupted = NOISE.corrupt(values, NOISE.drawNoise(values, RNG), Times.all(2, 0.5));
    assertEquals(corrupted.at(0, 0), state.at(0, 0));
    assertEquals(0, state.at(0, 1));
    assertEquals(corrupted.at(1, 1), state.at(1, 1));
    assertNotEquals(state, replacing.onState(x, Times.all(2, 0.5), RandomStreams.of(6)));
    // a row does not depend on its batch
    KnownRegion second = KnownRegion.perRow(values.gather(1), mask.gather(1)).replacingState(NOISE);
    assertEquals(state.gather(1), second.onState(x.gather(1), Times.of(0.5), RNG.rows(1)));
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() {
    FloatBatch two = FloatBatch.points(new float[] {3, 4}, new float[] {5, 6});
    FloatBatch three = FloatBatch.points(new float[] {1, 0, 1});
    FloatBatch half = FloatBatch.points(new float[] {0.5f, 1});
    for (Runnable make :
        Arrays.<Runnable>asList(
            () -> KnownRegion.everyRow(two, two.map((i, e, x) -> 1)),
            () -> KnownRegion.everyRow(VALUES, three),
            () -> KnownRegion.everyRow(VALUES, half),
            () -> KnownRegion.everyRow(VALUES, MASK.map((i, e, x) -> 1)),
            () -> KnownRegion.everyRow(VALUES, MASK).onPrediction(three, RNG),
            () -> KnownRegion.perRow(VALUES, MASK).onPrediction(two, RNG),
            () -> new Resampled((xt, t, s, rng) -> new Transition.Step<>(xt, 0), PATH, 0))) {
      String message = assertThrows(IllegalArgumentException.class, make::run).getMessage();
      assertEquals(1, message.lines().count());
    }
  }
}

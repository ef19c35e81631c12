package org.udm.continuous.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.TabulatedPath;
import org.udm.continuous.predict.GaussianBelief;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Prior;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.X0Choice;
import org.udm.core.schedule.TimeGrid;

/**
 * The numbers of Hugging Face diffusers' scheduler tests (Apache-2.0): tests/schedulers/
 * test_scheduler_ddim.py, test_scheduler_dpm_multi.py and test_scheduler_unipc.py, "full loop, no
 * noise".
 */
class SchedulerVectorsTest {
  private static final TabulatedPath PATH = TabulatedPath.ddpm();

  /** arange(768) / 768; the layout of the axes does not matter for sums. */
  private static final Prior<FloatBatch> SAMPLE =
      (rows, rng) -> FloatBatch.points(new float[768]).map((i, e, x) -> e / 768.0);

  /** Their step n, counted from 0, is our time (n + 1) / 1000. */
  private static double time(int n) {
    return (n + 1) / 1000.0;
  }

  /** eps(x, n) = x n / (n + 1), with x_0 cut off at +-1 if asked to, which changes nothing here. */
  private static X0Predictor<FloatBatch> model(boolean clip) {
    return (xt, t) -> {
      long n = Math.round(1000 * t.at(0)) - 1;
      FloatBatch eps = xt.map((i, e, x) -> x * n / (n + 1));
      FloatBatch x0 = Parametrization.epsilon().x0(PATH, xt, eps, t);
      return GaussianBelief.point(clip ? x0.map((i, e, x) -> Math.max(-1, Math.min(1, x))) : x0);
    };
  }

  private static double sum(FloatBatch x) {
    double sum = 0;
    for (float value : x.toArray()) {
      sum += Math.abs(value);
    }
    return sum;
  }

  @Test
  void ddim() {
    double[] times = new double[11];
    for (int k = 0; k < 10; k++) {
      times[k] = time(900 - 100 * k);
    }
    for (boolean clip : new boolean[] {false, true}) {
      var step =
          PredictThenCorrect.of(model(clip), GaussianKernel.ddim(PATH, 0))
              .withChoice(X0Choice.MEAN);
      FloatBatch x0 =
          GridSampler.of(SAMPLE, step, TimeGrid.of(times)).draw(1, RandomStreams.of(1)).x0();
      assertEquals(172.0067, sum(x0), 1e-2);
      assertEquals(0.223967, sum(x0) / 768, 1e-3);
    }
  }

  @Test
  void dpmSolverPlusPlus2M() {
    double[] times = new double[11];
    for (int k = 0; k <= 10; k++) {
      times[k] = time((int) Math.rint(999 * (10 - k) / 10.0));
    }
    // the test's settings: second order to the end, last sigma that of step 0
    FloatBatch x0 =
        MultistepSampler.of(
                SAMPLE, model(false), PATH, DpmSolverPlusPlus.ofOrder(2), TimeGrid.of(times))
            .draw(1, RandomStreams.of(1))
            .x0();
    assertEquals(253.5514, sum(x0), 1e-2);
    assertEquals(0.3301, sum(x0) / 768, 1e-3);
  }

  @Test
  void uniPc() {
    double[] times = new double[11];
    for (int k = 0; k <= 10; k++) {
      times[k] = time((int) Math.rint(999 * (10 - k) / 10.0));
    }
    // the same function taken for eps, and for v ("full loop with v prediction")
    X0Predictor<FloatBatch> velocity =
        (xt, t) -> {
          long n = Math.round(1000 * t.at(0)) - 1;
          FloatBatch v = xt.map((i, e, x) -> x * n / (n + 1));
          return GaussianBelief.point(Parametrization.velocity().x0(PATH, xt, v, t));
        };
    assertEquals(0.2464, uniPc(model(false), TimeGrid.of(times)), 1e-3);
    assertEquals(0.1014, uniPc(velocity, TimeGrid.of(times)), 1e-3);
  }

  private static double uniPc(X0Predictor<FloatBatch> predictor, TimeGrid grid) {
    return sum(
            MultistepSampler.of(SAMPLE, predictor, PATH, UniPc.ofOrder(2), grid)
                .withEnding(MultistepSampler.Ending.LOWER_ORDER)
                .draw(1, RandomStreams.of(1))
                .x0())
        / 768;
  }
}

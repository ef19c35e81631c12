package org.udm.continuous.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.bound.ContinuousNelbo;
import org.udm.continuous.bound.FlowLikelihood;
import org.udm.continuous.bound.GaussianNelbo;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.PerRow;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.gaussian.VarianceExploding;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.predict.GaussianDataOracle;
import org.udm.continuous.sample.Resampled;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Transition;
import org.udm.core.schedule.TimeGrid;

/** Samplers tell what they do, and stop within a step when their thread is interrupted. */
class WatchedSamplersTest {
  private static final RandomStreams RNG = RandomStreams.of(9);
  private static final GaussianPath PATH = VariancePreserving.standard();
  private static final GaussianDataOracle ORACLE = GaussianDataOracle.of(PATH, 0, 0.5);
  private static final Prior<FloatBatch> PRIOR = GaussianCorruption.of(PATH).prior(2);
  private static final TimeGrid GRID = TimeGrid.uniform(6);
  private static final DormandPrince SOLVER = DormandPrince.withTolerances(1e-3, 1e-3);

  @AfterEach
  void clearTheFlag() {
    Thread.interrupted();
  }

  private record Seen(int step, double t, FloatBatch xt) {}

  @Test
  void aMultistepSamplerShowsEveryState() {
    List<Seen> seen = new ArrayList<>();
    var sampler = MultistepSampler.of(PRIOR, ORACLE, PATH, UniPc.ofOrder(2), GRID);
    FloatBatch x0 =
        sampler.withListener((step, t, xt) -> seen.add(new Seen(step, t, xt))).draw(3, RNG).x0();
    assertEquals(7, seen.size());
    for (int k = 0; k < 7; k++) {
      assertEquals(k, seen.get(k).step);
      assertEquals(GRID.at(k), seen.get(k).t);
    }
    assertEquals(PRIOR.draw(3, RNG.named("prior")), seen.get(0).xt);
    assertEquals(x0, seen.get(6).xt);
    // watching changes nothing
    assertEquals(sampler.draw(3, RNG).x0(), x0);
    // another ending keeps the listener
    sampler
        .withListener((step, t, xt) -> seen.add(new Seen(step, t, xt)))
        .withEnding(MultistepSampler.Ending.LOWER_ORDER)
        .draw(1, RNG);
    assertEquals(14, seen.size());
  }

  @Test
  void anAdaptiveSamplerShowsTheSlowestRowsTime() {
    List<Seen> seen = new ArrayList<>();
    var sampler = AdaptiveFlowSampler.of(PRIOR, ORACLE, PATH, 1e-3, SOLVER);
    FloatBatch x0 =
        sampler.withListener((step, t, xt) -> seen.add(new Seen(step, t, xt))).draw(3, RNG).x0();
    assertTrue(seen.size() > 4, seen.size() + " states");
    for (int k = 0; k < seen.size(); k++) {
      assertEquals(k, seen.get(k).step);
      assertTrue(k == 0 || seen.get(k).t <= seen.get(k - 1).t);
    }
    assertEquals(1, seen.get(0).t);
    assertEquals(1e-3, seen.get(seen.size() - 2).t, 1e-12);
    assertEquals(0, seen.get(seen.size() - 1).t);
    assertEquals(x0, seen.get(seen.size() - 1).xt);
    assertNotEquals(seen.get(1).xt, seen.get(2).xt);
    assertEquals(sampler.draw(3, RNG).x0(), x0);
  }

  private static final SampleListener<FloatBatch> INTERRUPTING =
      (step, t, xt) -> {
        if (step == 2) {
          Thread.currentThread().interrupt();
        }
      };

  @Test
  void anInterruptEndsEverySampler() {
    Transition<FloatBatch> euler = new FlowTransition(ORACLE, PATH, FlowTransition.Method.EULER);
    Sampler<FloatBatch> grid = GridSampler.of(PRIOR, euler, GRID).withListener(INTERRUPTING);
    Sampler<FloatBatch> multistep =
        MultistepSampler.of(PRIOR, ORACLE, PATH, DpmSolverPlusPlus.ofOrder(2), GRID)
            .withListener(INTERRUPTING);
    for (Sampler<FloatBatch> sampler : List.of(grid, multistep)) {
      String message =
          assertThrows(CancellationException.class, () -> sampler.draw(1, RNG)).getMessage();
      assertEquals("sampling was interrupted after 2 of 6 steps", message);
      assertTrue(Thread.interrupted());
    }
    var adaptive =
        AdaptiveFlowSampler.of(PRIOR, ORACLE, PATH, 1e-3, SOLVER).withListener(INTERRUPTING);
    String message =
        assertThrows(CancellationException.class, () -> adaptive.draw(1, RNG)).getMessage();
    assertTrue(message.startsWith("an integration was interrupted at "), message);
    assertTrue(Thread.interrupted());
  }

  /** A step of many predictions stops between them. */
  @Test
  void anInterruptEndsALongStep() {
    GaussianPath path = VarianceExploding.geometric(0.05, 10);
    AtomicInteger asked = new AtomicInteger();
    X0Predictor<FloatBatch> interrupting =
        (xt, t) -> {
          if (asked.incrementAndGet() == 3) {
            Thread.currentThread().interrupt();
          }
          return GaussianDataOracle.of(path, 0, 1).predict(xt, t);
        };
    FloatBatch x = FloatBatch.points(new float[] {1});
    Times t = Times.of(0.5);
    Times s = Times.of(0.4);
    var euler = new FlowTransition(interrupting, path, FlowTransition.Method.EULER);
    for (Transition<FloatBatch> step :
        List.<Transition<FloatBatch>>of(
            Langevin.annealed(interrupting, path, 100, 0.1), new Resampled(euler, path, 100))) {
      asked.set(0);
      String message =
          assertThrows(CancellationException.class, () -> step.step(x, t, s, RNG)).getMessage();
      assertTrue(message.endsWith("was interrupted after 3 of 100 steps"), message);
      assertEquals(3, asked.get());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void anInterruptEndsABound() {
    FloatBatch x = FloatBatch.points(new float[] {1});
    GaussianNelbo discrete = GaussianNelbo.of(GaussianKernel.ddpm(PATH), StepVariance.LARGE, GRID);
    for (Runnable judge :
        List.<Runnable>of(
            () -> discrete.terms(x, ORACLE, RNG),
            () -> ContinuousNelbo.of(PATH, 0.01).terms(x, ORACLE, RNG),
            () -> FlowLikelihood.of(PATH, ORACLE, 0.01).logProb(x, RNG))) {
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, judge::run);
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void rowsThatShareATimeShareItsCoefficients() {
    AtomicInteger computed = new AtomicInteger();
    double[] values =
        PerRow.of(
            Times.of(0.5, 0.5, 0.25, 0.25, 0.5),
            t -> {
              computed.incrementAndGet();
              return 2 * t;
            });
    assertEquals(3, computed.get());
    assertEquals(
        List.of(1.0, 1.0, 0.5, 0.5, 1.0),
        List.of(values[0], values[1], values[2], values[3], values[4]));
  }
}

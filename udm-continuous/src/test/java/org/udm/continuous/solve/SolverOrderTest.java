package org.udm.continuous.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StraightPath;
import org.udm.continuous.gaussian.VarianceExploding;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.predict.GaussianDataOracle;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.X0Choice;
import org.udm.core.schedule.TimeGrid;

/** The orders of all solvers on Gaussian data, whose flow is known. */
class SolverOrderTest {
  private static final RandomStreams RNG = RandomStreams.of(1);
  private static final double MEAN = 0.5;
  private static final double VARIANCE = 0.25;
  private static final double FIRST =
      100; // the first r = sigma / alpha, where first steps of a low order cost little
  private static final double LAST = 0.3; // and the last

  private record Setting(GaussianPath path, GaussianDataOracle oracle, TimeGrid grid) {}

  private record Case(
      String name, double order, int steps, Function<Setting, Sampler<FloatBatch>> sampler) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static FloatBatch start(GaussianPath path, TimeGrid grid) {
    double sigma = path.sigma(grid.at(0));
    return FloatBatch.points(
        new float[] {(float) (1.5 * sigma), (float) (-0.75 * sigma), (float) (0.3 * sigma)});
  }

  private static Sampler<FloatBatch> flow(Setting on, FlowTransition.Method method) {
    return GridSampler.of(
        (rows, rng) -> start(on.path, on.grid),
        new FlowTransition(on.oracle, on.path, method),
        on.grid);
  }

  private static Sampler<FloatBatch> multistep(Setting on, MultistepRule rule) {
    return MultistepSampler.of(
        (rows, rng) -> start(on.path, on.grid), on.oracle, on.path, rule, on.grid);
  }

  static final List<Case> SOLVERS =
      List.of(
          new Case(
              "DDIM",
              1,
              64,
              on ->
                  GridSampler.of(
                      (rows, rng) -> start(on.path, on.grid),
                      PredictThenCorrect.of(on.oracle, GaussianKernel.ddim(on.path, 0))
                          .withChoice(X0Choice.MEAN),
                      on.grid)),
          new Case("Euler", 1, 64, on -> flow(on, FlowTransition.Method.EULER)),
          new Case("Heun", 2, 64, on -> flow(on, FlowTransition.Method.HEUN)),
          new Case("DPM-Solver-2", 2, 64, on -> flow(on, FlowTransition.Method.DPM_SOLVER_2)),
          new Case("DPM-Solver-3", 3, 16, on -> flow(on, FlowTransition.Method.DPM_SOLVER_3)),
          new Case("DPM-Solver++ 1", 1, 64, on -> multistep(on, DpmSolverPlusPlus.ofOrder(1))),
          new Case("DPM-Solver++ 2M", 2, 64, on -> multistep(on, DpmSolverPlusPlus.ofOrder(2))),
          new Case("DPM-Solver++ 3M", 3, 32, on -> multistep(on, DpmSolverPlusPlus.ofOrder(3))),
          new Case("UniPC-1", 2, 64, on -> multistep(on, UniPc.ofOrder(1))),
          new Case("UniPC-2", 3, 32, on -> multistep(on, UniPc.ofOrder(2))),
          new Case("UniPC-3", 4, 24, on -> multistep(on, UniPc.ofOrder(3))));

  static final List<GaussianPath> PATHS =
      List.of(
          VariancePreserving.standard(),
          VarianceExploding.geometric(0.01, 200),
          StraightPath.rectifiedFlow());

  /** The largest error of an element of x / sigma_1 at the end, against the exact flow. */
  private static double error(Case solver, GaussianPath path, int steps) {
    GaussianDataOracle oracle = GaussianDataOracle.of(path, MEAN, VARIANCE);
    TimeGrid grid = TimeGrids.logSnr(path, FIRST, LAST, steps);
    FloatBatch found = solver.sampler.apply(new Setting(path, oracle, grid)).draw(1, RNG).x0();
    FloatBatch start = start(path, grid);
    double t = grid.at(0);
    double s = grid.at(steps);
    double quotient = Math.sqrt(oracle.marginalVariance(s) / oracle.marginalVariance(t));
    double largest = 0;
    for (int e = 0; e < 3; e++) {
      // x_s - alpha_s m = sqrt(V_s / V_t) (x_t - alpha_t m)
      double exact = path.alpha(s) * MEAN + quotient * (start.at(0, e) - path.alpha(t) * MEAN);
      largest = Math.max(largest, Math.abs(found.at(0, e) - exact));
    }
    return largest;
  }

  @ParameterizedTest
  @FieldSource("SOLVERS")
  void theErrorFallsWithTheOrder(Case solver) {
    for (GaussianPath path : PATHS) {
      double coarse = error(solver, path, solver.steps);
      double fine = error(solver, path, 2 * solver.steps);
      double order = Math.log(coarse / fine) / Math.log(2);
      // the error of order 4 is at that of floats before its order settles
      assertEquals(solver.order, order, solver.order == 4 ? 0.8 : 0.3, solver + " on " + path);
    }
  }

  @Test
  void theAdaptiveMethodMeetsItsTolerance() {
    for (GaussianPath path : PATHS) {
      GaussianDataOracle oracle = GaussianDataOracle.of(path, MEAN, VARIANCE);
      FloatBatch start =
          FloatBatch.points(new float[] {(float) path.sigma(1)}, new float[] {-0.5f});
      double smallest = path.timeOfRatio(1e-3);
      double quotient = Math.sqrt(oracle.marginalVariance(smallest) / oracle.marginalVariance(1));
      var found =
          AdaptiveFlowSampler.of(
                  (rows, rng) -> start,
                  oracle,
                  path,
                  smallest,
                  DormandPrince.withTolerances(1e-6, 1e-6))
              .draw(2, RNG);
      for (int i = 0; i < 2; i++) {
        double exact =
            path.alpha(smallest) * MEAN + quotient * (start.at(i, 0) - path.alpha(1) * MEAN);
        FloatBatch end = FloatBatch.points(new float[] {(float) exact});
        double clean = oracle.predict(end, Times.of(smallest)).mean().orElseThrow().at(0, 0);
        assertEquals(clean, found.x0().at(i, 0), 2e-4, path.toString());
      }
      assertTrue(found.nfe() < 400, "NFE " + found.nfe());
    }
  }

  @Test
  void dormandPrinceIsOfOrderFiveAndKeepsRowsApart() {
    // y' = y and y' = -2 u y: exp(1) and exp(-1)
    DormandPrince.Field field =
        (rows, u, y) -> {
          double[][] slope = new double[rows.length][1];
          for (int a = 0; a < rows.length; a++) {
            slope[a][0] = rows[a] == 0 ? y[a][0] : -2 * u[a] * y[a][0];
          }
          return slope;
        };
    DormandPrince fine = DormandPrince.withTolerances(1e-10, 1e-10);
    var both = fine.solve(field, new double[][] {{1}, {1}}, 0, 1);
    assertEquals(Math.E, both.y()[0][0], 1e-8);
    assertEquals(1 / Math.E, both.y()[1][0], 1e-8);
    var one = fine.solve(field, new double[][] {{1}}, 0, 1);
    assertEquals(one.y()[0][0], both.y()[0][0]);
    // and back again
    assertEquals(1, fine.solve(field, one.y(), 1, 0).y()[0][0], 1e-8);
    assertEquals(3, fine.solve(field, new double[][] {{3}}, 1, 1).y()[0][0]);
    // order 5: ten times the accuracy for 10^(1/5) times the work
    double ratio =
        (double) fine.solve(field, new double[][] {{1}}, 0, 10).evaluations()
            / DormandPrince.withTolerances(1e-5, 1e-5)
                .solve(field, new double[][] {{1}}, 0, 10)
                .evaluations();
    assertEquals(10, ratio, 4);
  }
}

package org.udm.continuous.solve;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Transition;

/**
 * One step of a solver of the probability flow that remembers nothing, {@code dy/dr = eps} for y =
 * x_t / alpha_t. Nothing is random.
 *
 * <p>At a step to s = 0, where eps is not defined, all are Euler's: x_0 = D(x_t, t). A path with
 * alpha_1 = 0 must be entered below t = 1.
 *
 * <p>Sources: Song et al. (DDIM), 2021, section 4.3; Karras et al. (EDM), 2022, algorithm 1; Lu et
 * al., "DPM-Solver: a fast ODE solver for diffusion probabilistic model sampling in around 10
 * steps", 2022, algorithms 1 and 2.
 *
 * @param predictor the x_0-predictor; its beliefs have means
 * @param path alpha_t and sigma_t
 * @param method the solver
 */
public record FlowTransition(X0Predictor<FloatBatch> predictor, GaussianPath path, Method method)
    implements Transition<FloatBatch> {

  /** The solver. */
  public enum Method {
    /** Euler's method in r, order 1: DDIM with eta = 0, DPM-Solver-1. */
    EULER,
    /** Heun's method in r, order 2: EDM's deterministic sampler. */
    HEUN,
    /** DPM-Solver-2, order 2: the midpoint in log r. */
    DPM_SOLVER_2,
    /** DPM-Solver-3, order 3: at one and two thirds in log r. */
    DPM_SOLVER_3;

    /**
     * Returns how many predictions a step to s &gt; 0 takes.
     *
     * @return 1, 2 or 3
     */
    public int evaluations() {
      return switch (this) {
        case EULER -> 1;
        case HEUN, DPM_SOLVER_2 -> 2;
        case DPM_SOLVER_3 -> 3;
      };
    }
  }

  @Override
  public Step<FloatBatch> step(FloatBatch xt, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    Flow flow = new Flow(predictor, path);
    double[] from = flow.ratios(t);
    double[] to = flow.ratios(s);
    boolean toClean = Arrays.stream(to).anyMatch(r -> r == 0);
    Method own = toClean ? Method.EULER : method;
    double[][] y = flow.unscaled(xt, t);
    double[][] eps = flow.noise(y, from, xt);
    double[][] end =
        switch (own) {
          case EULER -> Flow.move(y, from, to, eps);
          case HEUN -> {
            double[][] other = flow.noise(Flow.move(y, from, to, eps), to, xt);
            yield Flow.move(y, from, to, Flow.blend(eps, other, 0.5));
          }
          case DPM_SOLVER_2 -> {
            double[] middle = between(from, to, 0.5);
            // y - (r_t - r_s) (eps + (eps_1 - eps) / (2 r_1)), r_1 = 1/2
            yield Flow.move(y, from, to, flow.noise(Flow.move(y, from, middle, eps), middle, xt));
          }
          case DPM_SOLVER_3 -> third(flow, xt, y, eps, from, to);
        };
    return new Step<>(flow.scaled(end, s, xt), own.evaluations() * xt.rows());
  }

  /** The ratio at a part of the way in lambda = -log r. */
  private static double[] between(double[] from, double[] to, double part) {
    double[] middle = new double[from.length];
    Arrays.setAll(middle, i -> from[i] * Math.pow(to[i] / from[i], part));
    return middle;
  }

  private static double[][] third(
      Flow flow, FloatBatch xt, double[][] y, double[][] eps, double[] from, double[] to) {
    double[] first = between(from, to, 1 / 3.0);
    double[] second = between(from, to, 2 / 3.0);
    double[][] one = flow.noise(Flow.move(y, from, first, eps), first, xt);
    double[][] atSecond = Flow.move(y, from, second, eps);
    for (int i = 0; i < y.length; i++) {
      double part = 2 / 3.0 * Math.log(from[i] / to[i]); // r_2 h
      for (int e = 0; e < y[i].length; e++) {
        // r_2 / r_1 sigma / alpha (expm1(r_2 h) / (r_2 h) - 1)
        atSecond[i][e] -= 2 * second[i] * (Math.expm1(part) / part - 1) * (one[i][e] - eps[i][e]);
      }
    }
    double[][] two = flow.noise(atSecond, second, xt);
    double[][] end = Flow.move(y, from, to, eps);
    for (int i = 0; i < y.length; i++) {
      double h = Math.log(from[i] / to[i]);
      for (int e = 0; e < y[i].length; e++) {
        end[i][e] -= 1.5 * to[i] * (Math.expm1(h) / h - 1) * (two[i][e] - eps[i][e]);
      }
    }
    return end;
  }
}

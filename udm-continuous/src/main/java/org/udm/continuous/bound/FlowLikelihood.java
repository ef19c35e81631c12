package org.udm.continuous.bound;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.predict.DifferentiablePredictor;
import org.udm.continuous.predict.Means;
import org.udm.continuous.solve.DormandPrince;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/**
 * The exact log-likelihood of the probability flow, which carries x_tmin to x_1 ~ N(0, P I):
 *
 * <pre>log p(x_tmin) = log p(x_1) + integral of div(dx/dt) from t_min to 1.</pre>
 *
 * <p>It is integrated over the angle phi = atan(sigma_t / alpha_t) for z = x_t / rho, rho =
 * hypot(alpha_t, sigma_t), in which all paths are one and nothing is infinite at alpha_1 = 0:
 *
 * <pre>
 * dz/dphi     = (cos(phi) z - D) / sin(phi)
 * div(dz/dphi) = (N cos(phi) - rho tr(dD/dx_t)) / sin(phi)
 * </pre>
 *
 * <p>Source: Song et al., "Score-based generative modeling through stochastic differential
 * equations", 2021, section 4.3 and appendix D.2; the estimate of the trace is Hutchinson's, 1990.
 */
public final class FlowLikelihood {
  private final GaussianPath path;
  private final DifferentiablePredictor predictor;
  private final double smallest;
  private final int probes; // 0: the exact trace
  private final double priorVariance;
  private final DormandPrince solver;

  private FlowLikelihood(
      GaussianPath path,
      DifferentiablePredictor predictor,
      double smallest,
      int probes,
      double priorVariance,
      DormandPrince solver) {
    this.path = path;
    this.predictor = predictor;
    this.smallest = smallest;
    this.probes = probes;
    this.priorVariance = priorVariance;
    this.solver = solver;
  }

  /**
   * Returns the likelihood with the exact trace, N vector-Jacobian products per evaluation, the
   * prior N(0, sigma_1^2 I) and tolerances of 1e-5.
   *
   * @param path alpha_t and sigma_t
   * @param predictor the x_0-predictor
   * @param smallestTime t_min in (0, 1), at which the rows are judged; papers take 1e-5 and put x_0
   *     in the place of x_tmin
   * @return the likelihood
   * @throws IllegalArgumentException if the time is outside (0, 1)
   */
  public static FlowLikelihood of(
      GaussianPath path, DifferentiablePredictor predictor, double smallestTime) {
    if (!(smallestTime > 0 && smallestTime < 1)) {
      throw new IllegalArgumentException("smallest time " + smallestTime + " is outside (0, 1)");
    }
    return new FlowLikelihood(
        path,
        predictor,
        smallestTime,
        0,
        Math.pow(path.sigma(1), 2),
        DormandPrince.withTolerances(1e-5, 1e-5));
  }

  /**
   * Returns the likelihood with the trace estimated without bias from random signs, the same ones
   * along a row's whole way.
   *
   * @param number vector-Jacobian products per evaluation, at least 1
   * @return the likelihood
   * @throws IllegalArgumentException if there is none
   */
  public FlowLikelihood withProbes(int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "a trace from " + number + " probes: at least 1 is needed");
    }
    return new FlowLikelihood(path, predictor, smallest, number, priorVariance, solver);
  }

  /**
   * Returns the likelihood with another prior.
   *
   * @param other P, the variance of every element of x_1, positive
   * @return the likelihood
   * @throws IllegalArgumentException if the variance is not positive and finite
   */
  public FlowLikelihood withPriorVariance(double other) {
    if (!(other > 0 && other < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "prior variance " + other + ": it must be positive and finite");
    }
    return new FlowLikelihood(path, predictor, smallest, probes, other, solver);
  }

  /**
   * Returns the likelihood with another solver.
   *
   * @param other the solver; elements are floats, so that tolerances below 1e-6 are noise
   * @return the likelihood
   */
  public FlowLikelihood withSolver(DormandPrince other) {
    return new FlowLikelihood(path, predictor, smallest, probes, priorVariance, other);
  }

  /**
   * Returns the log-likelihood row by row.
   *
   * @param x rows at t_min [B, N]
   * @param rng the source of the probes' signs
   * @return log p(x_tmin) in nats [B]
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt
   *     flag stays set
   */
  public double[] logProb(FloatBatch x, RandomStreams rng) {
    int n = x.size();
    double scale = Math.hypot(path.alpha(smallest), path.sigma(smallest));
    double[][] start = new double[x.rows()][n + 1]; // z, and the integral of the divergence
    for (int i = 0; i < start.length; i++) {
      for (int e = 0; e < n; e++) {
        start[i][e] = x.at(i, e) / scale;
      }
    }
    FloatBatch[] signs = new FloatBatch[probes];
    for (int p = 0; p < probes; p++) {
      RandomStream[] streams = new RandomStream[x.rows()];
      for (int i = 0; i < streams.length; i++) {
        streams[i] = rng.at(p).row(i);
      }
      signs[p] = x.map((i, e, value) -> streams[i].bernoulli(0.5) ? 1 : -1);
    }
    DormandPrince.Field field = (rows, phi, y) -> derivative(x, signs, rows, phi, y);
    double[][] end =
        solver.solve(field, start, Math.atan(path.ratio(smallest)), Math.atan(path.ratio(1))).y();
    // x_1 = rho_1 z, so that z has the variance P / rho_1^2
    double variance = priorVariance / (Math.pow(path.alpha(1), 2) + Math.pow(path.sigma(1), 2));
    double[] logs = new double[x.rows()];
    for (int i = 0; i < logs.length; i++) {
      double squares = 0;
      for (int e = 0; e < n; e++) {
        squares += end[i][e] * end[i][e];
      }
      double prior = -0.5 * (squares / variance + n * Math.log(2 * Math.PI * variance));
      logs[i] = prior + end[i][n] - n * Math.log(scale);
    }
    return logs;
  }

  /**
   * Estimates a lower bound of the log-probability of pixels: their density with uniform noise that
   * fills the distance between levels.
   *
   * @param x0 rows on the levels, put in the place of x_tmin [B, N]
   * @param pixels the values of a pixel
   * @param rng the source of that noise and of the probes' signs
   * @return estimates that are at most log P(x_0) on the mean, in nats [B]
   * @throws IllegalArgumentException if an element is on no level
   */
  public double[] logProb(FloatBatch x0, PixelLevels pixels, RandomStreams rng) {
    double[] logs = logProb(pixels.dequantised(x0, rng.named("fill")), rng.named("probes"));
    double logVolume = x0.size() * Math.log(pixels.width());
    return Arrays.stream(logs).map(log -> log + logVolume).toArray();
  }

  private double[][] derivative(
      FloatBatch x, FloatBatch[] signs, int[] rows, double[] phi, double[][] z) {
    int n = x.size();
    double[] t = new double[rows.length];
    double[] rho = new double[rows.length];
    for (int a = 0; a < t.length; a++) {
      double ratio = phi[a] >= Math.PI / 2 ? Double.POSITIVE_INFINITY : Math.tan(phi[a]);
      t[a] = path.timeOfRatio(Math.min(ratio, path.ratio(1)));
      rho[a] = Math.hypot(path.alpha(t[a]), path.sigma(t[a]));
    }
    FloatBatch xt = x.gather(rows).map((a, e, value) -> rho[a] * z[a][e]);
    FloatBatch clean = Means.of(predictor.predict(xt, Times.of(t)));
    double[] trace = trace(xt, Times.of(t), signs, rows);
    double[][] derivative = new double[rows.length][n + 1];
    for (int a = 0; a < rows.length; a++) {
      for (int e = 0; e < n; e++) {
        derivative[a][e] = (Math.cos(phi[a]) * z[a][e] - clean.at(a, e)) / Math.sin(phi[a]);
      }
      derivative[a][n] = (n * Math.cos(phi[a]) - rho[a] * trace[a]) / Math.sin(phi[a]);
    }
    return derivative;
  }

  /** tr(dD/dx_t) row by row. */
  private double[] trace(FloatBatch xt, Times t, FloatBatch[] signs, int[] rows) {
    double[] trace = new double[xt.rows()];
    for (int p = 0; p < probes; p++) {
      FloatBatch sign = signs[p].gather(rows);
      FloatBatch product = predictor.vectorJacobian(xt, t, sign);
      for (int a = 0; a < trace.length; a++) {
        for (int e = 0; e < xt.size(); e++) {
          trace[a] += (double) product.at(a, e) * sign.at(a, e) / probes;
        }
      }
    }
    for (int own = 0; probes == 0 && own < xt.size(); own++) {
      int element = own;
      FloatBatch unit = xt.map((a, e, value) -> e == element ? 1 : 0);
      FloatBatch product = predictor.vectorJacobian(xt, t, unit);
      Arrays.setAll(trace, a -> trace[a] + product.at(a, element));
    }
    return trace;
  }
}

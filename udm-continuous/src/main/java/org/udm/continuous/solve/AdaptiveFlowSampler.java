package org.udm.continuous.solve;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.PerRow;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;

/**
 * Follows the probability flow from t = 1 to a smallest time with steps of its own choice, row by
 * row, then takes x_0 = D(x_tmin, t_min).
 *
 * <p>The variable is the angle phi = atan(sigma_t / alpha_t), z = x_t / hypot(alpha_t, sigma_t):
 * {@code dz/dphi = (cos(phi) z - D) / sin(phi)}, which is finite even where alpha_1 = 0.
 *
 * <p>Source: Song et al., "Score-based generative modeling through stochastic differential
 * equations", 2021, section 4.3, whose black-box solver this is.
 */
public final class AdaptiveFlowSampler implements Sampler<FloatBatch> {
  private final Prior<FloatBatch> prior;
  private final X0Predictor<FloatBatch> predictor;
  private final GaussianPath path;
  private final double smallest;
  private final DormandPrince solver;
  private final SampleListener<FloatBatch> listener;

  private AdaptiveFlowSampler(
      Prior<FloatBatch> prior,
      X0Predictor<FloatBatch> predictor,
      GaussianPath path,
      double smallest,
      DormandPrince solver,
      SampleListener<FloatBatch> listener) {
    this.prior = prior;
    this.predictor = predictor;
    this.path = path;
    this.smallest = smallest;
    this.solver = solver;
    this.listener = listener;
  }

  /**
   * Returns a sampler.
   *
   * @param prior the law of x_1
   * @param predictor the x_0-predictor; its beliefs have means
   * @param path alpha_t and sigma_t
   * @param smallestTime t_min in (0, 1); papers take 1e-3 to 1e-5
   * @param solver the method and its tolerances, 1e-5 in the paper
   * @return the sampler
   * @throws IllegalArgumentException if the time is outside (0, 1)
   */
  public static AdaptiveFlowSampler of(
      Prior<FloatBatch> prior,
      X0Predictor<FloatBatch> predictor,
      GaussianPath path,
      double smallestTime,
      DormandPrince solver) {
    if (!(smallestTime > 0 && smallestTime < 1)) {
      throw new IllegalArgumentException("smallest time " + smallestTime + " is outside (0, 1)");
    }
    return new AdaptiveFlowSampler(
        prior, predictor, path, smallestTime, solver, (step, t, xt) -> {});
  }

  /**
   * Returns the same sampler, watched. Rows take steps of their own: the time told is that of the
   * row with the longest way to go, and the others are ahead of it. The last state is x_0.
   *
   * @param watcher told of the states after every step that was tried
   * @return the sampler
   */
  public AdaptiveFlowSampler withListener(SampleListener<FloatBatch> watcher) {
    return new AdaptiveFlowSampler(prior, predictor, path, smallest, solver, watcher);
  }

  /**
   * Draws rows.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt
   *     flag stays set
   */
  @Override
  public Samples<FloatBatch> draw(int rows, RandomStreams rng) {
    FloatBatch start = prior.draw(rows, rng.named("prior"));
    double[][] z = new double[rows][start.size()];
    double first = scale(1);
    for (int i = 0; i < rows; i++) {
      for (int e = 0; e < z[i].length; e++) {
        z[i][e] = start.at(i, e) / first;
      }
    }
    listener.onState(0, 1, start);
    int[] last = {0}; // the number of the last step
    DormandPrince.Solution solution =
        solver.solve(
            (index, phi, y) -> slope(start, index, phi, y),
            z,
            Math.atan(path.ratio(1)),
            Math.atan(path.ratio(smallest)),
            (steps, phi, y) -> {
              double[] t = PerRow.of(phi, this::time);
              double[] rho = PerRow.of(t, this::scale);
              FloatBatch xt = start.map((i, e, x) -> rho[i] * y[i][e]);
              listener.onState(steps, Arrays.stream(t).max().orElse(smallest), xt);
              last[0] = steps;
            });
    double rho = scale(smallest);
    FloatBatch end = start.map((i, e, x) -> rho * solution.y()[i][e]);
    FloatBatch x0 = Flow.mean(predictor, end, Times.all(rows, smallest));
    listener.onState(last[0] + 1, 0, x0);
    return new Samples<>(x0, solution.evaluations() + rows);
  }

  /** The time of an angle. */
  private double time(double phi) {
    double ratio = phi >= Math.PI / 2 ? Double.POSITIVE_INFINITY : Math.tan(phi);
    return path.timeOfRatio(Math.min(ratio, path.ratio(1)));
  }

  private double scale(double t) {
    return Math.hypot(path.alpha(t), path.sigma(t));
  }

  private double[][] slope(FloatBatch like, int[] index, double[] phi, double[][] z) {
    double[] t = PerRow.of(phi, this::time);
    double[] rho = PerRow.of(t, this::scale);
    FloatBatch xt = like.gather(index).map((a, e, value) -> rho[a] * z[a][e]);
    FloatBatch clean = Flow.mean(predictor, xt, Times.of(t));
    double[][] slope = new double[index.length][];
    for (int a = 0; a < slope.length; a++) {
      slope[a] = new double[z[a].length];
      for (int e = 0; e < slope[a].length; e++) {
        slope[a][e] = (Math.cos(phi[a]) * z[a][e] - clean.at(a, e)) / Math.sin(phi[a]);
      }
    }
    return slope;
  }
}

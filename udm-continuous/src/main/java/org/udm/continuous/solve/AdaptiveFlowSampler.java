package org.udm.continuous.solve;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
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

  private AdaptiveFlowSampler(
      Prior<FloatBatch> prior,
      X0Predictor<FloatBatch> predictor,
      GaussianPath path,
      double smallest,
      DormandPrince solver) {
    this.prior = prior;
    this.predictor = predictor;
    this.path = path;
    this.smallest = smallest;
    this.solver = solver;
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
    return new AdaptiveFlowSampler(prior, predictor, path, smallestTime, solver);
  }

  @Override
  public Samples<FloatBatch> draw(int rows, RandomStreams rng) {
    FloatBatch start = prior.draw(rows, rng.named("prior"));
    double scale = Math.hypot(path.alpha(1), path.sigma(1));
    double[][] z = new double[rows][start.size()];
    for (int i = 0; i < rows; i++) {
      for (int e = 0; e < z[i].length; e++) {
        z[i][e] = start.at(i, e) / scale;
      }
    }
    DormandPrince.Solution solution =
        solver.solve(
            (index, phi, y) -> slope(start, index, phi, y),
            z,
            Math.atan(path.ratio(1)),
            Math.atan(path.ratio(smallest)));
    double last = Math.hypot(path.alpha(smallest), path.sigma(smallest));
    FloatBatch end = start.map((i, e, x) -> last * solution.y()[i][e]);
    FloatBatch x0 = Flow.mean(predictor, end, Times.all(rows, smallest));
    return new Samples<>(x0, solution.evaluations() + rows);
  }

  private double[][] slope(FloatBatch like, int[] index, double[] phi, double[][] z) {
    double[] t = new double[index.length];
    double[] rho = new double[index.length];
    for (int a = 0; a < t.length; a++) {
      double ratio = phi[a] >= Math.PI / 2 ? Double.POSITIVE_INFINITY : Math.tan(phi[a]);
      t[a] = path.timeOfRatio(Math.min(ratio, path.ratio(1)));
      rho[a] = Math.hypot(path.alpha(t[a]), path.sigma(t[a]));
    }
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

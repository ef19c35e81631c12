package org.udm.continuous.bound;

import java.util.Arrays;
import java.util.Optional;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Interruption;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.predict.Means;
import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;

/**
 * The bound of infinitely many steps down to a smallest time:
 *
 * <pre>
 * prior           KL(N(alpha_1 x_0, sigma_1^2 I) || N(0, sigma_1^2 I)) = SNR_1 |x_0|^2 / 2
 * diffusion       1/2 integral of E|x_0 - D(x_t, t)|^2 dSNR,   from SNR_1 to SNR at t_min
 * reconstruction  -log p(x_0 | x_tmin) of the belief, or over the levels of pixels
 * </pre>
 *
 * <p>It depends on the path through its ends alone. The integral is estimated from levels that are
 * uniform in g = log(1 + SNR), {@code dSNR = (1 + SNR) dg}, stratified over the draws of a row: (1
 * + SNR) |x_0 - D|^2 is bounded and varies little where data have variance about 1, and g is finite
 * even where alpha_1 = 0.
 *
 * <p>Source: Kingma et al., "Variational diffusion models", 2021, equations 11 and 18 (section
 * 5.1).
 */
public final class ContinuousNelbo implements Nelbo<FloatBatch> {
  private final GaussianPath path;
  private final double smallest;
  private final int draws;
  private final Optional<PixelLevels> pixels;

  private ContinuousNelbo(
      GaussianPath path, double smallest, int draws, Optional<PixelLevels> pixels) {
    this.path = path;
    this.smallest = smallest;
    this.draws = draws;
    this.pixels = pixels;
  }

  /**
   * Returns the bound, estimated from one draw per row.
   *
   * @param path alpha_t and sigma_t
   * @param smallestTime t_min in (0, 1), where the reconstruction is judged
   * @return the bound
   * @throws IllegalArgumentException if the time is outside (0, 1)
   */
  public static ContinuousNelbo of(GaussianPath path, double smallestTime) {
    if (!(smallestTime > 0 && smallestTime < 1)) {
      throw new IllegalArgumentException("smallest time " + smallestTime + " is outside (0, 1)");
    }
    return new ContinuousNelbo(path, smallestTime, 1, Optional.empty());
  }

  /**
   * Returns the bound estimated from more draws per row, each one prediction.
   *
   * @param perRow the number of draws K, at least 1
   * @return the bound
   * @throws IllegalArgumentException if there is no draw
   */
  public ContinuousNelbo withDraws(int perRow) {
    if (perRow < 1) {
      throw new IllegalArgumentException(
          "a bound from " + perRow + " draws per row: at least 1 is needed");
    }
    return new ContinuousNelbo(path, smallest, perRow, pixels);
  }

  /**
   * Returns the bound for pixels, whose reconstruction is p(x_0 | x_tmin) over their levels, not
   * the belief's.
   *
   * @param levels the values of a pixel
   * @return the bound on -log P(x_0), a probability; it takes rows on the levels alone
   */
  public ContinuousNelbo withPixels(PixelLevels levels) {
    return new ContinuousNelbo(path, smallest, draws, Optional.of(levels));
  }

  /** log(1 + SNR_t). */
  private double level(double t) {
    return Math.log1p(Math.pow(path.ratio(t), -2));
  }

  /**
   * Estimates the bound.
   *
   * @param predictor its beliefs have means, and a density at t_min (a point belief has none: its
   *     reconstruction is infinite), unless the bound is one for pixels
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt
   *     flag stays set
   */
  @Override
  public BoundTerms terms(FloatBatch x0, X0Predictor<FloatBatch> predictor, RandomStreams rng) {
    GaussianCorruption corruption = GaussianCorruption.of(path);
    int rows = x0.rows();
    double first = level(1);
    double range = level(smallest) - first;
    double[] prior = Errors.squares(x0, x0.map((i, e, x) -> 0));
    double[] diffusion = new double[rows];
    for (int i = 0; i < rows; i++) {
      prior[i] *= 0.5 * Math.pow(path.ratio(1), -2);
    }
    for (int k = 0; k < draws; k++) {
      Interruption.check("a bound", k, draws);
      double[] snr = new double[rows];
      double[] t = new double[rows];
      for (int i = 0; i < rows; i++) {
        double part = (rng.named("offset").row(i).uniform() + k) / draws;
        snr[i] = Math.expm1(first + part * range);
        t[i] = Math.max(smallest, path.timeOfRatio(1 / Math.sqrt(snr[i])));
      }
      FloatBatch eps = corruption.drawNoise(x0, rng.named("noise").at(k));
      FloatBatch xt = corruption.corrupt(x0, eps, Times.of(t));
      double[] errors = Errors.squares(x0, Means.of(predictor.predict(xt, Times.of(t))));
      for (int i = 0; i < rows; i++) {
        diffusion[i] += 0.5 * range * (1 + snr[i]) * errors[i] / draws;
      }
    }
    Times last = Times.all(rows, smallest);
    FloatBatch eps = corruption.drawNoise(x0, rng.named("reconstruction"));
    FloatBatch xt = corruption.corrupt(x0, eps, last);
    double[] reconstruction =
        pixels.isPresent()
            ? pixels.get().levelNats(x0, xt, path, smallest)
            : Arrays.stream(predictor.predict(xt, last).logProb(x0)).map(log -> -log).toArray();
    return new BoundTerms(prior, diffusion, reconstruction);
  }
}

package org.udm.continuous.solve;

import java.util.function.DoubleUnaryOperator;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.schedule.TimeGrid;

/**
 * Time grids of samplers in continuous time; {@code TimeGrid.uniform} is the one in equal steps.
 *
 * <p>Those in the noise level end at a smallest level; {@link #toClean} adds the step to t = 0.
 */
public final class TimeGrids {
  private TimeGrids() {}

  private static TimeGrid of(int steps, DoubleUnaryOperator time) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a time grid of " + steps + " steps: at least 1 is needed");
    }
    double[] times = new double[steps + 1];
    java.util.Arrays.setAll(times, k -> time.applyAsDouble((double) k / steps));
    return TimeGrid.of(times);
  }

  /**
   * Returns the grid {@code t_k = (1 - k / steps)^2} from 1 to 0, finer near the data.
   *
   * <p>Source: Song et al. (DDIM), 2021, appendix D.2.
   *
   * @param steps the number of steps, at least 1
   * @return the grid
   * @throws IllegalArgumentException if there is no step
   */
  public static TimeGrid quadratic(int steps) {
    return of(steps, part -> (1 - part) * (1 - part));
  }

  /**
   * Returns the grid of levels r between a largest and a smallest one whose rho-th roots are in
   * equal steps, to the smallest level.
   *
   * <p>Source: Karras et al. (EDM), 2022, equation 5; r = sigma_t / alpha_t is their sigma.
   *
   * @param path alpha_t and sigma_t
   * @param largest the first r, at most r_1
   * @param smallest the last r, positive
   * @param rho the exponent, positive; the paper takes 7
   * @param steps the number of steps between the two, at least 1
   * @return the grid
   * @throws IllegalArgumentException if the levels are not in the path's range or do not decrease
   */
  public static TimeGrid karras(
      GaussianPath path, double largest, double smallest, double rho, int steps) {
    requireLevels(largest, smallest);
    if (!(rho > 0 && rho < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("rho is " + rho + ": it must be positive and finite");
    }
    double high = Math.pow(largest, 1 / rho);
    double low = Math.pow(smallest, 1 / rho);
    return of(steps, part -> path.timeOfRatio(Math.pow(high + part * (low - high), rho)));
  }

  /**
   * Returns the grid in equal steps of the log-SNR, to the smallest level; others call it the
   * exponential one, as r falls geometrically.
   *
   * <p>Source: Lu et al. (DPM-Solver), 2022, section 3.
   *
   * @param path alpha_t and sigma_t
   * @param largest the first r = sigma_t / alpha_t, at most r_1
   * @param smallest the last r, positive
   * @param steps the number of steps between the two, at least 1
   * @return the grid
   * @throws IllegalArgumentException if the levels are not in the path's range or do not decrease
   */
  public static TimeGrid logSnr(GaussianPath path, double largest, double smallest, int steps) {
    requireLevels(largest, smallest);
    double range = Math.log(smallest / largest);
    return of(steps, part -> path.timeOfRatio(largest * Math.exp(part * range)));
  }

  private static void requireLevels(double largest, double smallest) {
    if (!(smallest > 0 && largest > smallest && largest < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "noise levels from %s to %s: they must be positive, finite and decrease"
              .formatted(largest, smallest));
    }
  }

  /**
   * Returns a grid with one more step, to t = 0.
   *
   * @param grid a grid that ends above 0
   * @return the longer grid
   * @throws IllegalArgumentException if the grid ends at 0
   */
  public static TimeGrid toClean(TimeGrid grid) {
    double[] times = new double[grid.steps() + 2];
    for (int k = 0; k <= grid.steps(); k++) {
      times[k] = grid.at(k);
    }
    return TimeGrid.of(times);
  }
}

package org.udm.cli.vector;

import java.util.List;
import java.util.stream.IntStream;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.solve.TimeGrids;
import org.udm.core.schedule.TimeGrid;

/** The time grids of Gaussian diffusion by their names on the command line. */
final class GaussianGrids {
  /** The names of all grids. */
  static final List<String> NAMES = List.of("uniform", "quadratic", "karras", "log-snr");

  private static final double LARGEST_RATIO = 80; // of noise to signal; Karras et al., 2022
  private static final double RHO = 7; // Karras et al., 2022, equation 5

  private GaussianGrids() {}

  /** The largest time at which something is left of x_0. */
  static double withSignal(GaussianPath path) {
    return path.timeOfRatio(Math.min(path.ratio(1), LARGEST_RATIO));
  }

  /**
   * Returns a grid to t = 0.
   *
   * @param times its name
   * @param steps how many, at least 1
   * @param path alpha_t and sigma_t
   * @param first the first time
   * @param last the last time above 0, where grids in the noise level end
   */
  static TimeGrid of(String times, int steps, GaussianPath path, double first, double last) {
    if (steps == 1) {
      return TimeGrid.of(first, 0);
    }
    double largest = Math.min(path.ratio(first), LARGEST_RATIO);
    double smallest = path.ratio(last);
    return switch (times) {
      case "karras" -> TimeGrids.toClean(TimeGrids.karras(path, largest, smallest, RHO, steps - 1));
      case "log-snr" -> TimeGrids.toClean(TimeGrids.logSnr(path, largest, smallest, steps - 1));
      case "quadratic" -> scaled(TimeGrids.quadratic(steps), first);
      default -> scaled(TimeGrid.uniform(steps), first);
    };
  }

  private static TimeGrid scaled(TimeGrid grid, double first) {
    return TimeGrid.of(
        IntStream.rangeClosed(0, grid.steps()).mapToDouble(k -> first * grid.at(k)).toArray());
  }
}

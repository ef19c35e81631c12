package org.udm.core.train;

import org.udm.core.Times;
import org.udm.core.random.RandomStream;

/**
 * Evenly spread times, one draw for the whole batch: {@code t_i = frac(u + i / B)} on [smallest,
 * 1].
 *
 * <p>Each time is uniform; together they cover the range, which lowers the variance of the loss.
 * Source: Kingma et al., "Variational diffusion models", 2021, appendix I.1.
 */
public final class AntitheticTimes implements TimeLaw {
  private final double smallest;

  private AntitheticTimes(double smallest) {
    this.smallest = smallest;
  }

  /**
   * Returns the antithetic law.
   *
   * @param smallest the smallest time, in [0, 1)
   * @return the law
   * @throws IllegalArgumentException if the smallest time is outside [0, 1)
   */
  public static AntitheticTimes from(double smallest) {
    return new AntitheticTimes(TimeRange.requireSmallest(smallest));
  }

  @Override
  public Draw draw(int rows, RandomStream rng) {
    double u = rng.uniform();
    double[] t = new double[rows];
    for (int i = 0; i < rows; i++) {
      t[i] = TimeRange.stretch(smallest, (u + (double) i / rows) % 1);
    }
    return new Draw(Times.of(t), TimeRange.ones(rows));
  }

  @Override
  public void observe(Times t, double[] rowLosses) {
    // nothing to learn
  }

  @Override
  public double[] state() {
    return new double[0];
  }

  @Override
  public void restore(double[] state) {
    TimeRange.requireState(state, 0);
  }
}

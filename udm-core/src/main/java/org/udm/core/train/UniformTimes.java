package org.udm.core.train;

import org.udm.core.Times;
import org.udm.core.random.RandomStream;

/** Independent uniform times on [smallest, 1]. */
public final class UniformTimes implements TimeLaw {
  private final double smallest;

  private UniformTimes(double smallest) {
    this.smallest = smallest;
  }

  /**
   * Returns the uniform law.
   *
   * @param smallest the smallest time, in [0, 1)
   * @return the law
   * @throws IllegalArgumentException if the smallest time is outside [0, 1)
   */
  public static UniformTimes from(double smallest) {
    return new UniformTimes(TimeRange.requireSmallest(smallest));
  }

  @Override
  public Draw draw(int rows, RandomStream rng) {
    double[] t = new double[rows];
    for (int i = 0; i < rows; i++) {
      t[i] = TimeRange.stretch(smallest, rng.uniform());
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

package org.udm.core.train;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;

/**
 * Times drawn in proportion to the root of the loss's second moment, {@code p(t) ~ sqrt(E[L_t^2])},
 * learned in bins while training.
 *
 * <p>Until every bin has seen {@value #WARM} losses the law is uniform. A small part of the
 * probability stays uniform, so that no bin is forgotten. Source: Nichol and Dhariwal, "Improved
 * denoising diffusion probabilistic models", 2021, equation 18.
 */
public final class ImportanceTimes implements TimeLaw {
  private static final int WARM = 10; // losses per bin, as in the paper
  private static final double UNIFORM_PART = 0.001; // as in the paper's code
  private static final double MEMORY = 0.9; // of the running second moment: about ten losses

  private final double smallest;
  private final double[] moments; // running E[L^2] per bin
  private final double[] counts; // losses seen per bin, up to WARM

  private ImportanceTimes(double smallest, int bins) {
    this.smallest = smallest;
    this.moments = new double[bins];
    this.counts = new double[bins];
  }

  /**
   * Returns the law that learns where the loss varies.
   *
   * @param smallest the smallest time, in [0, 1)
   * @param bins into how many equal parts [smallest, 1] is cut, at least 2
   * @return the law
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static ImportanceTimes from(double smallest, int bins) {
    TimeRange.requireSmallest(smallest);
    if (bins < 2) {
      throw new IllegalArgumentException(
          "importance-sampled times with " + bins + " bins: at least 2 are needed");
    }
    return new ImportanceTimes(smallest, bins);
  }

  /** The probability of each bin, [bins]. */
  private double[] probabilities() {
    int bins = moments.length;
    double[] p = new double[bins];
    double sum = 0;
    boolean warm = true;
    for (int k = 0; k < bins; k++) {
      warm &= counts[k] >= WARM;
      p[k] = Math.sqrt(moments[k]);
      sum += p[k];
    }
    if (!warm || !(sum > 0)) {
      Arrays.fill(p, 1.0 / bins);
      return p;
    }
    for (int k = 0; k < bins; k++) {
      p[k] = (1 - UNIFORM_PART) * p[k] / sum + UNIFORM_PART / bins;
    }
    return p;
  }

  @Override
  public Draw draw(int rows, RandomStream rng) {
    double[] p = probabilities();
    double[] t = new double[rows];
    double[] inverseDensity = new double[rows];
    for (int i = 0; i < rows; i++) {
      int k = rng.categorical(p);
      t[i] = TimeRange.stretch(smallest, (k + rng.uniform()) / p.length);
      inverseDensity[i] = 1 / (p[k] * p.length);
    }
    return new Draw(Times.of(t), inverseDensity);
  }

  @Override
  public void observe(Times t, double[] rowLosses) {
    for (int i = 0; i < rowLosses.length; i++) {
      double part = (t.at(i) - smallest) / (1 - smallest);
      int k = Math.min(moments.length - 1, Math.max(0, (int) (part * moments.length)));
      double square = rowLosses[i] * rowLosses[i];
      moments[k] = counts[k] == 0 ? square : MEMORY * moments[k] + (1 - MEMORY) * square;
      counts[k] = Math.min(WARM, counts[k] + 1);
    }
  }

  @Override
  public double[] state() {
    double[] state = Arrays.copyOf(moments, 2 * moments.length);
    System.arraycopy(counts, 0, state, moments.length, counts.length);
    return state;
  }

  @Override
  public void restore(double[] state) {
    TimeRange.requireState(state, 2 * moments.length);
    System.arraycopy(state, 0, moments, 0, moments.length);
    System.arraycopy(state, moments.length, counts, 0, counts.length);
  }
}

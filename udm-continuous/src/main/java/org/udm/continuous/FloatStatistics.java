package org.udm.continuous;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.udm.core.verify.Statistic;

/**
 * Statistics for a check of the marginal identity of vectors or images of any shape.
 *
 * <pre>{@code
 * MarginalIdentity.same(corruption, posterior, x0)
 *     .withStatistics(FloatStatistics.of())
 *     .check(RandomStreams.of(1))
 *     .assertHolds();
 * }</pre>
 *
 * <p>They see the laws of single elements, of sums over an item and of its size. What else a
 * corruption is about, such as an edge or a hole, takes a statistic of its own.
 */
public final class FloatStatistics {
  private FloatStatistics() {}

  /**
   * Returns numbers that tell laws apart: elements, sums with and without signs, the energy.
   *
   * @return six statistics
   */
  public static List<Statistic<FloatBatch>> of() {
    return List.of(
        new Statistic<>("first element", x -> each(x, item -> item[0])),
        new Statistic<>("last element", x -> each(x, item -> item[item.length - 1])),
        new Statistic<>("mean", x -> each(x, item -> mean(item, k -> 1))),
        new Statistic<>("stripes", x -> each(x, item -> mean(item, k -> k % 2 == 0 ? 1 : -1))),
        new Statistic<>("waves", x -> each(x, item -> mean(item, k -> Math.cos(0.4 + 1.7 * k)))),
        new Statistic<>("energy", x -> each(x, item -> mean(item, k -> item[k]))));
  }

  private static double[] each(FloatBatch x, ToDoubleFunction<float[]> function) {
    double[] values = new double[x.rows()];
    Arrays.setAll(values, i -> function.applyAsDouble(x.row(i)));
    return values;
  }

  private static double mean(float[] item, IntToDoubleFunction weight) {
    double sum = 0;
    for (int k = 0; k < item.length; k++) {
      sum += weight.applyAsDouble(k) * item[k];
    }
    return sum / item.length;
  }
}

package org.udm.continuous.data;

import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;

/**
 * A law of points from which any number can be drawn.
 *
 * <pre>{@code
 * DataSource<FloatBatch> source = PointLaws.twoMoons(0.05).source(256);
 * }</pre>
 */
@FunctionalInterface
public interface PointLaw {

  /**
   * Draws one point.
   *
   * @param rng the random numbers of its row
   * @return the point, of the same dimension each time [D]
   */
  float[] draw(RandomStream rng);

  /**
   * Draws many points.
   *
   * @param n how many, at least 1
   * @param rng the source of randomness
   * @return points [n, D]
   */
  default FloatBatch draw(int n, RandomStreams rng) {
    float[][] points = new float[n][];
    java.util.Arrays.parallelSetAll(points, i -> draw(rng.row(i)));
    return FloatBatch.points(points);
  }

  /**
   * Returns batches of new points, for ever.
   *
   * @param batch rows a batch, at least 1
   * @return the source
   * @throws IllegalArgumentException if the batch has no rows
   */
  default DataSource<FloatBatch> source(int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batches of " + batch + " rows: at least 1 is needed");
    }
    return (step, rng) -> draw(batch, rng);
  }
}

package org.udm.continuous.metric;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.udm.continuous.FloatBatch;

/**
 * The nearest items of a training set: whether a sample is new or a copy.
 *
 * <pre>{@code
 * NearestNeighbours near = NearestNeighbours.of(sample, training, 3);
 * FloatBatch shown = training.gather(near.index(0)); // beside sample 0
 * }</pre>
 */
public final class NearestNeighbours {
  private final int[][] index; // [n][k]
  private final double[][] distance; // [n][k]

  private NearestNeighbours(int[][] index, double[][] distance) {
    this.index = index;
    this.distance = distance;
  }

  /**
   * Finds the nearest items by looking at all.
   *
   * @param sample items [n]
   * @param training items of the same shape [m]
   * @param neighbours k, from 1 to m
   * @return the neighbours of every item of the sample
   * @throws IllegalArgumentException if shapes differ or there are fewer than k items
   */
  public static NearestNeighbours of(FloatBatch sample, FloatBatch training, int neighbours) {
    Distances.require(sample, training, 1);
    if (neighbours < 1 || neighbours > training.rows()) {
      throw new IllegalArgumentException(
          "%d neighbours among %d items: from 1 to all of them are possible"
              .formatted(neighbours, training.rows()));
    }
    float[][] x = Distances.rows(sample);
    float[][] y = Distances.rows(training);
    double[][] squares = new double[x.length][];
    Arrays.parallelSetAll(squares, i -> Distances.squaredToAll(x[i], y));
    int[][] index =
        Arrays.stream(squares)
            .map(
                d ->
                    IntStream.range(0, d.length)
                        .boxed()
                        .sorted((a, b) -> Double.compare(d[a], d[b]))
                        .limit(neighbours)
                        .mapToInt(Integer::intValue)
                        .toArray())
            .toArray(int[][]::new);
    double[][] distance = new double[x.length][];
    Arrays.setAll(
        distance,
        i -> Arrays.stream(index[i]).mapToDouble(j -> Math.sqrt(squares[i][j])).toArray());
    return new NearestNeighbours(index, distance);
  }

  /**
   * Returns which items are nearest.
   *
   * @param row an item of the sample, in [0, n)
   * @return numbers of items of the training set, the nearest first; of equally near ones the
   *     smaller number first [k]
   */
  public int[] index(int row) {
    return index[row].clone();
  }

  /**
   * Returns how near they are.
   *
   * @param row an item of the sample, in [0, n)
   * @return Euclidean distances, not decreasing [k]
   */
  public double[] distance(int row) {
    return distance[row].clone();
  }
}

package org.udm.cli.point;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.udm.continuous.FloatBatch;

/**
 * The units of a model against those of its data: {@code data = shift + scale model}, number by
 * number.
 *
 * @param shift what is 0 in the model's units [D]
 * @param scale what is 1 in the model's units, positive [D]
 * @param extent a picture shows [-extent, extent] in the model's units
 */
record PointUnits(List<Double> shift, List<Double> scale, double extent) {
  private static final double LAW_EXTENT = 1.5; // laws lie in [-1, 1] but for their noise
  private static final double TABLE_EXTENT = 3.5; // standard deviations

  /** The units of a law, which are the model's. */
  static PointUnits ofLaw(int dimension) {
    return new PointUnits(
        java.util.Collections.nCopies(dimension, 0.0),
        java.util.Collections.nCopies(dimension, 1.0),
        LAW_EXTENT);
  }

  /** The units in which points have mean 0 and standard deviation 1. */
  static PointUnits of(FloatBatch points) {
    double[] mean = new double[points.size()];
    double[] deviation = new double[points.size()];
    for (int k = 0; k < mean.length; k++) {
      int column = k;
      mean[k] =
          IntStream.range(0, points.rows())
              .mapToDouble(i -> points.at(i, column))
              .average()
              .getAsDouble();
      double centre = mean[k];
      double variance =
          IntStream.range(0, points.rows())
              .mapToDouble(i -> Math.pow(points.at(i, column) - centre, 2))
              .average()
              .getAsDouble();
      deviation[k] = variance > 0 ? Math.sqrt(variance) : 1; // a column of one number
    }
    return new PointUnits(boxed(mean), boxed(deviation), TABLE_EXTENT);
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /**
   * The units that a description holds.
   *
   * @throws IllegalArgumentException if it holds none
   */
  static PointUnits of(Map<String, Object> description) {
    if (description.get("extent") instanceof Number extent) {
      return new PointUnits(
          numbers(description.get("shift")),
          numbers(description.get("scale")),
          extent.doubleValue());
    }
    throw new IllegalArgumentException("no units of points are described: there is no extent");
  }

  private static List<Double> numbers(Object list) {
    if (list instanceof List<?> numbers && numbers.stream().allMatch(Number.class::isInstance)) {
      return numbers.stream().map(n -> ((Number) n).doubleValue()).toList();
    }
    throw new IllegalArgumentException("units of points are " + list + ": they must be numbers");
  }

  /** Adds the units to a description. */
  void describe(Map<String, Object> description) {
    description.put("shift", shift);
    description.put("scale", scale);
    description.put("extent", extent);
  }

  /** The logarithm of the volume of 1 in the data's units: what a row's nats differ by. */
  double logVolume() {
    return scale.stream().mapToDouble(Math::log).sum();
  }

  FloatBatch toModel(FloatBatch data) {
    return data.map((i, e, x) -> (x - shift.get(e)) / scale.get(e));
  }

  FloatBatch toData(FloatBatch model) {
    return model.map((i, e, x) -> shift.get(e) + scale.get(e) * x);
  }
}

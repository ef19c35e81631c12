package org.udm.continuous.linear;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.udm.continuous.FloatBatch;
import org.udm.core.Corruption;
import org.udm.core.MarginalDensity;
import org.udm.core.NoisePosterior;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

/**
 * A linear corruption of points by any matrices, for a small dimension D,
 *
 * <pre>x_t = A_t x_0 + S_t eps,   eps ~ N(0, I),   A_0 = I,   S_0 = 0.</pre>
 *
 * <p>A_t need not commute with A_s: points may turn while they fade. S_t is invertible for t above
 * 0, so the noise posterior is the point {@code S_t^-1 (x_t - A_t x_0)}. For the family between
 * same and fresh noise take {@link PartlyFreshKernel}.
 *
 * <pre>{@code
 * MatrixCorruption turning = MatrixCorruption.of(
 *     2,
 *     t -> new double[][] {
 *       {(1 - t) * Math.cos(t), -(1 - t) * Math.sin(t)},
 *       {(1 - t) * Math.sin(t), (1 - t) * Math.cos(t)}
 *     },
 *     t -> new double[][] {{t, 0}, {0, t}});
 * }</pre>
 */
public final class MatrixCorruption
    implements Corruption<FloatBatch, FloatBatch>,
        NoisePosterior<FloatBatch, FloatBatch>,
        MarginalDensity<FloatBatch> {
  /** Of S_1^-1 A_1, element by element; as in {@link LinearCorruption}. */
  private static final double LARGEST_REST = 0.01;

  private final int dimension;
  private final DoubleFunction<double[][]> signal;
  private final DoubleFunction<double[][]> noise;

  private MatrixCorruption(
      int dimension, DoubleFunction<double[][]> signal, DoubleFunction<double[][]> noise) {
    this.dimension = dimension;
    this.signal = signal;
    this.noise = noise;
  }

  /**
   * Returns the corruption.
   *
   * @param dimension D, at least 1
   * @param signal A_t of the time in (0, 1], [D][D]
   * @param noise S_t of the time in (0, 1], invertible [D][D]
   * @return the corruption
   * @throws IllegalArgumentException if D is smaller than 1
   */
  public static MatrixCorruption of(
      int dimension, DoubleFunction<double[][]> signal, DoubleFunction<double[][]> noise) {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension " + dimension + ": it must be at least 1");
    }
    return new MatrixCorruption(dimension, signal, noise);
  }

  @Override
  public FloatBatch drawNoise(FloatBatch x0, RandomStreams rng) {
    return requireShape(x0)
        .mapItems((i, item) -> LinearCorruption.gaussians(item.length, rng.row(i)));
  }

  @Override
  public FloatBatch corrupt(FloatBatch x0, FloatBatch eps, Times t) {
    requireShape(x0.requireShapeOf(eps));
    Map<Double, Matrices> matrices = matrices(t.forRowsOf(x0));
    return x0.mapItems(
        (i, item) -> {
          if (t.at(i) == 0) {
            return item;
          }
          Matrices m = matrices.get(t.at(i));
          double[] x = times(m.a(), item);
          double[] e = times(m.s(), eps.row(i));
          Arrays.setAll(x, k -> x[k] + e[k]);
          return LinearCorruption.floats(x);
        });
  }

  @Override
  public FloatBatch draw(FloatBatch xt, FloatBatch x0, Times t, RandomStreams rng) {
    requireShape(xt.requireShapeOf(x0));
    Map<Double, Matrices> matrices = matrices(t.forRowsOf(xt));
    return xt.mapItems(
        (i, item) -> {
          if (t.at(i) > 0) {
            return LinearCorruption.floats(matrices.get(t.at(i)).noise(item, x0.row(i)));
          }
          if (!Arrays.equals(item, x0.row(i))) {
            throw new IllegalArgumentException(
                "row %d cannot come from its x_0: at t = 0 they are equal".formatted(i));
          }
          return LinearCorruption.gaussians(item.length, rng.row(i));
        });
  }

  @Override
  public double[] logProb(FloatBatch xt, FloatBatch x0, Times t) {
    requireShape(xt.requireShapeOf(x0));
    Map<Double, Matrices> matrices = matrices(t.forRowsOf(xt));
    double[] logProb = new double[xt.rows()];
    for (int i = 0; i < logProb.length; i++) {
      if (t.at(i) == 0) {
        throw new IllegalArgumentException("p(x_t | x_0) has no density at t = 0");
      }
      Matrices m = matrices.get(t.at(i));
      double square = 0;
      for (double e : m.noise(xt.row(i), x0.row(i))) {
        square += e * e;
      }
      logProb[i] =
          -0.5 * (square + dimension * Math.log(2 * Math.PI))
              - Math.log(Math.abs(CommonOps_DDRM.det(m.s())));
    }
    return logProb;
  }

  /**
   * Returns the prior {@code N(0, S_1 S_1^T)}.
   *
   * @return the law of x_1
   * @throws IllegalArgumentException if x_1 still knows x_0; then take a {@link DataPrior}
   */
  public Prior<FloatBatch> prior() {
    Matrices last = matricesAt(1);
    DMatrixRMaj rest = CommonOps_DDRM.mult(last.inverse(), last.a(), null);
    if (!(CommonOps_DDRM.elementMaxAbs(rest) <= LARGEST_REST)) {
      throw new IllegalArgumentException(
          "S_1^-1 A_1 has an element of %s, so x_1 still knows x_0: take DataPrior.of(corruption, data)"
              .formatted(CommonOps_DDRM.elementMaxAbs(rest)));
    }
    return (rows, rng) ->
        FloatBatch.of(new int[] {dimension}, new float[rows][dimension])
            .mapItems(
                (i, zero) -> {
                  float[] eps = LinearCorruption.gaussians(dimension, rng.row(i));
                  return LinearCorruption.floats(times(last.s(), eps));
                });
  }

  /** A_t, S_t and the inverse of S_t. */
  private record Matrices(DMatrixRMaj a, DMatrixRMaj s, DMatrixRMaj inverse) {

    /** S_t^-1 (x_t - A_t x_0), [D]. */
    double[] noise(float[] xt, float[] x0) {
      double[] rest = times(a, x0);
      Arrays.setAll(rest, k -> xt[k] - rest[k]);
      return times(inverse, rest);
    }
  }

  /** The matrices of every time above 0. */
  private Map<Double, Matrices> matrices(Times t) {
    Map<Double, Matrices> matrices = new HashMap<>();
    for (double time : t.toArray()) {
      if (time > 0) {
        matrices.computeIfAbsent(time, this::matricesAt);
      }
    }
    return matrices;
  }

  private Matrices matricesAt(double t) {
    DMatrixRMaj a = matrix("A", signal.apply(t), t);
    DMatrixRMaj s = matrix("S", noise.apply(t), t);
    DMatrixRMaj inverse = s.createLike();
    if (!CommonOps_DDRM.invert(s, inverse)
        || !Double.isFinite(CommonOps_DDRM.elementMaxAbs(inverse))) {
      throw new IllegalArgumentException("S_t has no inverse at t = " + t);
    }
    return new Matrices(a, s, inverse);
  }

  private DMatrixRMaj matrix(String name, double[][] rows, double t) {
    if (rows.length != dimension || Arrays.stream(rows).anyMatch(r -> r.length != dimension)) {
      throw new IllegalArgumentException(
          "%s_t at t = %s is not a matrix of %d x %d".formatted(name, t, dimension, dimension));
    }
    return new DMatrixRMaj(rows);
  }

  private static double[] times(DMatrixRMaj matrix, float[] vector) {
    return times(matrix, LinearCorruption.doubles(vector));
  }

  private static double[] times(DMatrixRMaj matrix, double[] vector) {
    DMatrixRMaj product = new DMatrixRMaj(vector.length, 1);
    CommonOps_DDRM.mult(matrix, DMatrixRMaj.wrap(vector.length, 1, vector), product);
    return product.data;
  }

  private FloatBatch requireShape(FloatBatch x) {
    if (!Arrays.equals(x.shape(), new int[] {dimension})) {
      throw new IllegalArgumentException(
          "items of shape %s for matrices of dimension %d: they must be points [%d]"
              .formatted(Arrays.toString(x.shape()), dimension, dimension));
    }
    return x;
  }
}

package org.udm.continuous.linear;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import org.udm.continuous.FloatBatch;
import org.udm.core.Corruption;
import org.udm.core.MarginalDensity;
import org.udm.core.NoisePosterior;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/**
 * A corruption that is diagonal in an orthonormal basis V,
 *
 * <pre>x_t = V (a_t u_0 + sigma_t eps),   u_0 = V^T x_0,   eps ~ N(0, 1) for each coefficient.
 * </pre>
 *
 * <p>The noise is the batch of coefficients eps, of the shape of the items. Its posterior is the
 * point {@code (u_t - a_t u_0) / sigma_t}; where sigma_t = 0, x_t does not know eps, and the
 * posterior is N(0, 1) again.
 *
 * <pre>{@code
 * LinearCorruption heat = LinearCorruption.of(
 *     Blur.of(DctBasis.of(1, 28, 28), BlurWidth.logarithmic(0.5, 20), NoiseLevel.constant(0.01)));
 * ReverseKernel<FloatBatch> same = ReverseKernels.same(heat, heat);
 * }</pre>
 */
public final class LinearCorruption
    implements Corruption<FloatBatch, FloatBatch>,
        NoisePosterior<FloatBatch, FloatBatch>,
        MarginalDensity<FloatBatch> {
  /**
   * What rounding x_t to floats does to a coefficient, relative to its item's largest, with room.
   */
  private static final double ROUNDING = 1e-5;

  /** Of a_1 to sigma_1; then KL(p(x_1 | x_0) || prior) is below u_0^2 / 20,000 nats an element. */
  private static final double LARGEST_REST = 0.01;

  private final Spectrum spectrum;
  private final Basis basis;
  private final int[] shape;

  private LinearCorruption(Spectrum spectrum) {
    this.spectrum = spectrum;
    this.basis = spectrum.basis();
    this.shape = basis.shape();
  }

  /**
   * Returns the corruption of a spectrum.
   *
   * @param spectrum what happens to each coefficient
   * @return the corruption
   */
  public static LinearCorruption of(Spectrum spectrum) {
    return new LinearCorruption(spectrum);
  }

  /**
   * Returns what happens to each coefficient.
   *
   * @return the spectrum
   */
  public Spectrum spectrum() {
    return spectrum;
  }

  @Override
  public FloatBatch drawNoise(FloatBatch x0, RandomStreams rng) {
    return requireShape(x0).mapItems((i, item) -> gaussians(item.length, rng.row(i)));
  }

  @Override
  public FloatBatch corrupt(FloatBatch x0, FloatBatch eps, Times t) {
    requireShape(x0.requireShapeOf(eps));
    double[][] a = each(t.forRowsOf(x0), this::signal);
    double[][] sigma = each(t, this::noise);
    return x0.mapItems(
        (i, item) -> {
          if (t.at(i) == 0) {
            return item;
          }
          double[] u = basis.forward(doubles(item));
          float[] noise = eps.row(i);
          for (int k = 0; k < u.length; k++) {
            u[k] = a[i][k] * u[k] + sigma[i][k] * noise[k];
          }
          return floats(basis.inverse(u));
        });
  }

  @Override
  public FloatBatch draw(FloatBatch xt, FloatBatch x0, Times t, RandomStreams rng) {
    requireShape(xt.requireShapeOf(x0));
    double[][] a = each(t.forRowsOf(xt), this::signal);
    double[][] sigma = each(t, this::noise);
    return xt.mapItems(
        (i, item) -> {
          double[] rest = rest(item, x0.row(i), a[i]);
          float[] eps = gaussians(rest.length, rng.row(i));
          double accepted = ROUNDING * (largest(item) + largest(x0.row(i)));
          for (int k = 0; k < eps.length; k++) {
            if (sigma[i][k] > 0) {
              eps[k] = (float) (rest[k] / sigma[i][k]);
            } else if (!(Math.abs(rest[k]) <= accepted)) {
              throw new IllegalArgumentException(
                  "row %d cannot come from its x_0: at t = %s coefficient %d has no noise but differs by %s"
                      .formatted(i, t.at(i), k, rest[k]));
            }
          }
          return eps;
        });
  }

  @Override
  public double[] logProb(FloatBatch xt, FloatBatch x0, Times t) {
    requireShape(xt.requireShapeOf(x0));
    t.forRowsOf(xt);
    double[] logProb = new double[xt.rows()];
    for (int i = 0; i < logProb.length; i++) {
      double[] rest = rest(xt.row(i), x0.row(i), signal(t.at(i)));
      double[] sigma = noise(t.at(i));
      for (int k = 0; k < rest.length; k++) {
        if (sigma[k] == 0) {
          throw new IllegalArgumentException(
              "p(x_t | x_0) has no density at t = %s: coefficient %d has no noise"
                  .formatted(t.at(i), k));
        }
        double eps = rest[k] / sigma[k];
        logProb[i] -= 0.5 * (eps * eps + Math.log(2 * Math.PI)) + Math.log(sigma[k]);
      }
    }
    return logProb;
  }

  /**
   * Returns the prior {@code N(0, sigma_1^2)} of each coefficient.
   *
   * @return the law of x_1
   * @throws IllegalArgumentException if x_1 still knows x_0, as after blur; then take a {@link
   *     DataPrior}
   */
  public Prior<FloatBatch> prior() {
    double[] a = signal(1);
    double[] sigma = noise(1);
    for (int k = 0; k < a.length; k++) {
      if (!(a[k] <= LARGEST_REST * sigma[k])) {
        throw new IllegalArgumentException(
            "coefficient %d of x_1 is %s of x_0's with noise %s, so x_1 still knows x_0: take DataPrior.of(corruption, data)"
                .formatted(k, a[k], sigma[k]));
      }
    }
    return (rows, rng) ->
        FloatBatch.of(shape, new float[rows][a.length])
            .mapItems(
                (i, zero) -> {
                  double[] u = doubles(gaussians(zero.length, rng.row(i)));
                  Arrays.setAll(u, k -> sigma[k] * u[k]);
                  return floats(basis.inverse(u));
                });
  }

  /** a_t [N], checked. */
  double[] signal(double t) {
    double[] a = spectrum.signal(t);
    for (int k = 0; k < a.length; k++) {
      if (!(a[k] >= 0 && a[k] <= 1)) {
        throw wrong("signal", k, a[k], t, "it must be in [0, 1]");
      }
    }
    return requireLength(a, "signal", t);
  }

  /** sigma_t [N], checked. */
  double[] noise(double t) {
    double[] sigma = spectrum.noise(t);
    for (int k = 0; k < sigma.length; k++) {
      if (!(sigma[k] >= 0 && sigma[k] < Double.POSITIVE_INFINITY)) {
        throw wrong("noise", k, sigma[k], t, "it must be finite, at least 0");
      }
    }
    return requireLength(sigma, "noise", t);
  }

  /** Coefficients for each row, computed once for neighbours that share the time; to be read. */
  static double[][] each(Times t, DoubleFunction<double[]> coefficients) {
    double[][] rows = new double[t.rows()][];
    for (int i = 0; i < rows.length; i++) {
      boolean known = i > 0 && t.at(i) == t.at(i - 1);
      rows[i] = known ? rows[i - 1] : coefficients.apply(t.at(i));
    }
    return rows;
  }

  private static IllegalArgumentException wrong(
      String what, int k, double value, double t, String range) {
    return new IllegalArgumentException(
        "%s coefficient %d is %s at t = %s: %s".formatted(what, k, value, t, range));
  }

  private double[] requireLength(double[] coefficients, String what, double t) {
    if (coefficients.length != basis.size()) {
      throw new IllegalArgumentException(
          "%d %s coefficients at t = %s for a basis of %d"
              .formatted(coefficients.length, what, t, basis.size()));
    }
    return coefficients;
  }

  /** u_t - a_t u_0, [N]. */
  private double[] rest(float[] xt, float[] x0, double[] a) {
    double[] rest = basis.forward(doubles(xt));
    double[] u0 = basis.forward(doubles(x0));
    Arrays.setAll(rest, k -> rest[k] - a[k] * u0[k]);
    return rest;
  }

  private FloatBatch requireShape(FloatBatch x) {
    if (!Arrays.equals(x.shape(), shape)) {
      throw new IllegalArgumentException(
          "items of shape %s for a corruption of items %s: make the basis for the data's shape"
              .formatted(Arrays.toString(x.shape()), Arrays.toString(shape)));
    }
    return x;
  }

  static float[] gaussians(int n, RandomStream stream) {
    float[] eps = new float[n];
    for (int k = 0; k < n; k++) {
      eps[k] = (float) stream.gaussian();
    }
    return eps;
  }

  static double[] doubles(float[] item) {
    double[] values = new double[item.length];
    Arrays.setAll(values, k -> item[k]);
    return values;
  }

  static float[] floats(double[] values) {
    float[] item = new float[values.length];
    for (int k = 0; k < item.length; k++) {
      item[k] = (float) values[k];
    }
    return item;
  }

  private static double largest(float[] item) {
    double largest = 0;
    for (float value : item) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest * Math.sqrt(item.length); // bounds the coefficients: |u_k| <= |x|
  }
}

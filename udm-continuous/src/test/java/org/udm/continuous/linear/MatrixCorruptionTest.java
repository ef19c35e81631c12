package org.udm.continuous.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;

class MatrixCorruptionTest {
  private static final RandomStreams RNG = RandomStreams.of(3);
  private static final MatrixCorruption TURNING =
      MatrixCorruption.of(
          2,
          t ->
              new double[][] {
                {(1 - t) * Math.cos(t), -(1 - t) * Math.sin(t)},
                {(1 - t) * Math.sin(t), (1 - t) * Math.cos(t)}
              },
          t -> new double[][] {{t, 0.5 * t}, {0, 2 * t}});
  private static final FloatBatch X0 =
      FloatBatch.points(new float[] {1, -2}, new float[] {3, 0.5f}, new float[] {0, 1});
  private static final Times T = Times.of(0.25, 1, 0);

  @Test
  void corruptsByBothMatrices() {
    FloatBatch eps = FloatBatch.points(new float[] {1, 2}, new float[] {1, 2}, new float[] {1, 2});
    FloatBatch xt = TURNING.corrupt(X0, eps, T);
    double c = Math.cos(0.25);
    double s = Math.sin(0.25);
    assertEquals(0.75 * (c + 2 * s) + 0.25 + 0.25, xt.at(0, 0), 1e-6);
    assertEquals(0.75 * (s - 2 * c) + 1, xt.at(0, 1), 1e-6);
    assertArrayEquals(new float[] {2, 4}, xt.row(1), 1e-6f);
    assertArrayEquals(new float[] {0, 1}, xt.row(2));
    FloatBatch drawn = TURNING.draw(xt, X0, T, RNG);
    assertArrayEquals(eps.row(0), drawn.row(0), 1e-5f);
    assertArrayEquals(eps.row(1), drawn.row(1), 1e-5f);
  }

  /** The covariance S S^T at t = 0.25 is [[0.078125, 0.0625], [0.0625, 0.25]]; by hand. */
  @Test
  void densityIsThatOfTheCovariance() {
    FloatBatch x0 = X0.slice(0, 1);
    Times t = Times.all(1, 0.25);
    FloatBatch none = FloatBatch.points(new float[2]);
    FloatBatch xt = TURNING.corrupt(x0, none, t).map((i, k, x) -> x + (k == 0 ? 0.1 : -0.2));
    double det = 0.078125 * 0.25 - 0.0625 * 0.0625;
    double square = (0.25 * 0.01 + 2 * 0.0625 * 0.02 + 0.078125 * 0.04) / det;
    double expected = -0.5 * square - 0.5 * Math.log(det) - Math.log(2 * Math.PI);
    assertEquals(expected, TURNING.logProb(xt, x0, t)[0], 1e-5);
  }

  /** 20,000 draws; five standard errors are accepted. */
  @Test
  void priorHasTheLastCovariance() {
    FloatBatch x1 = TURNING.prior().draw(20_000, RNG);
    double product = 0;
    for (int i = 0; i < x1.rows(); i++) {
      product += x1.at(i, 0) * x1.at(i, 1);
    }
    // E x y = 0.5 * 2, Var(x y) = 1.25 * 4 + 1
    assertEquals(1, product / x1.rows(), 5 * Math.sqrt(6.0 / 20_000));
  }

  @Test
  void badMatricesAreRefused() {
    MatrixCorruption flat =
        MatrixCorruption.of(
            2, t -> new double[][] {{1, 0}, {0, 1}}, t -> new double[][] {{t, t}, {t, t}});
    assertThrows(IllegalArgumentException.class, () -> flat.draw(X0, X0, T, RNG));
    MatrixCorruption ragged =
        MatrixCorruption.of(
            2, t -> new double[][] {{1, 0}, {0}}, t -> new double[][] {{t, 0}, {0, t}});
    assertThrows(IllegalArgumentException.class, () -> ragged.draw(X0, X0, T, RNG));
    MatrixCorruption kept =
        MatrixCorruption.of(
            2, t -> new double[][] {{1, 0}, {0, 1}}, t -> new double[][] {{t, 0}, {0, t}});
    assertThrows(IllegalArgumentException.class, kept::prior);
    FloatBatch longer = FloatBatch.points(new float[3]);
    assertThrows(IllegalArgumentException.class, () -> kept.drawNoise(longer, RNG));
    assertThrows(
        IllegalArgumentException.class,
        () -> kept.draw(X0.map((i, k, x) -> x + 1), X0, Times.all(3, 0), RNG));
  }
}

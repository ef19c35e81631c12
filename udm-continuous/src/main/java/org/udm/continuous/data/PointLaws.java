package org.udm.continuous.data;

import org.udm.core.random.RandomStream;

/**
 * The well-known laws of points in the plane, scaled to [-1, 1] apart from their noise.
 *
 * <p>For one whose density is known exactly see {@link GaussianMixture}.
 */
public final class PointLaws {
  private PointLaws() {}

  /**
   * Returns two interleaved half circles, as scikit-learn's {@code make_moons}: the upper one
   * {@code (cos a, sin a)}, the lower one {@code (1 - cos a, 1/2 - sin a)}, a uniform in [0, pi],
   * then {@code (x - 1/2) / 1.5} and {@code (y - 1/4) / 1.5}.
   *
   * @param noise the standard deviation of Gaussian noise added to the scaled points, at least 0
   * @return the law
   */
  public static PointLaw twoMoons(double noise) {
    requireNoise(noise);
    return rng -> {
      boolean upper = rng.bernoulli(0.5);
      double a = rng.uniform(0, Math.PI);
      double x = upper ? Math.cos(a) : 1 - Math.cos(a);
      double y = upper ? Math.sin(a) : 0.5 - Math.sin(a);
      return noisy((x - 0.5) / 1.5, (y - 0.25) / 1.5, noise, rng);
    };
  }

  /**
   * Returns concentric circles of radius 1/n, 2/n, ..., 1, equally probable.
   *
   * @param rings their number n, at least 1
   * @param noise the standard deviation of Gaussian noise, at least 0
   * @return the law
   */
  public static PointLaw rings(int rings, double noise) {
    requireNoise(noise);
    requireCount(rings, "rings");
    return rng -> {
      double radius = (rng.index(rings) + 1.0) / rings;
      double a = rng.uniform(0, 2 * Math.PI);
      return noisy(radius * Math.cos(a), radius * Math.sin(a), noise, rng);
    };
  }

  /**
   * Returns the swiss roll without its length, as scikit-learn's {@code make_swiss_roll}: {@code (a
   * cos a, a sin a)} with a uniform in [1.5 pi, 4.5 pi], divided by 4.5 pi.
   *
   * @param noise the standard deviation of Gaussian noise added to the scaled points, at least 0
   * @return the law
   */
  public static PointLaw swissRoll(double noise) {
    requireNoise(noise);
    return rng -> {
      double a = rng.uniform(1.5 * Math.PI, 4.5 * Math.PI);
      double radius = a / (4.5 * Math.PI);
      return noisy(radius * Math.cos(a), radius * Math.sin(a), noise, rng);
    };
  }

  /**
   * Returns points uniform on the dark cells of a chess board over [-1, 1] x [-1, 1]; the cell at
   * (-1, -1) is dark.
   *
   * @param cells the number of cells along an edge, an even number
   * @return the law; its density is 1/2 on dark cells and 0 elsewhere
   */
  public static PointLaw checkerboard(int cells) {
    requireCount(cells, "cells");
    if (cells % 2 != 0) {
      throw new IllegalArgumentException(cells + " cells along an edge: take an even number");
    }
    return rng -> {
      int column = rng.index(cells);
      int row = 2 * rng.index(cells / 2) + column % 2;
      double x = (column + rng.uniform()) / cells;
      double y = (row + rng.uniform()) / cells;
      return noisy(2 * x - 1, 2 * y - 1, 0, rng);
    };
  }

  private static float[] noisy(double x, double y, double noise, RandomStream rng) {
    return new float[] {(float) (x + noise * rng.gaussian()), (float) (y + noise * rng.gaussian())};
  }

  private static void requireNoise(double noise) {
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("noise " + noise + ": it must be finite, at least 0");
    }
  }

  private static void requireCount(int n, String what) {
    if (n < 1) {
      throw new IllegalArgumentException(n + " " + what + ": at least 1 is needed");
    }
  }
}

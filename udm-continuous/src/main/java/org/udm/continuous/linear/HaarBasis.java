package org.udm.continuous.linear;

import java.util.Arrays;

/**
 * The Haar basis, plane by plane: averages over square blocks and the details that they leave out.
 *
 * <p>One level replaces four neighbouring pixels by their sum over 2 and three differences over 2;
 * the next level does the same with the sums. Leaving out the details of levels 1 to l replaces
 * every pixel by the mean of its block of 2^l by 2^l pixels.
 *
 * <pre>{@code
 * HaarBasis basis = HaarBasis.of(2, 1, 28, 28); // blocks of 4 x 4 in images of 28 x 28
 * }</pre>
 *
 * <p>Source: Haar, "Zur Theorie der orthogonalen Funktionensysteme", 1910.
 */
public final class HaarBasis implements Basis {
  private final Planes planes;
  private final int levels;

  private HaarBasis(Planes planes, int levels) {
    this.planes = planes;
    this.levels = levels;
  }

  /**
   * Returns the basis of items of a shape.
   *
   * @param levels how often sizes are halved, at least 1
   * @param shape {H, W} or {C, H, W}; H and W are multiples of 2^levels
   * @return the basis
   * @throws IllegalArgumentException if the shape is none of these or cannot be halved that often
   */
  public static HaarBasis of(int levels, int... shape) {
    Planes planes = Planes.of(shape);
    int block = levels < 1 || levels > 30 ? 0 : 1 << levels; // 2^31 is no int
    if (block == 0
        || shape.length < 2
        || planes.height() % block != 0
        || planes.width() % block != 0) {
      throw new IllegalArgumentException(
          "%d Haar levels for items %s: height and width must be multiples of 2^levels, levels at least 1"
              .formatted(levels, Arrays.toString(shape)));
    }
    return new HaarBasis(planes, levels);
  }

  /**
   * Returns the number of levels.
   *
   * @return how often sizes are halved
   */
  public int levels() {
    return levels;
  }

  /**
   * Returns the level of a coefficient.
   *
   * @param k the coefficient, in [0, N)
   * @return the level at which it is a detail, 1 the finest; levels + 1 for the last averages
   */
  public int level(int k) {
    int level = 1;
    int height = planes.height() / 2;
    int width = planes.width() / 2;
    while (level <= levels && planes.y(k) < height && planes.x(k) < width) {
      level++;
      height /= 2;
      width /= 2;
    }
    return level;
  }

  @Override
  public int[] shape() {
    return planes.shape().clone();
  }

  @Override
  public int size() {
    return planes.size();
  }

  @Override
  public double[] forward(double[] item) {
    planes.requireSize(item);
    double[] u = item.clone();
    for (int level = 1; level <= levels; level++) {
      step(u, level, true);
    }
    return u;
  }

  @Override
  public double[] inverse(double[] coefficients) {
    planes.requireSize(coefficients);
    double[] x = coefficients.clone();
    for (int level = levels; level >= 1; level--) {
      step(x, level, false);
    }
    return x;
  }

  /** One level on the corner of every plane that holds the averages so far. */
  private void step(double[] values, int level, boolean forward) {
    double[] old = values.clone();
    int width = planes.width();
    int h = planes.height() >> level;
    int w = width >> level;
    for (int c = 0; c < planes.channels(); c++) {
      int plane = c * planes.height() * width;
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          int block = plane + 2 * y * width + 2 * x;
          int corner = plane + y * width + x;
          int[] pixels = {block, block + 1, block + width, block + width + 1};
          int[] bands = {corner, corner + w, corner + h * width, corner + h * width + w};
          butterfly(old, forward ? pixels : bands, values, forward ? bands : pixels);
        }
      }
    }
  }

  /** The 4 x 4 Hadamard matrix over 2, which is its own inverse. */
  private static void butterfly(double[] old, int[] from, double[] values, int[] to) {
    double a = old[from[0]];
    double b = old[from[1]];
    double c = old[from[2]];
    double d = old[from[3]];
    values[to[0]] = (a + b + c + d) / 2;
    values[to[1]] = (a - b + c - d) / 2;
    values[to[2]] = (a + b - c - d) / 2;
    values[to[3]] = (a - b - c + d) / 2;
  }
}

package org.udm.continuous.linear;

/**
 * The basis of pixels, in which coefficients are the elements themselves.
 *
 * <pre>{@code
 * Basis basis = PixelBasis.of(1, 28, 28);
 * }</pre>
 */
public final class PixelBasis implements Basis {
  private final Planes planes;

  private PixelBasis(Planes planes) {
    this.planes = planes;
  }

  /**
   * Returns the basis of items of a shape.
   *
   * @param shape {D}, {H, W} or {C, H, W}
   * @return the basis
   * @throws IllegalArgumentException if the shape is none of these
   */
  public static PixelBasis of(int... shape) {
    return new PixelBasis(Planes.of(shape));
  }

  /**
   * Returns the squared distance of a pixel from the middle of its image.
   *
   * @param k the element, in [0, N)
   * @return the squared distance of the pixel's centre, in pixels
   */
  public double squaredDistanceFromMiddle(int k) {
    double y = planes.y(k) - (planes.height() - 1) / 2.0;
    double x = planes.x(k) - (planes.width() - 1) / 2.0;
    return y * y + x * x;
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
    return item.clone();
  }

  @Override
  public double[] inverse(double[] coefficients) {
    planes.requireSize(coefficients);
    return coefficients.clone();
  }
}

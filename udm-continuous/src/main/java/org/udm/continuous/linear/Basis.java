package org.udm.continuous.linear;

/**
 * An orthonormal basis of the items of one shape: {@code u = V^T x} and {@code x = V u}.
 *
 * <p>Being orthonormal, it keeps lengths, and standard normal noise is standard normal in either.
 */
public interface Basis {

  /**
   * Returns the shape of the items.
   *
   * @return lengths of an item's axes, whose product is N
   */
  int[] shape();

  /**
   * Returns the number of coefficients.
   *
   * @return N
   */
  int size();

  /**
   * Returns the coefficients of an item.
   *
   * @param item elements in row-major order [N]
   * @return {@code u = V^T x} [N], an array of its own
   */
  double[] forward(double[] item);

  /**
   * Returns the item of given coefficients.
   *
   * @param coefficients u [N]
   * @return {@code x = V u} in row-major order [N], an array of its own
   */
  double[] inverse(double[] coefficients);
}

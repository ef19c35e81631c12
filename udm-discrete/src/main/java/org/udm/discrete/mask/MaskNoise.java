package org.udm.discrete.mask;

import java.util.Arrays;

/**
 * The noise of masking: one uniform number u per token, the smaller the earlier it is masked.
 *
 * <p>Immutable: arrays are copied in and never handed out.
 */
public final class MaskNoise {
  /** The number of a token that is never masked. It has probability 0 and is never drawn. */
  static final double NEVER_MASKED = 1;

  private final double[][] u;

  private MaskNoise(double[][] u) {
    this.u = u;
  }

  /**
   * Returns the noise of given numbers.
   *
   * @param u one number in [0, 1] per token of each row; 1 keeps the token at every time [B][length
   *     of the row]
   * @return the noise
   * @throws IllegalArgumentException if a number is outside [0, 1]
   */
  public static MaskNoise of(double[]... u) {
    double[][] copy = new double[u.length][];
    for (int i = 0; i < u.length; i++) {
      copy[i] = u[i].clone();
      for (int l = 0; l < u[i].length; l++) {
        if (!(u[i][l] >= 0 && u[i][l] <= NEVER_MASKED)) {
          throw new IllegalArgumentException(
              "noise %s at row %d, position %d is outside [0, 1]".formatted(u[i][l], i, l));
        }
      }
    }
    return new MaskNoise(copy);
  }

  /**
   * Returns the number of rows B.
   *
   * @return the number of rows
   */
  public int rows() {
    return u.length;
  }

  /**
   * Returns the number of tokens that a row of the noise is for.
   *
   * @param row the row, in [0, B)
   * @return its length
   */
  public int length(int row) {
    return u[row].length;
  }

  /**
   * Returns the number of one token.
   *
   * @param row the row, in [0, B)
   * @param position the position, in [0, length)
   * @return u in [0, 1]
   */
  public double at(int row, int position) {
    return u[row][position];
  }

  /**
   * Returns the same noise that never masks the first tokens of a row.
   *
   * @param first how many, at least 0
   * @return the noise
   */
  MaskNoise keeping(int first) {
    double[][] copy = new double[u.length][];
    for (int i = 0; i < u.length; i++) {
      copy[i] = u[i].clone();
      Arrays.fill(copy[i], 0, Math.min(first, copy[i].length), NEVER_MASKED);
    }
    return new MaskNoise(copy);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MaskNoise noise && Arrays.deepEquals(u, noise.u);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(u);
  }

  @Override
  public String toString() {
    return "MaskNoise" + Arrays.deepToString(u);
  }
}

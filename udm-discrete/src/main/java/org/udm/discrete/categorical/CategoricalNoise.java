package org.udm.discrete.categorical;

import java.util.Arrays;

/**
 * The noise of a categorical corruption: two uniform numbers per token, one that says when it is
 * touched and one that says what it becomes then.
 *
 * <p>Immutable: arrays are copied in and never handed out.
 */
public final class CategoricalNoise {
  private final double[][] when;
  private final double[][] which;

  private CategoricalNoise(double[][] when, double[][] which) {
    this.when = when;
    this.which = which;
  }

  /**
   * Returns the noise of given numbers.
   *
   * @param when one number in [0, 1] per token, the larger the earlier it is touched [B][length of
   *     the row]
   * @param which one number in [0, 1] per token, its place in the law of what the token becomes
   *     [B][length of the row]
   * @return the noise
   * @throws IllegalArgumentException if the shapes differ or a number is outside [0, 1]
   */
  public static CategoricalNoise of(double[][] when, double[][] which) {
    if (when.length != which.length) {
      throw new IllegalArgumentException(
          "noise of %d and of %d rows: give both numbers for each token"
              .formatted(when.length, which.length));
    }
    for (int i = 0; i < when.length; i++) {
      if (when[i].length != which[i].length) {
        throw new IllegalArgumentException(
            "row %d has %d numbers 'when' and %d numbers 'which': give both for each token"
                .formatted(i, when[i].length, which[i].length));
      }
    }
    return new CategoricalNoise(copy(when), copy(which));
  }

  private static double[][] copy(double[][] numbers) {
    double[][] copy = new double[numbers.length][];
    for (int i = 0; i < numbers.length; i++) {
      copy[i] = numbers[i].clone();
      for (int l = 0; l < copy[i].length; l++) {
        if (!(copy[i][l] >= 0 && copy[i][l] <= 1)) {
          throw new IllegalArgumentException(
              "noise %s at row %d, position %d is outside [0, 1]".formatted(copy[i][l], i, l));
        }
      }
    }
    return copy;
  }

  /**
   * Returns the number of rows B.
   *
   * @return the number of rows
   */
  public int rows() {
    return when.length;
  }

  /**
   * Returns the number of tokens that a row of the noise is for.
   *
   * @param row the row, in [0, B)
   * @return its length
   */
  public int length(int row) {
    return when[row].length;
  }

  /**
   * Returns the number that decides when a token is touched.
   *
   * @param row the row, in [0, B)
   * @param position the position, in [0, length)
   * @return a number in [0, 1]
   */
  public double when(int row, int position) {
    return when[row][position];
  }

  /**
   * Returns the number that decides what a touched token becomes.
   *
   * @param row the row, in [0, B)
   * @param position the position, in [0, length)
   * @return a number in [0, 1]
   */
  public double which(int row, int position) {
    return which[row][position];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CategoricalNoise noise
        && Arrays.deepEquals(when, noise.when)
        && Arrays.deepEquals(which, noise.which);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(when) + Arrays.deepHashCode(which);
  }

  @Override
  public String toString() {
    return "CategoricalNoise["
        + Arrays.deepToString(when)
        + ", "
        + Arrays.deepToString(which)
        + "]";
  }
}

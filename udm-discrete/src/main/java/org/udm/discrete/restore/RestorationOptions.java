package org.udm.discrete.restore;

/**
 * Which sentences become pairs.
 *
 * @param length the longest source or target, in tokens, at least 1; longer sentences are left out
 * @param validationFraction which part of the sentences is kept back at the end, in (0, 1)
 */
public record RestorationOptions(int length, double validationFraction) {
  private static final double DEFAULT_FRACTION = 0.1; // as for texts

  /** Checks the numbers. */
  public RestorationOptions {
    if (length < 1 || !(validationFraction > 0 && validationFraction < 1)) {
      throw new IllegalArgumentException(
          "rows of %d tokens, validation fraction %s: rows must have at least 1 token and the fraction lie in (0, 1)"
              .formatted(length, validationFraction));
    }
  }

  /**
   * Returns options for rows up to a length, the last tenth of the sentences being kept back.
   *
   * @param length the longest source or target, in tokens, at least 1
   * @return the options
   */
  public static RestorationOptions rows(int length) {
    return new RestorationOptions(length, DEFAULT_FRACTION);
  }

  /**
   * Returns the same options with another part kept back.
   *
   * @param fraction in (0, 1)
   * @return the options
   */
  public RestorationOptions withValidationFraction(double fraction) {
    return new RestorationOptions(length, fraction);
  }
}

package org.udm.discrete.text;

/**
 * How text becomes rows.
 *
 * @param unit what a row is
 * @param length L: the length of a block, or the longest a document may be before it is cut into
 *     pieces; in tokens, at least 1
 * @param validationFraction which part of the text, or of the documents, is kept back at the end,
 *     or before the test part, in (0, 1)
 * @param testFraction which part is kept back at the very end, in [0, 1 - validationFraction)
 */
public record TextOptions(
    RowUnit unit, int length, double validationFraction, double testFraction) {
  private static final double DEFAULT_FRACTION = 0.1; // as nanoGPT's tiny Shakespeare

  /** Checks the numbers. */
  public TextOptions {
    if (length < 1) {
      throw new IllegalArgumentException(
          "row length of %d tokens: it must be at least 1".formatted(length));
    }
    if (!(validationFraction > 0 && validationFraction < 1)) {
      throw new IllegalArgumentException(
          "validation fraction %s is outside (0, 1): 0.1 keeps the last tenth back"
              .formatted(validationFraction));
    }
    if (!(testFraction >= 0 && validationFraction + testFraction < 1)) {
      throw new IllegalArgumentException(
          "test fraction %s is outside [0, %s): beside the validation part something must be left for training"
              .formatted(testFraction, 1 - validationFraction));
    }
  }

  /**
   * Returns options for blocks, the last tenth of the text being kept back.
   *
   * @param length the length L of a block, at least 1
   * @return the options
   */
  public static TextOptions blocks(int length) {
    return new TextOptions(RowUnit.BLOCK, length, DEFAULT_FRACTION, 0);
  }

  /**
   * Returns options for documents, the last tenth of them being kept back.
   *
   * @param unit what a document is
   * @param maxLength longer documents are cut into pieces of this length, at least 1
   * @return the options
   */
  public static TextOptions documents(RowUnit unit, int maxLength) {
    if (!unit.isDocument()) {
      throw new IllegalArgumentException(
          "a block is no document: use TextOptions.blocks(%d)".formatted(maxLength));
    }
    return new TextOptions(unit, maxLength, DEFAULT_FRACTION, 0);
  }

  /**
   * Returns the same options with another part kept back.
   *
   * @param fraction in (0, 1)
   * @return the options
   */
  public TextOptions withValidationFraction(double fraction) {
    return new TextOptions(unit, length, fraction, testFraction);
  }

  /**
   * Returns the same options with a test part behind the validation part.
   *
   * @param fraction in [0, 1 - validationFraction); 0 for none
   * @return the options
   */
  public TextOptions withTestFraction(double fraction) {
    return new TextOptions(unit, length, validationFraction, fraction);
  }
}

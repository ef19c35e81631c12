package org.udm.continuous.net;

/**
 * The shape of a classifier of square images.
 *
 * @param channels C of an image
 * @param size its height and width, at least 4
 * @param width channels at full size, a multiple of 8
 * @param classes K, at least 2
 */
public record ImageClassifierShape(int channels, int size, int width, int classes) {

  /** Requires sizes that fit together. */
  public ImageClassifierShape {
    if (channels < 1 || size < 4 || classes < 2) {
      throw new IllegalArgumentException(
          "a classifier of %d channels, size %d, %d classes: at least 1, 4 and 2 are needed"
              .formatted(channels, size, classes));
    }
    if (width < 1 || width % UNetShape.GROUPS != 0) {
      throw new IllegalArgumentException(
          "width %d: it must be a positive multiple of %d, the groups of its norms"
              .formatted(width, UNetShape.GROUPS));
    }
  }

  /**
   * Returns the shape of width 16.
   *
   * @param channels C of an image, at least 1
   * @param size its height and width, at least 4
   * @param classes K, at least 2
   * @return the shape
   */
  public static ImageClassifierShape of(int channels, int size, int classes) {
    return new ImageClassifierShape(channels, size, 16, classes);
  }

  /**
   * Returns this shape with another width.
   *
   * @param other channels at full size, a multiple of 8
   * @return the shape
   */
  public ImageClassifierShape withWidth(int other) {
    return new ImageClassifierShape(channels, size, other, classes);
  }

  /**
   * Returns the number of features before the last layer.
   *
   * @return four widths
   */
  public int features() {
    return 4 * width;
  }
}

package org.udm.continuous.net;

/**
 * The shape of a diffusion transformer for square images.
 *
 * <pre>{@code
 * DiffusionTransformerShape.of(1, 28).withPatch(4).withLayers(6).withWidth(192, 6);
 * }</pre>
 *
 * @param channels C of an image
 * @param size its height and width, a multiple of the patch
 * @param patch height and width of the squares that are one position each
 * @param layers the number of blocks
 * @param width D, a multiple of the heads
 * @param heads H
 * @param classes K that it can be told, 0 for none
 * @param outputs what it says for each element
 */
public record DiffusionTransformerShape(
    int channels,
    int size,
    int patch,
    int layers,
    int width,
    int heads,
    int classes,
    Outputs outputs) {

  /** Requires sizes that fit together. */
  public DiffusionTransformerShape {
    if (channels < 1 || size < 1 || layers < 1 || classes < 0) {
      throw new IllegalArgumentException(
          "a transformer of %d channels, size %d, %d layers, %d classes: at least 1, 1, 1 and 0"
              .formatted(channels, size, layers, classes));
    }
    if (patch < 1 || size % patch != 0) {
      throw new IllegalArgumentException(
          "images of size %d in patches of %d: the size must be a multiple of the patch"
              .formatted(size, patch));
    }
    if (heads < 1 || width < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "width %d with %d heads: the width must be a multiple of the heads"
              .formatted(width, heads));
    }
  }

  /**
   * Returns the shape of 4 layers, width 128, 4 heads, patches of 4 (2 or 1 where 4 does not divide
   * the size), no classes.
   *
   * @param channels C of an image, at least 1
   * @param size its height and width, at least 1
   * @return the shape
   */
  public static DiffusionTransformerShape of(int channels, int size) {
    int patch = 1 << Math.min(2, Integer.numberOfTrailingZeros(Math.max(1, size)));
    return new DiffusionTransformerShape(channels, size, patch, 4, 128, 4, 0, Outputs.MEAN);
  }

  /** The number of patches L. */
  int length() {
    return size / patch * (size / patch);
  }

  /**
   * Returns this shape with other patches.
   *
   * @param other their height and width, a divisor of the size
   * @return the shape
   */
  public DiffusionTransformerShape withPatch(int other) {
    return new DiffusionTransformerShape(
        channels, size, other, layers, width, heads, classes, outputs);
  }

  /**
   * Returns this shape with another number of blocks.
   *
   * @param other at least 1
   * @return the shape
   */
  public DiffusionTransformerShape withLayers(int other) {
    return new DiffusionTransformerShape(
        channels, size, patch, other, width, heads, classes, outputs);
  }

  /**
   * Returns this shape with another width and number of heads.
   *
   * @param otherWidth D, a multiple of the heads
   * @param otherHeads H
   * @return the shape
   */
  public DiffusionTransformerShape withWidth(int otherWidth, int otherHeads) {
    return new DiffusionTransformerShape(
        channels, size, patch, layers, otherWidth, otherHeads, classes, outputs);
  }

  /**
   * Returns this shape with classes.
   *
   * @param other K, at least 0
   * @return the shape
   */
  public DiffusionTransformerShape withClasses(int other) {
    return new DiffusionTransformerShape(
        channels, size, patch, layers, width, heads, other, outputs);
  }

  /**
   * Returns this shape with other outputs.
   *
   * @param other what the network says for each element
   * @return the shape
   */
  public DiffusionTransformerShape withOutputs(Outputs other) {
    return new DiffusionTransformerShape(
        channels, size, patch, layers, width, heads, classes, other);
  }
}

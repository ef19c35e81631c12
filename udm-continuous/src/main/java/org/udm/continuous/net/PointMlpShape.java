package org.udm.continuous.net;

/**
 * The shape of a network for points.
 *
 * <pre>{@code
 * PointMlpShape.of(2).withWidth(256).withClasses(3);
 * }</pre>
 *
 * @param dimension D of a point
 * @param width of the hidden vectors
 * @param blocks the number of residual blocks
 * @param classes K that it can be told, 0 for none
 * @param outputs what it says for each element
 */
public record PointMlpShape(int dimension, int width, int blocks, int classes, Outputs outputs) {

  /** Requires positive sizes. */
  public PointMlpShape {
    if (dimension < 1 || width < 1 || blocks < 1 || classes < 0) {
      throw new IllegalArgumentException(
          "a network of dimension %d, width %d, %d blocks and %d classes: at least 1, 1, 1 and 0 are needed"
              .formatted(dimension, width, blocks, classes));
    }
  }

  /**
   * Returns the shape of width 128 with 3 blocks and no classes.
   *
   * @param dimension D, at least 1
   * @return the shape
   */
  public static PointMlpShape of(int dimension) {
    return new PointMlpShape(dimension, 128, 3, 0, Outputs.MEAN);
  }

  /**
   * Returns this shape with another width.
   *
   * @param other at least 1
   * @return the shape
   */
  public PointMlpShape withWidth(int other) {
    return new PointMlpShape(dimension, other, blocks, classes, outputs);
  }

  /**
   * Returns this shape with another number of blocks.
   *
   * @param other at least 1
   * @return the shape
   */
  public PointMlpShape withBlocks(int other) {
    return new PointMlpShape(dimension, width, other, classes, outputs);
  }

  /**
   * Returns this shape with classes.
   *
   * @param other K, at least 0
   * @return the shape
   */
  public PointMlpShape withClasses(int other) {
    return new PointMlpShape(dimension, width, blocks, other, outputs);
  }

  /**
   * Returns this shape with other outputs.
   *
   * @param other what the network says for each element
   * @return the shape
   */
  public PointMlpShape withOutputs(Outputs other) {
    return new PointMlpShape(dimension, width, blocks, classes, other);
  }
}

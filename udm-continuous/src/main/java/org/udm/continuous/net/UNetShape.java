package org.udm.continuous.net;

import java.util.List;

/**
 * The shape of a U-Net for square images.
 *
 * <pre>{@code
 * UNetShape.of(1, 28).withWidth(32, 1, 2, 2).withAttention(7).withClasses(10);
 * }</pre>
 *
 * @param channels C of an image
 * @param size its height and width, a multiple of 2^(levels - 1)
 * @param width channels at full size, a multiple of 8
 * @param multipliers channels of each level, in widths, from full size down; each level has half
 *     the size of the one before
 * @param blocks residual blocks per level on the way down; one more on the way up
 * @param attention sizes of the levels whose blocks are followed by attention; between the two ways
 *     there is always one
 * @param heads of attention, a divisor of the channels there
 * @param classes K that it can be told, 0 for none
 * @param outputs what it says for each element
 */
public record UNetShape(
    int channels,
    int size,
    int width,
    List<Integer> multipliers,
    int blocks,
    List<Integer> attention,
    int heads,
    int classes,
    Outputs outputs) {

  /** The channels of a group norm are in 8 groups. */
  static final int GROUPS = 8;

  /** Requires sizes that fit together. */
  public UNetShape {
    multipliers = List.copyOf(multipliers);
    attention = List.copyOf(attention);
    if (channels < 1 || size < 1 || blocks < 1 || heads < 1 || classes < 0) {
      throw new IllegalArgumentException(
          "a U-Net of %d channels, size %d, %d blocks, %d heads, %d classes: at least 1, 1, 1, 1, 0"
              .formatted(channels, size, blocks, heads, classes));
    }
    if (multipliers.isEmpty() || multipliers.stream().anyMatch(m -> m < 1)) {
      throw new IllegalArgumentException(
          "multipliers %s: at least one, each at least 1".formatted(multipliers));
    }
    int factor = 1 << (multipliers.size() - 1);
    if (size % factor != 0) {
      throw new IllegalArgumentException(
          "images of size %d halved %d times: the size must be a multiple of %d; use fewer levels"
              .formatted(size, multipliers.size() - 1, factor));
    }
    if (width < 1 || width % GROUPS != 0) {
      throw new IllegalArgumentException(
          "width %d: it must be a positive multiple of %d, the groups of its norms"
              .formatted(width, GROUPS));
    }
    for (int at : attention) {
      if (!isLevel(at, size, factor)) {
        throw new IllegalArgumentException(
            "attention at size %d, but the levels have sizes %d down to %d, halving"
                .formatted(at, size, size / factor));
      }
    }
    for (int level = 0; level < multipliers.size(); level++) {
      boolean attends = level == multipliers.size() - 1 || attention.contains(size >> level);
      if (attends && width * multipliers.get(level) % heads != 0) {
        throw new IllegalArgumentException(
            "%d channels with %d heads at size %d: the channels must be a multiple of the heads"
                .formatted(width * multipliers.get(level), heads, size >> level));
      }
    }
  }

  private static boolean isLevel(int at, int size, int factor) {
    for (int f = 1; f <= factor; f *= 2) {
      if (at == size / f) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the shape of width 32, three levels of 1, 2 and 2 widths, one block each, attention
   * with 4 heads at the lowest, no classes; fewer levels where the size cannot be halved twice.
   *
   * @param channels C of an image, at least 1
   * @param size its height and width, at least 1
   * @return the shape
   */
  public static UNetShape of(int channels, int size) {
    int levels = Math.min(3, 1 + Integer.numberOfTrailingZeros(Math.max(1, size)));
    List<Integer> multipliers = List.of(1, 2, 2).subList(0, levels);
    int lowest = Math.max(1, size >> (levels - 1));
    return new UNetShape(channels, size, 32, multipliers, 1, List.of(lowest), 4, 0, Outputs.MEAN);
  }

  /**
   * Returns this shape with other channels inside; attention stays where levels are left.
   *
   * @param otherWidth channels at full size, a multiple of 8
   * @param otherMultipliers channels of each level, in widths
   * @return the shape
   */
  public UNetShape withWidth(int otherWidth, Integer... otherMultipliers) {
    int factor = 1 << (otherMultipliers.length - 1);
    List<Integer> left = attention.stream().filter(at -> isLevel(at, size, factor)).toList();
    return new UNetShape(
        channels,
        size,
        otherWidth,
        List.of(otherMultipliers),
        blocks,
        left,
        heads,
        classes,
        outputs);
  }

  /**
   * Returns this shape with another number of blocks per level.
   *
   * @param other at least 1
   * @return the shape
   */
  public UNetShape withBlocks(int other) {
    return new UNetShape(
        channels, size, width, multipliers, other, attention, heads, classes, outputs);
  }

  /**
   * Returns this shape with attention elsewhere.
   *
   * @param sizes heights of the levels with attention
   * @return the shape
   */
  public UNetShape withAttention(Integer... sizes) {
    return new UNetShape(
        channels, size, width, multipliers, blocks, List.of(sizes), heads, classes, outputs);
  }

  /**
   * Returns this shape with another number of heads.
   *
   * @param other at least 1
   * @return the shape
   */
  public UNetShape withHeads(int other) {
    return new UNetShape(
        channels, size, width, multipliers, blocks, attention, other, classes, outputs);
  }

  /**
   * Returns this shape with classes.
   *
   * @param other K, at least 0
   * @return the shape
   */
  public UNetShape withClasses(int other) {
    return new UNetShape(
        channels, size, width, multipliers, blocks, attention, heads, other, outputs);
  }

  /**
   * Returns this shape with other outputs.
   *
   * @param other what the network says for each element
   * @return the shape
   */
  public UNetShape withOutputs(Outputs other) {
    return new UNetShape(
        channels, size, width, multipliers, blocks, attention, heads, classes, other);
  }
}

package org.udm.continuous.linear;

import java.util.Arrays;

/**
 * An item seen as planes of pixels: [C, H, W] is C planes, [H, W] is one, [D] is one of height 1.
 *
 * @param shape lengths of the item's axes, one to three
 * @param channels C
 * @param height H
 * @param width W
 */
record Planes(int[] shape, int channels, int height, int width) {

  static Planes of(int... shape) {
    if (shape.length < 1 || shape.length > 3 || Arrays.stream(shape).anyMatch(n -> n < 1)) {
      throw new IllegalArgumentException(
          "item shape %s: give {D}, {H, W} or {C, H, W} with every axis at least 1"
              .formatted(Arrays.toString(shape)));
    }
    int n = shape.length;
    return new Planes(shape.clone(), n > 2 ? shape[0] : 1, n > 1 ? shape[n - 2] : 1, shape[n - 1]);
  }

  /** The number of elements N. */
  int size() {
    return channels * height * width;
  }

  /** The row in its plane of element k. */
  int y(int k) {
    return k / width % height;
  }

  /** The column in its plane of element k. */
  int x(int k) {
    return k % width;
  }

  void requireSize(double[] values) {
    if (values.length != size()) {
      throw new IllegalArgumentException(
          "%d elements for a basis of items %s, which have %d"
              .formatted(values.length, Arrays.toString(shape), size()));
    }
  }
}

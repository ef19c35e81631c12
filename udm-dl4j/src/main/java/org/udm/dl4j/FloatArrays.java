package org.udm.dl4j;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.udm.continuous.FloatBatch;

/**
 * Points and images as ND4J's arrays, {@code [B, D]} and {@code [B, C, H, W]}, and back.
 *
 * <p>Copies: a batch keeps its numbers to itself in Java memory and an array lies outside of it, so
 * numbers are copied in either direction. An array that is not row-major FLOAT without gaps (a
 * transposed one, a column of another, a DOUBLE) is copied once more on its way back.
 */
public final class FloatArrays {
  private FloatArrays() {}

  /**
   * Copies a batch into an array.
   *
   * @param x rows [B, N], at least one
   * @return FLOAT, row-major, of the shape of the items behind B
   * @throws IllegalArgumentException if there is no row: ND4J knows no array without elements here
   */
  public static INDArray of(FloatBatch x) {
    Nd4jRuntime.start();
    if (x.rows() == 0) {
      throw new IllegalArgumentException("a batch of no rows as an array: give at least one row");
    }
    return Nd4j.create(x.toArray(), shape(x), 'c');
  }

  /**
   * Copies an array into a batch.
   *
   * @param array of at least two axes, the first one B, of any type and layout
   * @return FLOAT rows [B, N], of the shape of the other axes
   * @throws IllegalArgumentException if the array has fewer than two axes
   */
  public static FloatBatch batch(INDArray array) {
    if (array.rank() < 2) {
      throw new IllegalArgumentException(
          "an array of shape %s as a batch: give rows and the axes of an item, as in [B, 2] or [B, 1, 28, 28]"
              .formatted(Arrays.toString(array.shape())));
    }
    int[] shape =
        Arrays.stream(array.shape()).skip(1).mapToInt(axis -> Math.toIntExact(axis)).toArray();
    float[] flat = flat(array);
    int rows = Math.toIntExact(array.size(0));
    int size = flat.length / rows;
    float[][] items = new float[rows][];
    Arrays.setAll(items, i -> Arrays.copyOfRange(flat, i * size, (i + 1) * size));
    return FloatBatch.of(shape, items);
  }

  /**
   * Copies the elements of an array in row-major order.
   *
   * @param array of any shape, type and layout
   * @return all elements
   */
  public static float[] flat(INDArray array) {
    boolean plain =
        array.dataType() == DataType.FLOAT
            && array.ordering() == 'c'
            && !array.isView()
            && array.elementWiseStride() == 1;
    return (plain ? array : array.castTo(DataType.FLOAT).dup('c')).data().asFloat();
  }

  private static long[] shape(FloatBatch x) {
    int[] item = x.shape();
    long[] shape = new long[item.length + 1];
    shape[0] = x.rows();
    for (int i = 0; i < item.length; i++) {
      shape[i + 1] = item[i];
    }
    return shape;
  }
}

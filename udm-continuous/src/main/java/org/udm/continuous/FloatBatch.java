package org.udm.continuous;

import java.util.Arrays;
import org.udm.core.Batch;

/**
 * A batch of real vectors or images of one shape.
 *
 * <pre>{@code
 * FloatBatch x = FloatBatch.points(new float[] {1, 2}, new float[] {3, 4});
 * x.rows();   // 2
 * x.at(1, 0); // 3
 * }</pre>
 *
 * <p>Immutable: arrays are copied in and never handed out.
 */
public final class FloatBatch implements Batch<FloatBatch> {
  private final int[] shape; // of one item
  private final int size; // N, the product of the shape
  private final int rows;
  private final float[] values; // [B, N]

  private FloatBatch(int[] shape, int rows, float[] values) {
    this.shape = shape;
    this.size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    this.rows = rows;
    this.values = values;
  }

  /**
   * Returns a batch of items of one shape.
   *
   * @param shape lengths of an item's axes, such as {1, 28, 28}, each at least 1
   * @param items the items in row-major order, each [N]
   * @return the batch
   * @throws IllegalArgumentException if an item does not have the shape's number of elements
   */
  public static FloatBatch of(int[] shape, float[]... items) {
    for (int axis : shape) {
      if (axis < 1) {
        throw new IllegalArgumentException(
            "item shape " + Arrays.toString(shape) + ": every axis must be at least 1");
      }
    }
    FloatBatch empty = new FloatBatch(shape.clone(), items.length, new float[0]);
    float[] values = new float[Math.multiplyExact(items.length, empty.size)];
    for (int i = 0; i < items.length; i++) {
      if (items[i].length != empty.size) {
        throw new IllegalArgumentException(
            "item %d has %d elements, but the shape %s has %d"
                .formatted(i, items[i].length, Arrays.toString(shape), empty.size));
      }
      System.arraycopy(items[i], 0, values, i * empty.size, empty.size);
    }
    return new FloatBatch(empty.shape, items.length, values);
  }

  /**
   * Returns a batch of vectors.
   *
   * @param items vectors of one length D, at least one of them
   * @return the batch, of item shape {D}
   * @throws IllegalArgumentException if there is no item or the lengths differ
   */
  public static FloatBatch points(float[]... items) {
    if (items.length == 0) {
      throw new IllegalArgumentException("no points: their length is not known; use of(shape)");
    }
    return of(new int[] {items[0].length}, items);
  }

  /** Computes one element; see {@link #map}. */
  @FunctionalInterface
  public interface ElementFunction {

    /**
     * Returns the new element.
     *
     * @param row the row
     * @param element its number in the item, in [0, N)
     * @param value the old element
     * @return the new element, rounded to float
     */
    double apply(int row, int element, double value);
  }

  /**
   * Returns the batch with every element replaced.
   *
   * @param function makes a new element of an old one
   * @return a batch of the same shape
   */
  public FloatBatch map(ElementFunction function) {
    float[] mapped = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int e = 0; e < size; e++) {
        mapped[i * size + e] = (float) function.apply(i, e, values[i * size + e]);
      }
    }
    return new FloatBatch(shape, rows, mapped);
  }

  /** Computes one item; see {@link #mapItems}. */
  @FunctionalInterface
  public interface ItemFunction {

    /**
     * Returns the new item.
     *
     * @param row the row
     * @param item the old item, a copy [N]
     * @return the new item [N]
     */
    float[] apply(int row, float[] item);
  }

  /**
   * Returns the batch with every item replaced; items are computed in parallel.
   *
   * @param function makes a new item of an old one, and depends on nothing else
   * @return a batch of the same shape
   * @throws IllegalArgumentException if a new item has another number of elements
   */
  public FloatBatch mapItems(ItemFunction function) {
    float[] mapped = new float[values.length];
    java.util.stream.IntStream.range(0, rows)
        .parallel()
        .forEach(
            i -> {
              float[] item = function.apply(i, row(i));
              if (item.length != size) {
                throw new IllegalArgumentException(
                    "item %d became %d elements instead of %d".formatted(i, item.length, size));
              }
              System.arraycopy(item, 0, mapped, i * size, size);
            });
    return new FloatBatch(shape, rows, mapped);
  }

  @Override
  public int rows() {
    return rows;
  }

  /**
   * Returns the shape of an item.
   *
   * @return lengths of its axes
   */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * Returns the number of elements of an item.
   *
   * @return N
   */
  public int size() {
    return size;
  }

  /**
   * Returns one element.
   *
   * @param row the row, in [0, B)
   * @param element its number in the item, in [0, N)
   * @return the element
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public float at(int row, int element) {
    return values[row * size + java.util.Objects.checkIndex(element, size)];
  }

  /**
   * Returns one item as an array of its own.
   *
   * @param row the row, in [0, B)
   * @return its elements [N]
   */
  public float[] row(int row) {
    return Arrays.copyOfRange(values, row * size, (row + 1) * size);
  }

  /**
   * Returns all elements as an array of its own.
   *
   * @return the elements [B * N]
   */
  public float[] toArray() {
    return values.clone();
  }

  /**
   * Requires a batch of the same shape and number of rows.
   *
   * @param other the other batch
   * @return this batch
   * @throws IllegalArgumentException if shapes or rows differ
   */
  public FloatBatch requireShapeOf(FloatBatch other) {
    if (rows != other.rows || !Arrays.equals(shape, other.shape)) {
      throw new IllegalArgumentException(
          "a batch of %d items %s and one of %d items %s: they must be equal"
              .formatted(rows, Arrays.toString(shape), other.rows, Arrays.toString(other.shape)));
    }
    return this;
  }

  @Override
  public FloatBatch gather(int... index) {
    float[] gathered = new float[index.length * size];
    for (int i = 0; i < index.length; i++) {
      System.arraycopy(
          values, java.util.Objects.checkIndex(index[i], rows) * size, gathered, i * size, size);
    }
    return new FloatBatch(shape, index.length, gathered);
  }

  @Override
  public FloatBatch concat(FloatBatch other) {
    if (!Arrays.equals(shape, other.shape)) {
      throw new IllegalArgumentException(
          "items of shape %s after items of shape %s: the shapes must be equal"
              .formatted(Arrays.toString(other.shape), Arrays.toString(shape)));
    }
    float[] joined = Arrays.copyOf(values, values.length + other.values.length);
    System.arraycopy(other.values, 0, joined, values.length, other.values.length);
    return new FloatBatch(shape, rows + other.rows, joined);
  }

  @Override
  public double[] roundings(FloatBatch other, FloatBatch beside) {
    if (rows != other.rows || rows != beside.rows) {
      throw new IllegalArgumentException(
          "comparing batches of %d and %d items beside %d: all three must be equal"
              .formatted(rows, other.rows, beside.rows));
    }
    double[] apart = new double[rows];
    if (!Arrays.equals(shape, other.shape)) {
      Arrays.fill(apart, Double.POSITIVE_INFINITY);
      return apart;
    }
    for (int i = 0; i < rows; i++) {
      float largest = Math.max(beside.largest(i), Math.max(largest(i), other.largest(i)));
      for (int k = i * size; k < (i + 1) * size; k++) {
        apart[i] = Math.max(apart[i], distance(values[k], other.values[k]) / Math.ulp(largest));
      }
    }
    return apart;
  }

  /** The distance of two numbers; infinite if one of them is none. */
  private static double distance(float a, float b) {
    double difference = Math.abs((double) a - b);
    return Float.compare(a, b) == 0
        ? 0
        : Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  /** The largest absolute value of what is finite in a row, 0 if nothing is. */
  private float largest(int row) {
    float largest = 0;
    for (int k = row * size; k < (row + 1) * size; k++) {
      if (Float.isFinite(values[k])) {
        largest = Math.max(largest, Math.abs(values[k]));
      }
    }
    return largest;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatBatch batch
        && rows == batch.rows
        && Arrays.equals(shape, batch.shape)
        && Arrays.equals(values, batch.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    String items = rows * size <= 32 ? " " + Arrays.toString(values) : "";
    return "FloatBatch[%d x %s]%s".formatted(rows, Arrays.toString(shape), items);
  }
}

package org.udm.cli.vector;

import java.nio.IntBuffer;
import java.util.stream.IntStream;
import org.udm.cli.run.RowCode;
import org.udm.continuous.FloatBatch;

/** Points or images as numbers: how many there are, their shape, the bits of their elements. */
final class ItemCode implements RowCode<FloatBatch> {
  @Override
  public int[] of(FloatBatch rows) {
    int[] shape = rows.shape();
    float[] elements = rows.toArray();
    return IntStream.concat(
            IntStream.concat(IntStream.of(rows.rows(), shape.length), IntStream.of(shape)),
            IntStream.range(0, elements.length).map(i -> Float.floatToRawIntBits(elements[i])))
        .toArray();
  }

  @Override
  public FloatBatch read(IntBuffer numbers) {
    int rows = numbers.get();
    int[] shape = new int[numbers.get()];
    numbers.get(shape);
    int size = IntStream.of(shape).reduce(1, Math::multiplyExact);
    float[][] items = new float[rows][size];
    for (float[] item : items) {
      for (int i = 0; i < size; i++) {
        item[i] = Float.intBitsToFloat(numbers.get());
      }
    }
    return FloatBatch.of(shape, items);
  }
}

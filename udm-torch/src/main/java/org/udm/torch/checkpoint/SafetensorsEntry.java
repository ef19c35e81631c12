package org.udm.torch.checkpoint;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;

/**
 * A named array to be written.
 *
 * @param name unique in the file
 * @param type of the elements
 * @param shape lengths of the axes
 * @param source writes the elements, little-endian and row-major; it is asked twice, for the
 *     checksum and for the file
 */
record SafetensorsEntry(String name, DataType type, List<Long> shape, Source source) {
  /** Writes the elements of an entry. */
  @FunctionalInterface
  interface Source {
    /** Writes all bytes. */
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /** Copies the shape. */
  SafetensorsEntry {
    shape = List.copyOf(shape);
  }

  /** A tensor, read when the file is written. */
  static SafetensorsEntry of(String name, Tensor tensor) {
    return new SafetensorsEntry(
        name, tensor.type(), Arrays.stream(tensor.shape()).boxed().toList(), tensor::writeTo);
  }

  /** Length of the elements in bytes. */
  long bytes() {
    return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
  }
}

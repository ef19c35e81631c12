package org.udm.torch.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
public record SafetensorsEntry(String name, DataType type, List<Long> shape, Source source) {
  /** Writes the elements of an entry. */
  @FunctionalInterface
  public interface Source {
    /** Writes all bytes. */
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /** Copies the shape. */
  public SafetensorsEntry {
    shape = List.copyOf(shape);
  }

  /** A tensor, read when the file is written. */
  public static SafetensorsEntry of(String name, Tensor tensor) {
    return new SafetensorsEntry(
        name, tensor.type(), Arrays.stream(tensor.shape()).boxed().toList(), tensor::writeTo);
  }

  /** A vector of I64. */
  public static SafetensorsEntry of(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return of(name, DataType.I64, values.length, bytes);
  }

  /** A vector of F64. */
  public static SafetensorsEntry of(String name, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return of(name, DataType.F64, values.length, bytes);
  }

  /** A vector of U8. */
  public static SafetensorsEntry of(String name, byte... values) {
    return of(name, DataType.U8, values.length, ByteBuffer.wrap(values.clone()));
  }

  private static SafetensorsEntry of(String name, DataType type, int length, ByteBuffer bytes) {
    return new SafetensorsEntry(
        name,
        type,
        List.of((long) length),
        channel -> {
          ByteBuffer rest = bytes.duplicate().rewind();
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  /** Length of the elements in bytes. */
  long bytes() {
    return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
  }
}

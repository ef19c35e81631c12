package org.udm.continuous.data;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** What the readers of image files share. */
final class Pixels {
  private static final int LARGEST = 255; // of a byte

  private Pixels() {}

  /** Maps 0, ..., largest to [-1, 1]. */
  static float scale(int value, int largest) {
    return (float) (2.0 * value / largest - 1);
  }

  static float scale(byte value) {
    return scale(Byte.toUnsignedInt(value), LARGEST);
  }

  /** Bytes from {@code from} on as an item of n elements. */
  static float[] item(byte[] bytes, int from, int n) {
    float[] item = new float[n];
    for (int k = 0; k < n; k++) {
      item[k] = scale(bytes[from + k]);
    }
    return item;
  }

  /** "0", "1", ... */
  static List<String> numbers(int n) {
    return IntStream.range(0, n).mapToObj(Integer::toString).toList();
  }

  static DataFileException unreadable(Path file, IOException e) {
    return e instanceof NoSuchFileException
        ? new DataFileException(
            "%s: there is no such file (looked in %s)"
                .formatted(file, file.toAbsolutePath().normalize().getParent()),
            e)
        : new DataFileException("%s: cannot be read (%s)".formatted(file, e.getMessage()), e);
  }
}

package org.udm.continuous.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.udm.continuous.FloatBatch;

/**
 * Reads the binary version of CIFAR-10: records of one label and 3 x 32 x 32 bytes, the planes red,
 * green and blue one after the other.
 *
 * <pre>{@code
 * LabelledData images = CifarFile.read(Path.of("data_batch_1.bin"), Path.of("data_batch_2.bin"));
 * }</pre>
 *
 * <p>Source: Krizhevsky, "The CIFAR-10 dataset", binary version.
 */
public final class CifarFile {
  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final int RECORD = 1 + PIXELS;
  private static final List<String> NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private CifarFile() {}

  /**
   * Reads one or more files, in order.
   *
   * @param files such as data_batch_1.bin, at least one
   * @return items [3, 32, 32] in [-1, 1] with the ten labels
   * @throws DataFileException if a file cannot be read or is not of this format
   */
  public static LabelledData read(Path... files) {
    if (files.length == 0) {
      throw new DataFileException("CIFAR-10 from no file: name at least one, as data_batch_1.bin");
    }
    List<float[]> items = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Path file : files) {
      byte[] bytes = bytes(file);
      for (int from = 0; from < bytes.length; from += RECORD) {
        int label = Byte.toUnsignedInt(bytes[from]);
        if (label >= NAMES.size()) {
          throw new DataFileException(
              "%s: record %d has label %d, which is outside [0, 10); is it CIFAR-10 in binary?"
                  .formatted(file, from / RECORD, label));
        }
        labels.add(label);
        items.add(Pixels.item(bytes, from + 1, PIXELS));
      }
    }
    return LabelledData.of(
        FloatBatch.of(new int[] {3, SIDE, SIDE}, items.toArray(float[][]::new)),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        NAMES);
  }

  private static byte[] bytes(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length == 0 || bytes.length % RECORD != 0) {
        throw new DataFileException(
            "%s: %d bytes are no whole number of records of %d; truncated, or not CIFAR-10 in binary?"
                .formatted(file, bytes.length, RECORD));
      }
      return bytes;
    } catch (IOException e) {
      throw Pixels.unreadable(file, e);
    }
  }
}

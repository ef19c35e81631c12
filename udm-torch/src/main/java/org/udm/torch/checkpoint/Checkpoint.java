package org.udm.torch.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.udm.torch.Tensor;

/**
 * Named tensors and a map of texts in one safetensors file, which Python's library reads too.
 *
 * <pre>{@code
 * Checkpoint.write(file, Map.of("weights", parameters.values()), Map.of("step", "100"));
 * Map<String, String> texts = Checkpoint.read(file, Map.of("weights", parameters.values()));
 * }</pre>
 *
 * <p>Writing is atomic: a process killed at any moment, or a full disk, leaves the old file as it
 * was. What belongs together is in one file and cannot be mixed up. A checksum tells a damaged
 * file; files of other programs have none and are read without.
 */
public final class Checkpoint {
  private Checkpoint() {}

  /**
   * Writes a checkpoint in place of a file, or leaves the file as it was.
   *
   * @param file where to
   * @param tensors what, by name
   * @param texts what is to be known about it, by key
   * @throws CheckpointException if it cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> texts) {
    List<SafetensorsEntry> entries =
        tensors.entrySet().stream()
            .map(tensor -> SafetensorsEntry.of(tensor.getKey(), tensor.getValue()))
            .toList();
    SafetensorsWriter.write(file, entries, texts);
  }

  /**
   * Fills tensors with what a checkpoint holds under their names. Nothing is changed unless the
   * whole file is sound and holds every one of them in its type and shape.
   *
   * @param file the checkpoint; it may hold more tensors than are asked for
   * @param tensors what to fill, by name
   * @return the checkpoint's texts by key
   * @throws CheckpointException if the file is missing, cut off, damaged, or of another network
   */
  public static Map<String, String> read(Path file, Map<String, Tensor> tensors) {
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      tensors.forEach(opened::requireFit);
      tensors.forEach(opened::read);
      return opened.metadata();
    }
  }
}

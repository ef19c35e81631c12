package org.udm.torch.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Writes the safetensors format: 8 bytes little-endian length of the header, the header in JSON
 * ({@code name -> dtype, shape, data_offsets} and {@code __metadata__}), the elements
 * (huggingface/safetensors, README, "Format").
 *
 * <p>The metadata get {@value #CHECKSUM}, the CRC32C of header and elements, the checksum's own
 * digits taken as zeros.
 */
final class SafetensorsWriter {
  /** Key of the checksum among the metadata. */
  static final String CHECKSUM = "udm.crc32c";

  /** The checksum as it stands in the header that it is computed of. */
  static final String NO_CHECKSUM = "00000000";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsWriter() {}

  /**
   * Replaces a file atomically.
   *
   * @param file to write
   * @param entries arrays with different names
   * @param metadata text by key, without {@code udm.crc32c}
   * @return the checksum, eight hexadecimal digits
   * @throws CheckpointException if it cannot be written; the old file then stays
   */
  static String write(Path file, List<SafetensorsEntry> entries, Map<String, String> metadata) {
    // Wide types first, so that every array starts at a multiple of its element size.
    List<SafetensorsEntry> sorted =
        entries.stream()
            .sorted(
                Comparator.comparingInt((SafetensorsEntry e) -> -e.type().bytes())
                    .thenComparing(SafetensorsEntry::name))
            .toList();
    try {
      CRC32C sum = new CRC32C();
      sum.update(header(sorted, metadata, NO_CHECKSUM));
      WritableByteChannel summing = new Summing(sum);
      for (SafetensorsEntry entry : sorted) {
        entry.source().writeTo(summing);
      }
      String checksum = String.format("%08x", sum.getValue());
      byte[] header = header(sorted, metadata, checksum);
      AtomicFile.write(
          file,
          channel -> {
            ByteBuffer start =
                ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
            start.putLong(header.length).put(header).flip();
            while (start.hasRemaining()) {
              channel.write(start);
            }
            for (SafetensorsEntry entry : sorted) {
              entry.source().writeTo(channel);
            }
            long expected =
                8 + header.length + sorted.stream().mapToLong(SafetensorsEntry::bytes).sum();
            if (channel.position() != expected) {
              throw new IOException(
                  "wrote " + channel.position() + " bytes instead of " + expected);
            }
          });
      return checksum;
    } catch (IOException e) {
      throw new CheckpointException(
          "checkpoint "
              + file
              + " was not written ("
              + e.getMessage()
              + "); the one before it, if any, is as it was: free space or make the folder writable, then write again",
          e);
    }
  }

  private static byte[] header(
      List<SafetensorsEntry> entries, Map<String, String> metadata, String checksum)
      throws JsonProcessingException {
    Map<String, Object> header = new LinkedHashMap<>();
    Map<String, String> texts = new TreeMap<>(metadata);
    if (texts.put(CHECKSUM, checksum) != null) {
      throw new IllegalArgumentException(
          "metadata key '" + CHECKSUM + "' is the writer's own: take another");
    }
    header.put("__metadata__", texts);
    long at = 0;
    for (SafetensorsEntry entry : entries) {
      Map<String, Object> description = new LinkedHashMap<>();
      description.put("dtype", entry.type().name());
      description.put("shape", entry.shape());
      description.put("data_offsets", List.of(at, at + entry.bytes()));
      at += entry.bytes();
      if (header.put(entry.name(), description) != null) {
        throw new IllegalArgumentException(
            "two entries named '"
                + entry.name()
                + "': give each its own name, and none __metadata__");
      }
    }
    byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    // Spaces up to a multiple of 8, as the format advises, keep the elements aligned.
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /** A channel that only adds to a checksum. */
  private record Summing(CRC32C sum) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) {
      int count = bytes.remaining();
      sum.update(bytes);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}

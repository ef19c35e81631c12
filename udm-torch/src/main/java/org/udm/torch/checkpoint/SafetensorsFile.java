package org.udm.torch.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;

/**
 * An open file in the safetensors format, validated as a whole: header, types, shapes, offsets
 * without gap or overlap, length, and the checksum if {@link SafetensorsWriter} wrote it. Files of
 * other programs are read too, without the checksum.
 */
final class SafetensorsFile implements AutoCloseable {
  /** The limit of the reference implementation: a longer header is a corrupted length. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final String METADATA = "__metadata__";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private long dataStart;

  /** Where an array lies, in bytes from the start of the elements. */
  private record Place(String name, DataType type, List<Long> shape, long start, long end) {}

  private SafetensorsFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens and validates a file.
   *
   * @param file to read
   * @throws CheckpointException if it is missing, cut off, corrupted or of another format
   */
  static SafetensorsFile open(Path file) {
    try {
      SafetensorsFile opened =
          new SafetensorsFile(file, FileChannel.open(file, StandardOpenOption.READ));
      try {
        opened.validate();
        return opened;
      } catch (IOException | RuntimeException e) {
        opened.channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CheckpointException(
          "file " + file + " cannot be read (" + e + "): check the path and its permissions", e);
    }
  }

  private void validate() throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw fault(
          "is " + size + " bytes long, at least 8 expected: it was cut off, or is another format");
    }
    long length = read(0, 8).getLong();
    if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
      throw fault(
          "says that its header has "
              + length
              + " bytes, 2 to "
              + Math.min(LONGEST_HEADER, size - 8)
              + " expected: it was cut off, or is another format");
    }
    byte[] header = read(8, (int) length).array();
    dataStart = 8 + length;
    parse(header);
    checkOffsets(size - dataStart);
    checkSum(header);
  }

  private void parse(byte[] header) {
    JsonNode root;
    try {
      root = JSON.readTree(new String(header, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "file "
              + file
              + " has a header that is not JSON ("
              + e.getOriginalMessage()
              + "): it is corrupted",
          e);
    }
    if (root == null || !root.isObject()) {
      throw fault("has a header that is not a JSON object: it is corrupted");
    }
    root.properties()
        .forEach(
            field -> {
              if (field.getKey().equals(METADATA)) {
                field
                    .getValue()
                    .properties()
                    .forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
              } else {
                places.put(field.getKey(), place(field.getKey(), field.getValue()));
              }
            });
  }

  private Place place(String name, JsonNode node) {
    DataType type =
        Arrays.stream(DataType.values())
            .filter(t -> t.name().equals(node.path("dtype").asText()))
            .findFirst()
            .orElseThrow(
                () ->
                    fault(
                        "has '"
                            + name
                            + "' of type "
                            + node.path("dtype")
                            + ", one of "
                            + Arrays.toString(DataType.values())
                            + " expected: convert it"));
    List<Long> shape = longs(name, "shape", node.path("shape"));
    List<Long> offsets = longs(name, "data_offsets", node.path("data_offsets"));
    if (offsets.size() != 2) {
      throw fault(
          "has '"
              + name
              + "' with data_offsets "
              + offsets
              + ", two numbers expected: it is corrupted");
    }
    long bytes;
    try {
      bytes = shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw fault("has '" + name + "' of shape " + shape + ", too large: it is corrupted");
    }
    if (offsets.get(1) - offsets.get(0) != bytes) {
      throw fault(
          "has '"
              + name
              + "' with data_offsets "
              + offsets
              + ", "
              + bytes
              + " bytes expected for "
              + type
              + " "
              + shape
              + ": it is corrupted");
    }
    return new Place(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private List<Long> longs(String name, String field, JsonNode node) {
    List<Long> values = new ArrayList<>();
    for (JsonNode value : node) {
      if (!value.canConvertToExactIntegral() || !value.canConvertToLong() || value.asLong() < 0) {
        throw fault(
            "has '"
                + name
                + "' with "
                + field
                + " "
                + node
                + ", numbers >= 0 expected: it is corrupted");
      }
      values.add(value.asLong());
    }
    if (!node.isArray()) {
      throw fault("has '" + name + "' without the list " + field + ": it is corrupted");
    }
    return values;
  }

  private void checkOffsets(long dataSize) {
    long at = 0;
    for (Place place :
        places.values().stream()
            .sorted(Comparator.comparingLong(Place::start).thenComparingLong(Place::end))
            .toList()) {
      if (place.start() != at) {
        throw fault(
            "has '"
                + place.name()
                + "' at offset "
                + place.start()
                + ", "
                + at
                + " expected (arrays overlap or leave a gap): it is corrupted");
      }
      at = place.end();
    }
    if (at != dataSize) {
      throw fault(
          "has "
              + dataSize
              + " bytes of elements, "
              + at
              + " expected: it was "
              + (dataSize < at ? "cut off" : "appended to")
              + "; take the checkpoint before it");
    }
  }

  private void checkSum(byte[] header) throws IOException {
    String written = metadata.get(SafetensorsWriter.CHECKSUM);
    if (written == null) {
      return;
    }
    String text = new String(header, StandardCharsets.UTF_8);
    String key = "\"" + SafetensorsWriter.CHECKSUM + "\":\"";
    CRC32C sum = new CRC32C();
    sum.update(
        text.replace(key + written + "\"", key + SafetensorsWriter.NO_CHECKSUM + "\"")
            .getBytes(StandardCharsets.UTF_8));
    ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
    channel.position(dataStart);
    while (channel.read(chunk) >= 0) {
      sum.update(chunk.flip());
      chunk.clear();
    }
    String found = String.format("%08x", sum.getValue());
    if (!found.equals(written)) {
      throw fault(
          "has checksum "
              + found
              + ", "
              + written
              + " expected: it is corrupted, take the checkpoint before it");
    }
  }

  /** Text by key, as written. */
  Map<String, String> metadata() {
    return Map.copyOf(metadata);
  }

  /**
   * Requires an array of a tensor's type and shape.
   *
   * @param name of the array
   * @param target what it shall be read into
   */
  void requireFit(String name, Tensor target) {
    Place place = place(name);
    List<Long> expected = Arrays.stream(target.shape()).boxed().toList();
    if (place.type() != target.type() || !place.shape().equals(expected)) {
      throw fault(
          "has '"
              + name
              + "' as "
              + place.type()
              + " "
              + place.shape()
              + ", "
              + target.type()
              + " "
              + expected
              + " expected: it belongs to another network, build that one");
    }
  }

  /**
   * Reads an array into a tensor.
   *
   * @param name of the array
   * @param target of the array's type and shape
   */
  void read(String name, Tensor target) {
    requireFit(name, target);
    try {
      channel.position(dataStart + place(name).start());
      target.readInPlace(channel);
    } catch (IOException e) {
      throw new CheckpointException("file " + file + ", '" + name + "' cannot be read: " + e, e);
    }
  }

  private ByteBuffer read(long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new IOException("ends " + bytes.remaining() + " bytes too early");
      }
    }
    return bytes.flip();
  }

  private Place place(String name) {
    Place place = places.get(name);
    if (place == null) {
      throw fault(
          "has no '"
              + name
              + "', it has "
              + shortList()
              + ": it belongs to another network or version");
    }
    return place;
  }

  private String shortList() {
    List<String> names = List.copyOf(places.keySet());
    return names.size() <= 8
        ? names.toString()
        : names.subList(0, 8) + " and " + (names.size() - 8) + " more";
  }

  private CheckpointException fault(String what) {
    return new CheckpointException("file " + file + " " + what);
  }

  /** Closes the file. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new CheckpointException("file " + file + " cannot be closed: " + e, e);
    }
  }
}

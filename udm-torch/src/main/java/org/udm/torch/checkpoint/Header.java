package org.udm.torch.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.udm.torch.DataType;
import org.udm.torch.Tensor;

/**
 * The JSON header of a safetensors file: for each tensor its type, shape and place in the data, and
 * a map of strings.
 *
 * <p>Source of the format: huggingface.co/docs/safetensors.
 *
 * @param entries tensors by name, in the order of their data
 * @param metadata strings by name
 */
record Header(Map<String, Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A tensor: type, shape, and its bytes [from, to) of the data. */
  record Entry(String type, List<Long> shape, long from, long to) {}

  /** The header of tensors that are written one after another. */
  static Header of(Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      DataType type = tensor.getValue().type();
      long bytes = tensor.getValue().elements() * type.bytes();
      entries.put(
          tensor.getKey(), new Entry(type.name(), shape(tensor.getValue()), at, at + bytes));
      at += bytes;
    }
    return new Header(entries, metadata);
  }

  static List<Long> shape(Tensor tensor) {
    return java.util.Arrays.stream(tensor.shape()).boxed().toList();
  }

  /** The header as bytes, filled up with spaces to a multiple of 8 as the format asks. */
  byte[] bytes() {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode words = root.putObject(METADATA);
    metadata.forEach(words::put);
    entries.forEach(
        (name, entry) -> {
          ObjectNode node = root.putObject(name);
          node.put("dtype", entry.type());
          ArrayNode shape = node.putArray("shape");
          entry.shape().forEach(shape::add);
          node.putArray("data_offsets").add(entry.from()).add(entry.to());
        });
    String text = root.toString();
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat(Math.floorMod(-length, 8))).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a header.
   *
   * @param json its bytes
   * @param dataBytes how many bytes of data follow it
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Header parse(byte[] json, long dataBytes) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its header is not JSON", e);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException("its header cannot be read", e);
    }
    if (!root.isObject()) {
      throw new IllegalArgumentException("its header is not a JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    root.path(METADATA).properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<Map.Entry<String, JsonNode>> nodes = new ArrayList<>(root.properties());
    nodes.removeIf(node -> node.getKey().equals(METADATA));
    nodes.sort(
        Comparator.comparingLong(node -> node.getValue().path("data_offsets").path(0).asLong()));
    long at = 0;
    for (Map.Entry<String, JsonNode> node : nodes) {
      Entry entry = entry(node.getKey(), node.getValue());
      if (entry.from() != at) {
        throw new IllegalArgumentException(
            "tensor '%s' begins at byte %d of the data and not at %d, where the one before ends"
                .formatted(node.getKey(), entry.from(), at));
      }
      at = entry.to();
      entries.put(node.getKey(), entry);
    }
    if (at != dataBytes) {
      throw new IllegalArgumentException(
          "it holds %d bytes of data and its header speaks of %d: it is truncated or was changed"
              .formatted(dataBytes, at));
    }
    return new Header(entries, metadata);
  }

  private static Entry entry(String name, JsonNode node) {
    JsonNode offsets = node.path("data_offsets");
    JsonNode axes = node.path("shape");
    if (!node.path("dtype").isTextual()
        || !axes.isArray()
        || offsets.size() != 2
        || !offsets.path(0).isIntegralNumber()
        || !offsets.path(1).isIntegralNumber()) {
      throw new IllegalArgumentException(
          "tensor '%s' lacks dtype, shape or data_offsets".formatted(name));
    }
    List<Long> shape = new ArrayList<>();
    axes.forEach(axis -> shape.add(axis.asLong(-1)));
    Entry entry =
        new Entry(
            node.path("dtype").asText(),
            List.copyOf(shape),
            offsets.path(0).asLong(),
            offsets.path(1).asLong());
    if (entry.to() < entry.from() || entry.from() < 0 || shape.stream().anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "tensor '%s' has the shape %s and the bytes [%d, %d): both must be sizes"
              .formatted(name, shape, entry.from(), entry.to()));
    }
    return entry;
  }
}

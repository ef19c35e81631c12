package org.udm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** JSON as this command writes and reads it. */
final class Json {
  private static final ObjectMapper LINES =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final ObjectMapper PAGES = LINES.copy().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  /** A value on several lines, for people. */
  static String text(Object value) {
    return write(PAGES, value);
  }

  /** A value on one line. */
  static String line(Object value) {
    return write(LINES, value);
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value that JSON cannot hold: " + value, e);
    }
  }

  /** The record of a run as an object. */
  static Map<String, Object> record(org.udm.core.train.RunRecord record) {
    Map<String, Object> json = new java.util.LinkedHashMap<>();
    json.put("config", record.config());
    json.put("seed", record.seed());
    json.put("data_hash", record.dataHash());
    json.put("device", record.device());
    json.put("versions", record.versions());
    json.put("started", record.started().toString());
    return json;
  }

  /** Reads an object; the message of what is thrown names the origin. */
  static Map<String, Object> object(String json, String origin) {
    try {
      Map<?, ?> read = LINES.readValue(json, Map.class);
      Map<String, Object> object = new java.util.LinkedHashMap<>();
      read.forEach((key, value) -> object.put((String) key, value));
      return object;
    } catch (JsonProcessingException e) {
      throw UserException.usage(
          "%s is not a JSON object: %s".formatted(origin, e.getOriginalMessage()));
    }
  }
}

package org.udm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.udm.core.train.RunRecord;

/** JSON as this command writes and reads it. */
final class Json {
  private static final ObjectMapper LINES =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
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
  static Map<String, Object> record(RunRecord record) {
    Map<String, Object> json = new LinkedHashMap<>();
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
      if (LINES.readValue(json, Object.class) instanceof Map<?, ?> object) {
        return named(object);
      }
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      throw UserException.failed(
          "%s is not a JSON object: %s%s"
              .formatted(origin, e.getOriginalMessage().lines().findFirst().orElse(""), line),
          e);
    }
    throw UserException.failed(origin + " is not a JSON object: it must be {\"name\": value, ...}");
  }

  /** An object as Jackson reads it, its keys being strings. */
  static Map<String, Object> named(Map<?, ?> object) {
    Map<String, Object> named = new LinkedHashMap<>();
    object.forEach((key, value) -> named.put((String) key, value));
    return named;
  }
}

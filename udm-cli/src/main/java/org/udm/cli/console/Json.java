package org.udm.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON as this command writes and reads it. */
public final class Json {
  private static final ObjectMapper LINES =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final ObjectMapper PAGES = LINES.copy().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  /**
   * Writes a value on several lines, for people.
   *
   * @param value maps, lists, strings, numbers and booleans
   * @return the document
   */
  public static String text(Object value) {
    return write(PAGES, value);
  }

  /**
   * Writes a value on one line.
   *
   * @param value maps, lists, strings, numbers and booleans
   * @return the line, without its end
   */
  public static String line(Object value) {
    return write(LINES, value);
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value that JSON cannot hold: " + value, e);
    }
  }

  /**
   * Reads an object.
   *
   * @param json a document
   * @param origin what a message calls it
   * @return its members, in order
   * @throws UserException if it is no object
   */
  public static Map<String, Object> object(String json, String origin) {
    try {
      if (LINES.readValue(json, Object.class) instanceof Map<?, ?> object) {
        return named(object);
      }
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      throw UserException.failed(
          "%s is not a JSON object: %s%s".formatted(origin, reason(e), line), e);
    }
    throw UserException.failed(origin + " is not a JSON object: it must be {\"name\": value, ...}");
  }

  /** What is wrong, without the parser's words on where its input came from. */
  private static String reason(JsonProcessingException e) {
    String message = e.getOriginalMessage().lines().findFirst().orElse("");
    return message.replaceFirst("\\s*\\([^()]*\\[Source: .*", "");
  }

  /**
   * Returns an object within a document that was read.
   *
   * @param object as it was read, its keys being strings
   * @return its members, in order
   */
  public static Map<String, Object> named(Map<?, ?> object) {
    Map<String, Object> named = new LinkedHashMap<>();
    object.forEach((key, value) -> named.put((String) key, value));
    return named;
  }
}

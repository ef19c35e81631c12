package org.udm.discrete.text;

import java.util.List;
import java.util.Map;

/** Writes a vocabulary's description in a form that no other description has. */
final class Descriptions {
  private Descriptions() {}

  /**
   * Writes a value: what it is, how long, and its content, maps in the order of their keys.
   *
   * @param value a string, number, list or map of such
   * @param out takes the text
   */
  static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      out.append('m').append(map.size()).append(':');
      map.entrySet().stream()
          .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
          .forEach(
              entry -> {
                write(entry.getKey(), out);
                write(entry.getValue(), out);
              });
    } else if (value instanceof List<?> list) {
      out.append('l').append(list.size()).append(':');
      list.forEach(element -> write(element, out));
    } else {
      String text = String.valueOf(value);
      out.append(value instanceof Number ? 'n' : 's').append(text.length()).append(':');
      out.append(text);
    }
  }
}

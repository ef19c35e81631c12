package org.udm.notebook.document;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** How notebook files write texts and forms. */
final class JsonText {
  private JsonText() {}

  /** A text as the list of its lines, which keeps differences between versions small. */
  static JsonArray lines(String text) {
    JsonArray lines = new JsonArray();
    for (String line : text.split("(?<=\n)")) {
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** A text written as one or as the list of its lines. */
  static String text(JsonElement json) {
    if (!json.isJsonArray()) {
      return json.getAsString();
    }
    StringBuilder text = new StringBuilder();
    json.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
    return text.toString();
  }

  /** The forms of a thing by MIME type. */
  static JsonObject bundle(Map<String, Object> data) {
    JsonObject json = new JsonObject();
    data.forEach(
        (type, form) ->
            json.add(
                type,
                form instanceof String text && !type.startsWith("image/png")
                    ? lines(text)
                    : new Gson().toJsonTree(form)));
    return json;
  }

  /** The forms of a thing as a notebook file holds them. */
  static Map<String, Object> forms(JsonObject bundle) {
    Map<String, Object> data = new LinkedHashMap<>();
    bundle
        .entrySet()
        .forEach(
            form ->
                data.put(
                    form.getKey(),
                    form.getValue().isJsonObject() ? form.getValue() : text(form.getValue())));
    return data;
  }
}

package org.udm.notebook.document;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One output of a cell, as notebook files store it. */
public sealed interface Output {

  /**
   * Something printed.
   *
   * @param name stdout or stderr
   * @param text what was printed
   */
  record Stream(String name, String text) implements Output {
    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("name", name);
      json.addProperty("output_type", "stream");
      json.add("text", JsonText.lines(text));
      return json;
    }
  }

  /**
   * Something displayed.
   *
   * @param data the same thing in one or more forms, by MIME type; binary ones in base 64
   * @param id by which it may be updated while the kernel lives; empty if it may not
   */
  record Display(Map<String, Object> data, String id) implements Output {

    /** Copies the forms, in order. */
    public Display {
      data = new LinkedHashMap<>(data);
    }

    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      json.add("data", JsonText.bundle(data));
      json.add("metadata", new JsonObject());
      json.addProperty("output_type", "display_data");
      return json;
    }
  }

  /**
   * The value of the last expression.
   *
   * @param data the same value in one or more forms, by MIME type
   * @param count the number of the execution
   */
  record Result(Map<String, Object> data, int count) implements Output {

    /** Copies the forms, in order. */
    public Result {
      data = new LinkedHashMap<>(data);
    }

    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      json.add("data", JsonText.bundle(data));
      json.addProperty("execution_count", count);
      json.add("metadata", new JsonObject());
      json.addProperty("output_type", "execute_result");
      return json;
    }
  }

  /**
   * An error that ended the cell.
   *
   * @param kind such as the name of an exception
   * @param message one line about it
   * @param traceback the lines to show, coloured for a terminal
   */
  record Failure(String kind, String message, List<String> traceback) implements Output {

    /** Copies the lines. */
    public Failure {
      traceback = List.copyOf(traceback);
    }

    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("ename", kind);
      json.addProperty("evalue", message);
      json.addProperty("output_type", "error");
      json.add("traceback", new Gson().toJsonTree(traceback));
      return json;
    }
  }

  /**
   * Returns the output as a notebook file holds it.
   *
   * @return an object of nbformat 4
   */
  JsonObject json();

  /**
   * Reads an output.
   *
   * @param json an object of nbformat 4
   * @return the output
   * @throws IllegalArgumentException if its type is not known
   */
  static Output of(JsonObject json) {
    String type = json.get("output_type").getAsString();
    return switch (type) {
      case "stream" -> new Stream(json.get("name").getAsString(), JsonText.text(json.get("text")));
      case "display_data" -> new Display(JsonText.forms(json.getAsJsonObject("data")), "");
      case "execute_result" ->
          new Result(
              JsonText.forms(json.getAsJsonObject("data")), json.get("execution_count").getAsInt());
      case "error" ->
          new Failure(
              json.get("ename").getAsString(),
              json.get("evalue").getAsString(),
              new Gson()
                  .fromJson(
                      json.get("traceback"), new TypeToken<ArrayList<String>>() {}.getType()));
      default ->
          throw new IllegalArgumentException(
              "an output of type %s: known are stream, display_data, execute_result and error"
                  .formatted(type));
    };
  }
}

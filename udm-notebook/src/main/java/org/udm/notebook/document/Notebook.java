package org.udm.notebook.document;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A notebook file of format 4.
 *
 * <p>A notebook whose outputs are stored carries a hash of the sources that made them, so that one
 * that was changed and not executed again is found.
 */
public final class Notebook {
  /** The kernel that notebooks of every Java kernel ask for. */
  public static final String USUAL_KERNEL = "java";

  private static final String OWN = "udm"; // the key of this framework's metadata
  private static final String EXECUTED = "executed";

  private final JsonObject json;
  private final List<Cell> cells;

  private Notebook(JsonObject json) {
    this.json = json;
    List<Cell> read = new ArrayList<>();
    json.getAsJsonArray("cells").forEach(cell -> read.add(cell(cell.getAsJsonObject())));
    this.cells = List.copyOf(read);
  }

  /**
   * Reads a notebook.
   *
   * @param file its path
   * @return the notebook
   * @throws IOException if it cannot be read or is no notebook of format 4
   */
  public static Notebook read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a notebook from its text.
   *
   * @param text JSON
   * @return the notebook
   * @throws IllegalArgumentException if it is no notebook of format 4
   */
  public static Notebook parse(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      if (!json.has("nbformat") || json.get("nbformat").getAsInt() != 4) {
        throw new IllegalArgumentException(
            "nbformat is %s, need 4".formatted(json.get("nbformat")));
      }
      return new Notebook(json);
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      throw new IllegalArgumentException("no notebook of format 4: " + e.getMessage(), e);
    }
  }

  private static Cell cell(JsonObject json) {
    Set<String> tags = new HashSet<>();
    JsonObject metadata = json.getAsJsonObject("metadata");
    if (metadata != null && metadata.has("tags")) {
      metadata.getAsJsonArray("tags").forEach(tag -> tags.add(tag.getAsString()));
    }
    List<Output> outputs = new ArrayList<>();
    if (json.has("outputs")) {
      json.getAsJsonArray("outputs")
          .forEach(output -> outputs.add(Output.of(output.getAsJsonObject())));
    }
    return new Cell(
        Cell.Kind.valueOf(json.get("cell_type").getAsString().toUpperCase(Locale.ROOT)),
        JsonText.text(json.get("source")),
        tags,
        outputs);
  }

  /**
   * Returns the kernel that it asks for.
   *
   * @return the name in its {@code kernelspec}, {@value #USUAL_KERNEL} where it names none
   */
  public String kernel() {
    JsonObject metadata = json.getAsJsonObject("metadata");
    JsonObject asked = metadata == null ? null : metadata.getAsJsonObject("kernelspec");
    return asked == null || !asked.has("name") ? USUAL_KERNEL : asked.get("name").getAsString();
  }

  /**
   * Returns all cells.
   *
   * @return the cells in order
   */
  public List<Cell> cells() {
    return cells;
  }

  /**
   * Returns the cells of code.
   *
   * @return the cells in order
   */
  public List<Cell> code() {
    return cells.stream().filter(cell -> cell.kind() == Cell.Kind.CODE).toList();
  }

  /**
   * Returns whether the notebook was executed as it stands.
   *
   * @return false if a cell was changed since, or it was never executed
   */
  public boolean isUpToDate() {
    JsonObject own = json.getAsJsonObject("metadata").getAsJsonObject(OWN);
    return own != null
        && own.has(EXECUTED)
        && own.get(EXECUTED).getAsString().equals(Fingerprint.of(cells));
  }

  /**
   * Returns the notebook with the outputs of an execution, marked as executed as it stands.
   *
   * @param outputs for each cell of code its outputs, in order
   * @return the notebook
   * @throws IllegalArgumentException if there are not as many lists as cells of code
   */
  public Notebook withOutputs(List<List<Output>> outputs) {
    if (outputs.size() != code().size()) {
      throw new IllegalArgumentException(
          "outputs of %d cells for a notebook with %d cells of code"
              .formatted(outputs.size(), code().size()));
    }
    JsonObject executed = json.deepCopy();
    int number = 0;
    for (JsonElement element : executed.getAsJsonArray("cells")) {
      JsonObject cell = element.getAsJsonObject();
      if (cell.has("outputs")) {
        JsonArray list = new JsonArray();
        outputs.get(number).forEach(output -> list.add(output.json()));
        cell.add("outputs", list);
        cell.addProperty("execution_count", ++number);
      }
    }
    JsonObject own = new JsonObject();
    own.addProperty(EXECUTED, Fingerprint.of(cells));
    executed.getAsJsonObject("metadata").add(OWN, own);
    return new Notebook(executed);
  }

  /**
   * Returns the notebook without outputs.
   *
   * @return the notebook, never executed
   */
  public Notebook stripped() {
    JsonObject bare = json.deepCopy();
    for (JsonElement element : bare.getAsJsonArray("cells")) {
      JsonObject cell = element.getAsJsonObject();
      if (cell.has("outputs")) {
        cell.add("outputs", new JsonArray());
        cell.add("execution_count", JsonNull.INSTANCE);
      }
    }
    bare.getAsJsonObject("metadata").remove(OWN);
    return new Notebook(bare);
  }

  /**
   * Writes the notebook, indented as Jupyter does.
   *
   * @param file its path
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    Files.writeString(file, toString());
  }

  @Override
  public String toString() {
    Gson gson = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    StringWriter text = new StringWriter();
    JsonWriter writer = new JsonWriter(text);
    writer.setIndent(" ");
    writer.setHtmlSafe(false);
    gson.toJson(json, writer);
    return text + "\n";
  }
}

package org.udm.notebook.headless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.notebook.document.Notebook;
import org.udm.notebook.document.Output;
import org.udm.notebook.kernel.KernelOptions;

/** Notebooks run without Jupyter, and a failure is found with its cell and line. */
class NotebookRunnerTest {
  private static final NotebookRunner RUNNER = NotebookRunner.of(KernelOptions.defaults());

  @TempDir private Path folder;

  @Test
  void aNotebookIsExecutedAndCanBeStored() throws IOException {
    NotebookRun run = RUNNER.run(notebook("int x = 20;", "System.out.print(x);\nx + 1"));
    assertTrue(run.passed(), run.problem().orElse(""));
    assertEquals(
        List.of(
            List.of(),
            List.of(
                new Output.Stream("stdout", "20"),
                new Output.Result(Map.of("text/plain", "21"), 2))),
        run.outputs());
    assertTrue(run.executed().isUpToDate());
  }

  @Test
  void aFailureNamesCellAndLineAndEndsTheRun() throws IOException {
    NotebookRun run = RUNNER.run(notebook("int x = 1;", "int y = 2;\nint z = y / 0;", "x"));
    assertFalse(run.passed());
    assertEquals(2, run.outputs().size());
    assertTrue(
        run.problem().orElseThrow().contains("at cell 2, line 2: int z = y / 0;"),
        run.problem().orElseThrow());
    assertThrows(IllegalStateException.class, run::executed);
  }

  @Test
  void aCellThatShallFailHasTo() throws IOException {
    Path file = notebook("int y = 1 / 0;");
    String tagged =
        Files.readString(file)
            .replace("\"metadata\":{}", "\"metadata\":{\"tags\":[\"raises-exception\"]}");
    Files.writeString(file, tagged);
    assertTrue(RUNNER.run(file).passed());
    Files.writeString(file, tagged.replace("1 / 0", "1 / 1"));
    assertTrue(RUNNER.run(file).problem().orElseThrow().contains("did not fail"));
  }

  @Test
  void inputIsRefused() throws IOException {
    NotebookRun run = RUNNER.run(notebook("System.in.read()"));
    assertTrue(run.passed(), "a cell that reads finds the end of the input");
  }

  @Test
  void largeOutputsGiveWay() {
    String large = "x".repeat(200_000);
    List<List<Output>> small =
        SmallOutputs.of(
            List.of(
                List.of(
                    new Output.Stream("stdout", large),
                    new Output.Result(Map.of("image/png", large, "text/plain", "p"), 1))));
    assertTrue(small.toString().length() < 10_000);
    assertTrue(small.toString().contains("too large"), "it is said");
  }

  private Path notebook(String... cells) throws IOException {
    JsonArray list = new JsonArray();
    for (String source : cells) {
      JsonObject cell = new JsonObject();
      cell.addProperty("cell_type", "code");
      cell.addProperty("source", source);
      cell.add("metadata", new JsonObject());
      cell.add("outputs", new JsonArray());
      list.add(cell);
    }
    JsonObject json = new JsonObject();
    json.add("cells", list);
    json.add("metadata", new JsonObject());
    json.addProperty("nbformat", 4);
    Path file = folder.resolve("n.ipynb");
    Files.writeString(file, json.toString());
    Notebook.read(file);
    return file;
  }
}

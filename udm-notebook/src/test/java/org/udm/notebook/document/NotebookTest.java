package org.udm.notebook.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notebook files are read, written and known to be up to date or not. */
class NotebookTest {
  private static final String TEXT =
      """
      {"cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\\n", "text"]},
        {"cell_type": "code", "execution_count": null, "metadata": {"tags": ["raises-exception"]},
         "outputs": [], "source": "int x = 1;\\nx"},
        {"cell_type": "code", "execution_count": 3, "metadata": {},
         "outputs": [{"output_type": "stream", "name": "stdout", "text": ["a\\n", "b"]}], "source": []}
       ], "metadata": {"kernelspec": {"name": "java"}}, "nbformat": 4, "nbformat_minor": 5}
      """;

  private static final List<List<Output>> OUTPUTS =
      List.of(
          List.of(
              new Output.Stream("stdout", "one\ntwo\n"),
              new Output.Result(Map.of("text/plain", "1", "image/png", "QUJD"), 1),
              new Output.Display(Map.of("text/html", "<b>\n</b>"), ""),
              new Output.Failure("E", "m", List.of("l1", "l2"))),
          List.of());

  @Test
  void cellsAreRead() {
    Notebook notebook = Notebook.parse(TEXT);
    assertEquals(3, notebook.cells().size());
    assertEquals("# Title\ntext", notebook.cells().get(0).source());
    assertEquals(2, notebook.code().size());
    assertTrue(notebook.code().get(0).tags().contains(Cell.RAISES));
    assertEquals(List.of(new Output.Stream("stdout", "a\nb")), notebook.code().get(1).outputs());
  }

  @Test
  void theKernelIsKnown() {
    String other = TEXT.replace("{\"name\": \"java\"}", "{\"name\": \"other\"}");
    assertEquals("other", Notebook.parse(other).kernel());
    assertEquals(Notebook.USUAL_KERNEL, Notebook.parse(TEXT).kernel());
    String none = TEXT.replace("\"kernelspec\"", "\"unknown\"");
    assertEquals(Notebook.USUAL_KERNEL, Notebook.parse(none).kernel());
  }

  @Test
  void outputsSurviveAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("n.ipynb");
    Notebook.parse(TEXT).withOutputs(OUTPUTS).write(file);
    Notebook read = Notebook.read(file);
    assertEquals(OUTPUTS, read.code().stream().map(Cell::outputs).toList());
    assertEquals(Files.readString(file), read.toString());
    assertTrue(read.toString().contains("\n \"nbformat\": 4"), "indented by one, as Jupyter does");
  }

  @Test
  void aChangeOfCodeIsNoticed() {
    Notebook executed = Notebook.parse(TEXT).withOutputs(OUTPUTS);
    assertTrue(executed.isUpToDate());
    assertFalse(Notebook.parse(TEXT).isUpToDate());
    assertFalse(Notebook.parse(executed.toString().replace("int x = 1", "int x = 2")).isUpToDate());
    assertTrue(
        Notebook.parse(executed.toString().replace("# Title", "# Heading")).isUpToDate(),
        "prose may change");
  }

  @Test
  void outputsCanBeTakenOut() {
    Notebook bare = Notebook.parse(TEXT).withOutputs(OUTPUTS).stripped();
    assertTrue(bare.cells().stream().allMatch(cell -> cell.outputs().isEmpty()));
    assertFalse(bare.isUpToDate());
  }

  @Test
  void whatIsNoNotebookIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Notebook.parse("[]"));
    assertThrows(IllegalArgumentException.class, () -> Notebook.parse("{"));
    assertThrows(IllegalArgumentException.class, () -> Notebook.parse("{\"nbformat\": 3}"));
    assertThrows(IllegalArgumentException.class, () -> Notebook.parse(TEXT).withOutputs(List.of()));
  }
}

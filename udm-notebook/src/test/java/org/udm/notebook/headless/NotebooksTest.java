package org.udm.notebook.headless;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.udm.notebook.document.Cell;
import org.udm.notebook.document.Notebook;
import org.udm.notebook.kernel.KernelOptions;

/** Every notebook of the project runs, with outputs, if any, of the code that it shows. */
class NotebooksTest {
  private static final Path FOLDER = Path.of("..", "notebooks");

  @TestFactory
  Stream<DynamicTest> everyNotebookRuns() throws IOException {
    return NotebookRunner.notebooks(FOLDER).stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      NotebookRun run = NotebookRunner.of(KernelOptions.defaults()).run(file);
                      assertTrue(run.passed(), () -> run.problem().orElse(""));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> storedOutputsAreOfTheCodeShown() throws IOException {
    return NotebookRunner.notebooks(FOLDER).stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      Notebook notebook = Notebook.read(file);
                      boolean stored =
                          notebook.cells().stream().map(Cell::outputs).anyMatch(o -> !o.isEmpty());
                      assertTrue(
                          !stored || notebook.isUpToDate(),
                          "changed and not executed since: ./udm notebook --store " + file);
                    }));
  }
}

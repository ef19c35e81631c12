package org.udm.notebook.headless;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.udm.notebook.document.Notebook;
import org.udm.notebook.kernel.KernelOptions;

/**
 * Every notebook of the project runs, and its stored outputs are of the code that it shows. Those
 * that ask for a kernel with another engine are run in the module of that engine.
 */
class NotebooksTest {
  private static final Path FOLDER = Path.of("..", "notebooks");

  @TestFactory
  Stream<DynamicTest> everyNotebookRuns() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path file : NotebookRunner.notebooks(FOLDER)) {
      if (Notebook.read(file).kernel().equals(Notebook.USUAL_KERNEL)) {
        files.add(file);
      }
    }
    return files.stream()
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
  Stream<DynamicTest> everyNotebookWasExecutedAsItStands() throws IOException {
    return NotebookRunner.notebooks(FOLDER).stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () ->
                        assertTrue(
                            Notebook.read(file).isUpToDate(),
                            "changed and not executed since: ./udm notebook --store notebooks/"
                                + file.getFileName())));
  }
}

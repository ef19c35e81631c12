package org.udm.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.udm.notebook.document.Notebook;
import org.udm.notebook.headless.NotebookRun;
import org.udm.notebook.headless.NotebookRunner;
import org.udm.notebook.kernel.KernelOptions;

/** The notebook for users of Deeplearning4j runs, in a process without MKL, as its kernel is. */
class NotebooksTest {

  @Test
  void theNotebookRuns() throws IOException {
    Path file = Path.of("..", "notebooks", "10-deeplearning4j.ipynb");
    assertEquals("java-dl4j", Notebook.read(file).kernel());
    NotebookRun run = NotebookRunner.of(KernelOptions.defaults()).run(file);
    assertTrue(run.passed(), () -> run.problem().orElse(""));
  }
}

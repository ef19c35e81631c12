package org.udm.notebook.headless;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.udm.notebook.document.Notebook;
import org.udm.notebook.document.Output;

/**
 * What the execution of a notebook came to.
 *
 * @param file where the notebook was read
 * @param notebook the notebook as it was read
 * @param outputs the outputs of each cell of code that was run, in order
 * @param problem why it failed, with the cell and the line; empty if it did not
 * @param time how long it took
 */
public record NotebookRun(
    Path file,
    Notebook notebook,
    List<List<Output>> outputs,
    Optional<String> problem,
    Duration time) {

  /** Copies the list. */
  public NotebookRun {
    outputs = List.copyOf(outputs);
  }

  /**
   * Returns whether all cells did what they should.
   *
   * @return true if there is no problem
   */
  public boolean passed() {
    return problem.isEmpty();
  }

  /**
   * Returns the notebook with its outputs, as the run left them.
   *
   * @return the notebook, marked as executed
   * @throws IllegalStateException if it failed
   */
  public Notebook executed() {
    if (!passed()) {
      throw new IllegalStateException("%s failed: %s".formatted(file, problem.get()));
    }
    return notebook.withOutputs(outputs);
  }
}

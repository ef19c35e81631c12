package org.udm.notebook.headless;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.udm.notebook.document.Cell;
import org.udm.notebook.document.Notebook;
import org.udm.notebook.document.Output;
import org.udm.notebook.kernel.KernelOptions;
import org.udm.notebook.kernel.UdmKernel;

/**
 * Executes notebooks in this JVM, each in a kernel of its own.
 *
 * <p>A cell that carries the tag {@code raises-exception} has to fail. The kernel has the imports
 * of IJava and no more, so that a notebook that runs here has all the imports that it needs
 * elsewhere.
 */
public final class NotebookRunner {
  private final KernelOptions options;

  private NotebookRunner(KernelOptions options) {
    this.options = options;
  }

  /**
   * Returns a runner.
   *
   * @param options what each kernel starts with
   * @return the runner
   */
  public static NotebookRunner of(KernelOptions options) {
    return new NotebookRunner(options);
  }

  /**
   * Returns the notebooks of a folder, by name.
   *
   * @param folder a folder, whose own folders are not searched
   * @return the files
   * @throws IOException if it cannot be read
   */
  public static List<Path> notebooks(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  /**
   * Executes a notebook up to its first failure.
   *
   * @param file its path
   * @return what came of it
   * @throws IOException if it cannot be read
   */
  public NotebookRun run(Path file) throws IOException {
    Notebook notebook = Notebook.read(file);
    long start = System.nanoTime();
    List<List<Output>> outputs = new ArrayList<>();
    Optional<String> problem = Optional.empty();
    try (UdmKernel kernel = UdmKernel.start(options)) {
      for (Cell cell : notebook.code()) {
        List<Output> shown = kernel.run(cell.source());
        outputs.add(shown);
        problem = problem(cell, outputs.size(), shown);
        if (problem.isPresent()) {
          break;
        }
      }
    }
    return new NotebookRun(
        file, notebook, outputs, problem, Duration.ofNanos(System.nanoTime() - start));
  }

  private static Optional<String> problem(Cell cell, int number, List<Output> outputs) {
    boolean shallFail = cell.tags().contains(Cell.RAISES);
    Optional<Output.Failure> failure =
        outputs.stream()
            .filter(Output.Failure.class::isInstance)
            .map(Output.Failure.class::cast)
            .findFirst();
    if (shallFail == failure.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        failure
            .map(NotebookRunner::text)
            .orElse("cell %d has the tag %s and did not fail".formatted(number, Cell.RAISES)));
  }

  /** The lines of a failure without their colours. */
  private static String text(Output.Failure failure) {
    return failure.traceback().stream()
        .map(line -> line.replaceAll("\u001b\\[[\\d;]*m", ""))
        .collect(Collectors.joining("\n"));
  }
}

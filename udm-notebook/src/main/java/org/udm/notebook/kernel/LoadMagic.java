package org.udm.notebook.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.udm.notebook.document.Notebook;

/** {@code %load}: runs a file of Java, or the code of a notebook, as if it stood in the cell. */
final class LoadMagic {
  private static final List<String> ENDINGS =
      List.of("", ".jsh", ".jshell", ".java", ".jjava", ".ijava", ".ipynb");

  private final UdmKernel kernel;

  LoadMagic(UdmKernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Runs files.
   *
   * @param names their paths, of which a usual ending may be left out
   * @return the value of the last expression
   * @throws IOException if a file cannot be read
   */
  Object load(List<String> names) throws IOException {
    Object value = null;
    for (String name : names) {
      Path file =
          ENDINGS.stream()
              .map(ending -> Path.of(name + ending))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%load %s: there is no such file, with one of the endings %s either"
                              .formatted(name, ENDINGS.subList(1, ENDINGS.size()))));
      Stream<String> cells =
          file.toString().endsWith(".ipynb")
              ? Notebook.read(file).code().stream().map(cell -> cell.source())
              : Stream.of(Files.readString(file));
      for (String cell : cells.toList()) {
        value = kernel.evalRaw(cell);
      }
    }
    return value;
  }
}

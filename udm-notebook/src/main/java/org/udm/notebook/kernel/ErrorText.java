package org.udm.notebook.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.udm.notebook.shell.CellException;

/** How failures look in a notebook: what and where in red, the code as it is. */
final class ErrorText {
  private static final String RED = "\u001b[1;31m";
  private static final String PLAIN = "\u001b[0m";

  private ErrorText() {}

  /** A failure outside the cell's own statements, such as in a renderer. */
  static CellException of(Throwable thrown) {
    List<String> report = new ArrayList<>();
    report.add(thrown.toString());
    Arrays.stream(thrown.getStackTrace()).limit(20).forEach(frame -> report.add("    at " + frame));
    return CellException.of(
        thrown.getClass().getSimpleName(), String.valueOf(thrown.getMessage()), 0, report);
  }

  /** The lines of a failure, coloured for a terminal, as Jupyter shows them. */
  static List<String> coloured(CellException failure) {
    return failure.report().stream()
        .map(
            line -> {
              boolean quoted = line.matches("\\s+(\\d+ \\||at |\\^).*");
              return quoted ? line : RED + line + PLAIN;
            })
        .toList();
  }
}

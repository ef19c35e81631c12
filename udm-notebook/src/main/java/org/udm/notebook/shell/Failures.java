package org.udm.notebook.shell;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;
import org.udm.notebook.shell.Places.Place;

/** Turns what the compiler or a statement complained about into lines that point into the cell. */
final class Failures {
  private static final int SHOWN_FRAMES = 30; // of a deep stack; the rest is counted

  private final JShell shell;
  private final Places places;

  Failures(JShell shell, Places places) {
    this.shell = shell;
    this.places = places;
  }

  /**
   * What the compiler said about a snippet that it refused.
   *
   * @param snippet the refused snippet
   * @param place where it stands
   */
  CellException compilation(Snippet snippet, Place place) {
    List<String> report = new ArrayList<>();
    int firstLine = 0;
    String firstMessage = "";
    for (Diag diagnostic : shell.diagnostics(snippet).filter(Diag::isError).toList()) {
      int at = (int) Math.max(0, diagnostic.getPosition());
      int line = place.lineOfCell(Places.lineAt(snippet.source(), at));
      List<String> message = diagnostic.getMessage(null).lines().toList();
      if (firstLine == 0) {
        firstLine = line;
        firstMessage = message.get(0);
      }
      report.add("%s, line %d: %s".formatted(place.cell(), line, message.get(0)));
      message.stream().skip(1).filter(l -> !l.contains("location:")).forEach(report::add);
      report.addAll(pointer(place, line, columnOf(snippet.source(), at)));
    }
    if (snippet instanceof DeclarationSnippet declaration) {
      for (String missing : shell.unresolvedDependencies(declaration).toList()) {
        firstLine = Math.max(firstLine, place.line());
        firstMessage = firstMessage.isEmpty() ? "unknown " + missing : firstMessage;
        report.add("%s, line %d: unknown %s".formatted(place.cell(), place.line(), missing));
      }
    }
    return CellException.of("CompilationError", firstMessage, firstLine, report);
  }

  /**
   * A cell that ends within a statement.
   *
   * @param place where the unfinished statement begins
   */
  static CellException incomplete(Place place) {
    String message = "the statement that begins here is not finished";
    List<String> report = new ArrayList<>();
    report.add("%s, line %d: %s".formatted(place.cell(), place.line(), message));
    report.addAll(pointer(place, place.line(), 0));
    return CellException.of("IncompleteSource", message, place.line(), report);
  }

  /**
   * A cell that was interrupted.
   *
   * @param place where its last statement begins
   * @param message what happened to the statement
   */
  static CellException interrupted(Place place, String message) {
    return CellException.of(
        "Interrupted",
        message,
        place.line(),
        List.of("%s, line %d: %s".formatted(place.cell(), place.line(), message)));
  }

  /** What a statement threw. */
  CellException thrown(JShellException thrown) {
    String name = nameOf(thrown);
    List<String> report = new ArrayList<>();
    int line = describe(thrown, name, report);
    String message = messageOf(thrown);
    return CellException.of(
        name.substring(name.lastIndexOf('.') + 1), message == null ? "" : message, line, report);
  }

  /**
   * Adds the lines of an exception and its causes, and returns the line of the cell it came
   * through.
   */
  private int describe(JShellException thrown, String name, List<String> report) {
    String message = messageOf(thrown);
    report.add(message == null ? name : name + ": " + message);
    int line = 0;
    int shown = 0;
    StackTraceElement[] trace = thrown.getStackTrace();
    for (StackTraceElement frame : trace) {
      Place place = placeOf(frame);
      if (place != null) {
        int lineOfCell = place.lineOfCell(frame.getLineNumber());
        line = line == 0 ? lineOfCell : line;
        report.add(
            "    at %s, line %d: %s"
                .formatted(place.cell(), lineOfCell, place.textOf(lineOfCell).strip()));
      } else if (shown++ < SHOWN_FRAMES) {
        report.add("    at " + frame);
      }
    }
    if (shown > SHOWN_FRAMES) {
      report.add("    ... %d more".formatted(shown - SHOWN_FRAMES));
    }
    if (thrown.getCause() instanceof JShellException cause) {
      int lineOfCause = describe(cause, "Caused by: " + nameOf(cause), report);
      line = line == 0 ? lineOfCause : line;
    }
    return line;
  }

  private Place placeOf(StackTraceElement frame) {
    String file = frame.getFileName();
    return file != null && file.startsWith("#") ? places.of(file.substring(1)) : null;
  }

  private static String nameOf(JShellException thrown) {
    return thrown instanceof EvalException user
        ? user.getExceptionClassName()
        : "UnresolvedReference";
  }

  private String messageOf(JShellException thrown) {
    if (thrown instanceof UnresolvedReferenceException unresolved) {
      return unresolved.getSnippet().source().lines().findFirst().orElse("").strip()
          + " cannot run: unknown "
          + String.join(", ", shell.unresolvedDependencies(unresolved.getSnippet()).toList());
    }
    return thrown.getMessage();
  }

  private static int columnOf(String source, int position) {
    return position - source.lastIndexOf('\n', Math.max(0, position - 1)) - 1;
  }

  /** The line of the cell with a mark below the column, from 0. */
  private static List<String> pointer(Place place, int line, int column) {
    String number = "%5d | ".formatted(line);
    return List.of(
        number + place.textOf(line), " ".repeat(number.length() + Math.max(0, column)) + "^");
  }
}

package org.udm.notebook.shell;

import java.util.List;

/** A cell that did not come to its end: what failed, and the lines that show where. */
public final class CellException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final int line;
  private final transient List<String> report;

  private CellException(String kind, String message, int line, List<String> report) {
    super(message);
    this.kind = kind;
    this.line = line;
    this.report = List.copyOf(report);
  }

  /**
   * Returns a failure.
   *
   * @param kind what kind of failure, such as the simple name of an exception
   * @param message one line about it
   * @param line the line of the cell where it happened, from 1; 0 where none is to blame
   * @param report the lines for the reader, without colours
   * @return the exception
   */
  public static CellException of(String kind, String message, int line, List<String> report) {
    return new CellException(kind, message, line, report);
  }

  /**
   * Returns the kind of failure.
   *
   * @return such as {@code CompilationError} or {@code ArithmeticException}
   */
  public String kind() {
    return kind;
  }

  /**
   * Returns where in the cell it happened.
   *
   * @return the line, from 1; 0 where none is to blame
   */
  public int line() {
    return line;
  }

  /**
   * Returns what to show.
   *
   * @return lines without colours, the first one says what and where
   */
  public List<String> report() {
    return report;
  }
}

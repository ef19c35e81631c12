package org.udm.cli;

/** One line about an exception that nobody foresaw. */
final class Failures {
  private Failures() {}

  /** The first message along the chain of causes, or else the exception's name. */
  static String describe(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
        return cause.getMessage().lines().findFirst().orElseThrow();
      }
    }
    return e.getClass().getSimpleName();
  }
}

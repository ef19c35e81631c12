package org.udm.cli.console;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.udm.torch.DeviceMemoryException;

/** One line about something that went wrong. */
public final class Failures {
  private Failures() {}

  /**
   * Returns what happened, and what to do about it where that is known.
   *
   * @param e what was thrown
   * @return one line
   */
  public static String describe(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return "out of memory (%s): take smaller batches or rows, or give Java more with UDM_JAVA_OPTS=-Xmx8g"
            .formatted(firstLine(cause));
      }
      if (cause instanceof LinkageError) {
        return "a library does not load (%s): '%s doctor' says what this machine lacks"
            .formatted(firstMessage(cause), Terminal.COMMAND);
      }
    }
    return DeviceMemoryException.in(e)
        .map(lack -> lack.getMessage() + "; take a smaller --batch, --length or model")
        .orElseGet(() -> firstMessage(e));
  }

  /** The first message along the chain of causes, or else the exception's name. */
  private static String firstMessage(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessDeniedException denied) {
        return "no permission for " + denied.getFile();
      }
      if (cause instanceof FileSystemException file) {
        String reason = file.getReason() == null ? name(file) : file.getReason();
        return file.getFile() == null ? reason : file.getFile() + ": " + reason;
      }
      String message = cause.getMessage();
      boolean own = message != null && !message.equals(String.valueOf(cause.getCause()));
      if (own && !message.isBlank()) {
        return firstLine(cause);
      }
    }
    return name(e);
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage() == null ? name(e) : e.getMessage();
    return message.lines().filter(line -> !line.isBlank()).findFirst().orElse(name(e)).strip();
  }

  /** Such as "no such file" of NoSuchFileException: names of exceptions are words. */
  private static String name(Throwable e) {
    return e.getClass()
        .getSimpleName()
        .replaceFirst("(Exception|Error)$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(java.util.Locale.ROOT);
  }
}

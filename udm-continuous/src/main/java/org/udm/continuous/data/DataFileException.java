package org.udm.continuous.data;

/**
 * Thrown when a file cannot be used as data; the message is one line that names the file, what is
 * wrong with it and what to do.
 */
public final class DataFileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message one line: what, where, the fix
   */
  public DataFileException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message one line: what, where, the fix
   * @param cause what went wrong below
   */
  public DataFileException(String message, Throwable cause) {
    super(message, cause);
  }
}

package org.udm.core.data;

/**
 * Thrown when a file cannot be got or is not the one that was meant; the message is one line that
 * names the file, what is wrong and what to do.
 */
public final class DownloadException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message one line: what, where, the fix
   */
  public DownloadException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message one line: what, where, the fix
   * @param cause what went wrong below, or null
   */
  public DownloadException(String message, Throwable cause) {
    super(message, cause);
  }
}

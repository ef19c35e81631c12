package org.udm.discrete.text;

/**
 * Thrown when text cannot be used as data; the message is one line that names what is wrong, where
 * it stands and what to do.
 */
public final class TextDataException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message one line: what, where, the fix
   */
  public TextDataException(String message) {
    super(message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param message one line: what, where, the fix
   * @param cause what went wrong below
   */
  public TextDataException(String message, Throwable cause) {
    super(message, cause);
  }
}

package org.udm.cli.console;

/** Something that the user can mend; its message is the one line that is shown. */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the process ends with. */
  public enum Status {
    /** The task failed. */
    FAILED(1),
    /** The command line or a configuration is wrong. */
    USAGE(2);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    /**
     * Returns the exit status of the process.
     *
     * @return the number
     */
    public int code() {
      return code;
    }
  }

  private final Status status;

  private UserException(Status status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /**
   * Returns the exception of a task that failed.
   *
   * @param message one line: what, where, the way out
   * @return the exception
   */
  public static UserException failed(String message) {
    return new UserException(Status.FAILED, message, null);
  }

  /**
   * Returns the exception of a task that failed for a reason below.
   *
   * @param message one line: what, where, the way out
   * @param cause what was thrown
   * @return the exception
   */
  public static UserException failed(String message, Throwable cause) {
    return new UserException(Status.FAILED, message, cause);
  }

  /**
   * Returns the exception of a wrong command line or configuration.
   *
   * @param message one line: what, the value, what is allowed
   * @return the exception
   */
  public static UserException usage(String message) {
    return new UserException(Status.USAGE, message, null);
  }

  /**
   * Returns what the process ends with.
   *
   * @return the status
   */
  public Status status() {
    return status;
  }
}

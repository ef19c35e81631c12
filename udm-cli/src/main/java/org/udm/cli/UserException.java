package org.udm.cli;

/** Something that the user can mend; its message is the one line that is shown. */
final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the process ends with. */
  enum Status {
    /** The task failed. */
    FAILED(1),
    /** The command line or a configuration is wrong. */
    USAGE(2);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  private final Status status;

  private UserException(Status status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  static UserException failed(String message) {
    return new UserException(Status.FAILED, message, null);
  }

  static UserException failed(String message, Throwable cause) {
    return new UserException(Status.FAILED, message, cause);
  }

  static UserException usage(String message) {
    return new UserException(Status.USAGE, message, null);
  }

  Status status() {
    return status;
  }
}

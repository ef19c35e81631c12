package org.udm.torch.checkpoint;

/**
 * A checkpoint cannot be written or read; the message says what, the file, the value, what was
 * expected, and the fix.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A fault found by validation. */
  public CheckpointException(String message) {
    super(message);
  }

  /** A fault of the file system. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}

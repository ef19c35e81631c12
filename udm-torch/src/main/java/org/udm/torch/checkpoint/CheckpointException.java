package org.udm.torch.checkpoint;

/** Thrown when a checkpoint cannot be written, or is not what it should be. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CheckpointException(String message) {
    super(message);
  }

  CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}

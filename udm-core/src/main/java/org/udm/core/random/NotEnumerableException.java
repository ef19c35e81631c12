package org.udm.core.random;

/** Thrown when a random procedure has no finite list of outcomes, or too long a one. */
public final class NotEnumerableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NotEnumerableException(String message) {
    super(message);
  }

  /**
   * Adds what else the caller can do.
   *
   * @param cause why the outcomes cannot be enumerated
   * @param wayOut what to do about it, after "or"
   */
  public NotEnumerableException(NotEnumerableException cause, String wayOut) {
    super(cause.getMessage() + ", or " + wayOut, cause);
  }
}

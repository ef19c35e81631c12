package org.udm.core.random;

/** Thrown when a random procedure has no finite list of outcomes, or too long a one. */
public final class NotEnumerableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NotEnumerableException(String message) {
    super(message);
  }
}

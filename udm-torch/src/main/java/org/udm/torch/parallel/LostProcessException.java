package org.udm.torch.parallel;

/** Another process of the group is gone, or does not answer; the group is of no more use. */
public final class LostProcessException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostProcessException(String message, Throwable cause) {
    super(message, cause);
  }
}

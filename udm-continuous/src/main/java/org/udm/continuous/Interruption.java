package org.udm.continuous;

import java.util.concurrent.CancellationException;

/** Ends a long computation when its thread is interrupted, as core's sampler does. */
public final class Interruption {
  private Interruption() {}

  /**
   * Goes on unless the thread is interrupted.
   *
   * @param what what is done, such as "sampling"
   * @param done how many steps were taken
   * @param steps how many there are in all
   * @throws CancellationException if the thread is interrupted; its interrupt flag stays set
   */
  public static void check(String what, int done, int steps) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException(
          "%s was interrupted after %d of %d steps".formatted(what, done, steps));
    }
  }
}

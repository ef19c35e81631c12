package org.udm.torch.parallel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A time within which something is to happen; who waits for it looks around now and then. */
final class Deadline {
  private static final long POLL_MILLIS = 20;

  private final Duration patience;
  private final Runnable look;
  private final long end;

  private Deadline(Duration patience, Runnable look) {
    this.patience = patience;
    this.look = look;
    this.end = System.nanoTime() + patience.toNanos();
  }

  /**
   * Begins the time.
   *
   * @param patience how long it is
   * @param look called now and then; what it throws ends the wait
   */
  static Deadline begin(Duration patience, Runnable look) {
    return new Deadline(patience, look);
  }

  long seconds() {
    return patience.toSeconds();
  }

  boolean isOver() {
    return System.nanoTime() - end > 0;
  }

  /** Looks around, and waits a little. */
  void pause() {
    look.run();
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LostProcessException("interrupted while waiting for the other processes", e);
    }
  }

  /**
   * Makes a native call that may not come back; it is then left to itself.
   *
   * @param late what is said then
   * @param nativeCall the call
   * @throws IllegalStateException if it is late, or says itself that it failed; what else it throws
   *     comes out as it is
   */
  <T> T await(String late, Supplier<T> nativeCall) {
    CompletableFuture<T> made =
        CompletableFuture.supplyAsync(
            nativeCall,
            task -> {
              Thread thread = new Thread(task, "udm-joining");
              thread.setDaemon(true);
              thread.start();
            });
    while (!made.isDone()) {
      if (isOver()) {
        throw new IllegalStateException(late);
      }
      pause();
    }
    try {
      return made.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // a supplier throws nothing else
    }
  }
}

package org.udm.cli.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: the work is asked to stop, and the process waits until it has been saved.
 *
 * <p>Closing it says that everything is saved. The process then ends with 128 and the signal's
 * number, as the JVM does: 130 or 143.
 */
public final class StopSignal implements AutoCloseable {
  /** What a process ends with that stopped because another one had a signal: as after SIGTERM. */
  public static final int STATUS = 128 + 15;

  private static final long PATIENCE_SECONDS = 60; // one step and one save of a large model

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Terminal terminal;
  private final Thread hook = new Thread(this::stop, "udm-stop");
  private volatile boolean asked;

  private StopSignal(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Listens from now on until it is closed.
   *
   * @param terminal where it says that it has heard
   * @return the signal
   */
  public static StopSignal listen(Terminal terminal) {
    StopSignal signal = new StopSignal(terminal);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  private void stop() {
    asked = true;
    terminal.line("stopping after this step...");
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        terminal.line(
            "the step was not done after %d s: what was saved last stays"
                .formatted(PATIENCE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns whether somebody wants the work to stop.
   *
   * @return true from the first Ctrl-C or SIGTERM on
   */
  public boolean asked() {
    return asked;
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is already going down; the hook has done its work
    }
  }
}

package org.udm.notebook.shell;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jshell.execution.DirectExecutionControl;

/**
 * Runs compiled snippets in this JVM, all of them on one thread, which can be interrupted and, if
 * it does not listen, given up.
 *
 * <p>One thread for all cells: native libraries keep a pool of threads for each thread that calls
 * them.
 */
final class CellExecution extends DirectExecutionControl {
  private final ClassLoader loader;
  private final long timeoutMillis;
  private ExecutorService worker;
  private volatile Thread thread;
  private volatile CompletableFuture<Object> running;
  private volatile boolean interrupted;
  private Object result;

  /**
   * Returns an execution; the loader of snippets is the one that the superclass makes.
   *
   * @param timeoutMillis how long one statement may take, 0 for ever
   */
  static CellExecution of(long timeoutMillis) {
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    try {
      return new CellExecution(timeoutMillis);
    } finally {
      current.setContextClassLoader(before);
    }
  }

  /** The superclass puts its loader of snippets where the constructor can find it. */
  private CellExecution(long timeoutMillis) {
    super();
    this.loader = Thread.currentThread().getContextClassLoader();
    this.timeoutMillis = timeoutMillis;
  }

  /** The loader of snippets and of what was added to the class path. */
  ClassLoader loader() {
    return loader;
  }

  /** The value of the statement that ran last; the next call returns null. */
  Object takeResult() {
    Object taken = result;
    result = null;
    return taken;
  }

  @Override
  protected String invoke(Method snippet) throws Exception {
    if (Thread.currentThread() == thread) { // a statement that runs a cell
      result = snippet.invoke(null);
      return "";
    }
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    running = outcome;
    worker().execute(() -> run(snippet, outcome));
    try {
      result =
          timeoutMillis > 0 ? outcome.get(timeoutMillis, TimeUnit.MILLISECONDS) : outcome.get();
      return "";
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause
          ? cause
          : new InvocationTargetException(e.getCause());
    } catch (TimeoutException e) {
      giveUp();
      throw new InvocationTargetException(
          new TimeoutException("a statement took longer than " + timeoutMillis + " ms"));
    } finally {
      running = null;
    }
  }

  private void run(Method snippet, CompletableFuture<Object> outcome) {
    Thread.currentThread().setContextClassLoader(loader);
    if (interrupted) { // while the statement was compiled
      Thread.currentThread().interrupt();
    }
    try {
      outcome.complete(snippet.invoke(null));
    } catch (InvocationTargetException e) {
      outcome.completeExceptionally(e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      outcome.completeExceptionally(new InternalException(e.toString()));
    }
  }

  private synchronized ExecutorService worker() {
    if (worker == null) {
      worker =
          Executors.newSingleThreadExecutor(
              task -> {
                thread = new Thread(task, "udm-cell");
                thread.setDaemon(true);
                return thread;
              });
    }
    return worker;
  }

  /** Whether a statement is running. */
  boolean isRunning() {
    return running != null;
  }

  /** Lets the statements from here on run without an interrupt that an earlier cell was sent. */
  void forgetInterrupt() {
    interrupted = false;
  }

  /** Whether an interrupt came since the last {@link #forgetInterrupt}. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /**
   * Asks the running statement, or the next one as it begins, to stop, by the interrupt flag of its
   * thread.
   */
  void interrupt() {
    interrupted = true;
    Thread asked = thread;
    if (isRunning() && asked != null) {
      asked.interrupt();
    }
  }

  /**
   * Returns from the running statement without it. On a JDK that can stop threads it ends, on a
   * newer one it goes on unwatched.
   */
  @SuppressWarnings({
    "deprecation",
    "removal"
  }) // there is no other way to end a loop that does not listen
  void giveUp() {
    CompletableFuture<Object> abandoned = running;
    Thread deaf = thread;
    if (abandoned == null || deaf == null) {
      return;
    }
    synchronized (this) {
      worker.shutdown();
      worker = null;
    }
    abandoned.completeExceptionally(new StoppedException());
    try {
      deaf.stop();
    } catch (UnsupportedOperationException e) {
      deaf.setPriority(Thread.MIN_PRIORITY);
    }
  }

  @Override
  public void close() {
    giveUp();
    synchronized (this) {
      if (worker != null) {
        worker.shutdown();
      }
    }
  }
}

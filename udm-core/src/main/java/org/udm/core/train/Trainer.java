package org.udm.core.train;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.udm.core.Batch;
import org.udm.core.random.RandomStreams;

/**
 * The training loop: source, objective, learner, listeners.
 *
 * <p>Step k draws everything from {@code rng.at(k)}, so a run that is stopped after any step and
 * continued gives the same weights as one that was never stopped. While the learner steps, the
 * clean rows of the next step, and unless the time law adapts also their corruption, are prepared
 * on another thread; the result does not depend on it.
 *
 * <pre>{@code
 * Trainer.of(source, objective, learner).withListener(progress).run(0, 2_000, RandomStreams.of(1));
 * }</pre>
 *
 * @param <X> the state
 * @param <E> the noise
 */
public final class Trainer<X extends Batch<X>, E> {
  private final DataSource<X> source;
  private final Objective<X, E> objective;
  private final Learner<X> learner;
  private final List<TrainListener> listeners;

  private Trainer(
      DataSource<X> source,
      Objective<X, E> objective,
      Learner<X> learner,
      List<TrainListener> listeners) {
    this.source = source;
    this.objective = objective;
    this.learner = learner;
    this.listeners = listeners;
  }

  /**
   * Returns a trainer.
   *
   * @param source the clean rows
   * @param objective turns them into examples
   * @param learner learns from examples
   * @param <X> the state
   * @param <E> the noise
   * @return the trainer
   */
  public static <X extends Batch<X>, E> Trainer<X, E> of(
      DataSource<X> source, Objective<X, E> objective, Learner<X> learner) {
    return new Trainer<>(source, objective, learner, List.of());
  }

  /**
   * Returns the same trainer with one more listener; listeners are called in the order of adding.
   *
   * @param listener told of every step
   * @return the trainer
   */
  public Trainer<X, E> withListener(TrainListener listener) {
    List<TrainListener> more = new java.util.ArrayList<>(listeners);
    more.add(listener);
    return new Trainer<>(source, objective, learner, List.copyOf(more));
  }

  /**
   * Trains until a number of steps is reached, a listener says stop or the thread is interrupted.
   *
   * @param done how many steps the run has taken already, 0 for a new one
   * @param until how many it shall have taken in the end, at least {@code done}
   * @param rng the streams of the whole run, the same ones when it is continued
   * @return how many steps the run has taken now, and why it ended
   * @throws NonFiniteLossException if a loss is not finite
   */
  public Outcome run(long done, long until, RandomStreams rng) {
    if (done < 0 || until < done) {
      throw new IllegalArgumentException(
          "training from step %d to step %d: need 0 <= from <= to".formatted(done, until));
    }
    ExecutorService background =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "udm-next-example");
              thread.setDaemon(true);
              return thread;
            });
    try {
      return loop(done, until, rng, background);
    } finally {
      background.shutdown();
    }
  }

  private Outcome loop(long done, long until, RandomStreams rng, ExecutorService background) {
    boolean early = objective.timeLaw().state().length == 0;
    Future<Prepared<X>> next = prepare(done, until, rng, early, background);
    for (long step = done; step < until; step++) {
      if (Thread.interrupted()) {
        return new Outcome(step, Ending.INTERRUPTED);
      }
      Prepared<X> prepared;
      try {
        prepared = await(next);
      } catch (InterruptedException e) {
        next.cancel(true); // the source may be what hangs
        return new Outcome(step, Ending.INTERRUPTED);
      }
      next = prepare(step + 1, until, rng, early, background);
      Example<X> example =
          prepared.example() != null
              ? prepared.example()
              : objective.example(prepared.x0(), streams(rng, step));
      StepReport report = learner.step(example);
      if (!Double.isFinite(report.loss()) || !Double.isFinite(report.gradientNorm())) {
        throw new NonFiniteLossException(step + 1, report.loss(), report.gradientNorm());
      }
      objective.observe(example, report);
      boolean stop = false;
      for (TrainListener listener : listeners) {
        stop |= listener.afterStep(step + 1, report) == TrainListener.Next.STOP;
      }
      if (stop) {
        return new Outcome(step + 1, Ending.STOPPED);
      }
    }
    return new Outcome(until, Ending.FINISHED);
  }

  private Future<Prepared<X>> prepare(
      long step, long until, RandomStreams rng, boolean early, ExecutorService background) {
    if (step >= until) {
      return null;
    }
    return background.submit(
        () -> {
          RandomStreams streams = streams(rng, step);
          X x0 = source.batch(step, streams.named("data"));
          return new Prepared<>(x0, early ? objective.example(x0, streams) : null);
        });
  }

  private static RandomStreams streams(RandomStreams rng, long step) {
    return rng.named("train").at(step);
  }

  /** Waits for a batch; what its preparation throws is thrown here as it is. */
  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("the preparation of a batch failed", e.getCause());
    }
  }

  /** Clean rows, and the example made of them unless it has to wait for the time law. */
  private record Prepared<X extends Batch<X>>(X x0, Example<X> example) {}

  /** Why training ended. */
  public enum Ending {
    /** All steps were taken. */
    FINISHED,
    /** A listener asked for it. */
    STOPPED,
    /** The thread was interrupted; the flag is cleared, and training can be continued. */
    INTERRUPTED
  }

  /**
   * How far training came.
   *
   * @param steps how many steps the run has taken in all
   * @param ending why it ended
   */
  public record Outcome(long steps, Ending ending) {}
}

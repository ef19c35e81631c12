package org.udm.cli.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.udm.cli.console.Failures;
import org.udm.cli.console.Json;
import org.udm.cli.console.StopSignal;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.TextFile;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.core.Batch;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.Estimate;
import org.udm.core.bound.Nelbo;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.NonFiniteLossException;
import org.udm.core.train.Objective;
import org.udm.core.train.RunRecord;
import org.udm.core.train.StepReport;
import org.udm.core.train.TrainListener.Next;
import org.udm.core.train.Trainer;
import org.udm.torch.DeviceMemoryException;
import org.udm.torch.parallel.LostProcessException;
import org.udm.torch.parallel.OwnRows;
import org.udm.torch.parallel.Peers;

/**
 * A training run with everything around it: progress, metrics, validation, checkpoints, and an end
 * that can be continued from.
 *
 * @param <X> the state
 */
public final class Training<X extends Batch<X>> implements AutoCloseable {
  private final Kind<X> kind;
  private final Run run;
  private final Settings settings;
  private final RunDirectory directory;
  private final Model<X> model;
  private final Task<X> task;
  private final Crew crew;
  private final Terminal terminal;
  private final Peers peers;
  private final RunLearner<X> learner;
  private final Objective<X, ?> objective;
  private final RandomStreams rng;
  private final TrainingMeter meter;
  private Closeable lock = () -> {};
  private long saved;
  private Stop stop = Stop.NO;

  /** Why training is to stop after the present step. */
  private enum Stop {
    NO,
    TIME,
    SIGNAL
  }

  private Training(Kind<X> kind, Run run, Task<X> task, Crew crew) {
    this.kind = kind;
    this.run = run;
    this.settings = run.settings();
    this.directory = run.directory();
    this.model = SavedRun.model(kind, run);
    this.task = task;
    this.crew = crew;
    this.terminal = crew.terminal();
    this.peers = crew.peers();
    this.objective = ofOwnRows(model.objective(), peers);
    this.learner = model.learner(settings, crew);
    this.rng = RandomStreams.of(settings.longInteger("seed"));
    this.meter = new TrainingMeter(settings.longInteger("steps"), task.measure());
  }

  private static <X extends Batch<X>, E> Objective<X, E> ofOwnRows(
      Objective<X, E> whole, Peers peers) {
    return peers.size() == 1
        ? whole
        : new Objective<>(
            new OwnRows<>(whole.corruption(), peers), whole.timeLaw(), whole.weight());
  }

  /**
   * Returns a new run, saved before its first step: so it can always be continued.
   *
   * @param kind the kind of data
   * @param settings the run's options
   * @param task what is trained on
   * @param directory where
   * @param crew the processes that train it together
   * @param <X> the state
   * @return the run
   * @throws UserException if it cannot be started
   */
  public static <X extends Batch<X>> Training<X> start(
      Kind<X> kind, Settings settings, Task<X> task, RunDirectory directory, Crew crew) {
    Run run = new Run(directory, settings, task.description());
    Training<X> training = new Training<>(kind, run, task, crew);
    if (crew.peers().leads()) {
      directory.create();
      training.lock = directory.lock();
      directory.deleteCheckpoint();
      TextFile.write(directory.description(kind), Json.text(task.description()) + "\n");
      training.writeRecord();
      directory.cutMetrics(-1);
    }
    training.learner.share(training.objective.timeLaw());
    training.save(0);
    return training;
  }

  /**
   * Returns the continuation of a run from its last checkpoint.
   *
   * @param kind the kind of data
   * @param run the run
   * @param task what is trained on
   * @param crew the processes that train it together
   * @param <X> the state
   * @return the run
   * @throws UserException if it cannot be continued
   */
  public static <X extends Batch<X>> Training<X> resume(
      Kind<X> kind, Run run, Task<X> task, Crew crew) {
    Training<X> training = new Training<>(kind, run, task, crew);
    if (crew.peers().leads()) {
      training.lock = run.directory().lock();
      training.learner.load(run.directory(), training.objective.timeLaw());
      training.writeRecord();
      run.directory().cutMetrics(training.learner.steps());
    }
    training.learner.share(training.objective.timeLaw());
    training.saved = training.learner.steps();
    return training;
  }

  private void writeRecord() {
    RecordFile.write(
        directory.record(),
        kind,
        new RunRecord(
            settings.values(),
            settings.longInteger("seed"),
            task.hash(),
            learner.engine().device(),
            Versions.all(learner.engine()),
            Instant.now().truncatedTo(ChronoUnit.SECONDS)),
        kind.fingerprint(run.description()));
  }

  /**
   * Trains to the end, or to the moment when somebody wants it to stop, and waits for all processes
   * to be there.
   *
   * @return the exit status
   */
  public int run() {
    long until = settings.longInteger("steps");
    long from = learner.steps();
    boolean owed = owesEvaluation(from);
    if (from >= until && !owed) {
      terminal.line(
          "%s has taken all its %,d steps; --steps asks for more"
              .formatted(directory.root(), from));
      crew.finish();
      return 0;
    }
    terminal.line(
        "%s %s on %s%s, %d %s, %s: %,d weights, steps %,d to %,d"
            .formatted(
                from == 0 ? "training" : "going on with",
                directory.root(),
                peers.size() == 1 ? "" : peers.size() + " processes, each on ",
                learner.engine().device(),
                learner.engine().threads(),
                learner.engine().threads() == 1 ? "thread" : "threads",
                learner.engine().precision(),
                learner.size(),
                from,
                until));
    try (StopSignal signal = StopSignal.listen(terminal)) {
      try {
        meter.begin(from);
        if (owed) {
          evaluate(from, signal);
        }
        int status = run(from, until, signal);
        crew.finish(); // a process that a signal ends is gone once nothing listens to it
        return status;
      } catch (DeviceMemoryException e) {
        throw UserException.failed(afterLackOfMemory(e), e);
      } catch (LostProcessException e) {
        if (!peers.leads()) {
          throw e;
        }
        keepLastStep();
        throw UserException.failed(
            "%s; the checkpoint of step %,d is kept, %s"
                .formatted(e.getMessage(), saved, howToGoOn()),
            e);
      } catch (NonFiniteLossException | UserException e) {
        // the same steps would end in the same number again
        String next = e instanceof NonFiniteLossException ? "" : ", " + howToGoOn();
        String message =
            "%s; the checkpoint of step %,d is kept%s".formatted(e.getMessage(), saved, next);
        if (signal.asked()) {
          terminal.line("udm: " + message); // nobody will be there to say it later
          return UserException.Status.FAILED.code();
        }
        throw UserException.failed(message, e);
      }
    }
  }

  private int run(long from, long until, StopSignal signal) {
    Trainer.Outcome outcome =
        Trainer.of(task.training(), objective, learner)
            .withListener((step, report) -> afterStep(step, report, signal))
            .run(from, until, rng);
    if (saved < outcome.steps()) {
      save(outcome.steps());
    }
    terminal.clear();
    if (outcome.ending() == Trainer.Ending.FINISHED) {
      return 0;
    }
    if (stop == Stop.TIME) {
      terminal.line("time is up: saved after step %,d; %s".formatted(saved, howToGoOn()));
      return 0;
    }
    terminal.line("stopped and saved after step %,d; %s".formatted(saved, howToGoOn()));
    return stop == Stop.SIGNAL ? StopSignal.STATUS : UserException.Status.FAILED.code();
  }

  /**
   * Saves the last whole step, whose weights stand, without the other processes: they may be gone.
   */
  private void keepLastStep() {
    if (peers.leads() && saved < learner.steps()) {
      write(learner.steps());
      saved = learner.steps();
    }
  }

  /** Keeps the steps taken, and says how to go on with less memory. */
  private String afterLackOfMemory(DeviceMemoryException lack) {
    if (!peers.leads()) {
      return lack.getMessage(); // the leading process notices, and saves
    }
    keepLastStep();
    long parts = 2 * settings.longInteger("accumulate");
    return "%s; saved after step %,d; %s --accumulate %d (or start a run with a smaller --batch, length or model)"
        .formatted(lack.getMessage(), saved, howToGoOn(), parts);
  }

  private String howToGoOn() {
    return "go on with: " + directory.resumption(kind.name());
  }

  private Next afterStep(long step, StepReport report, StopSignal signal) {
    meter.add(step, report);
    long until = settings.longInteger("steps");
    if (peers.leads() && (step % settings.longInteger("log-every") == 0 || step == until)) {
      directory.addMetrics(meter.metrics());
      if (!terminal.live()) {
        meter.plainLine().ifPresent(terminal::line);
      }
    }
    terminal.progress(meter.part(), meter.progressLine());
    stop = agreed(signal); // after the log: it may find a process lost, and this step is kept
    if (isEvaluated(step) && stop != Stop.SIGNAL) {
      evaluate(step, signal);
      stop = agreed(signal);
    }
    if (step % settings.longInteger("save-every") == 0 || step == until || stop == Stop.SIGNAL) {
      save(step);
    }
    return stop == Stop.NO ? Next.CONTINUE : Next.STOP;
  }

  private boolean isEvaluated(long step) {
    long every = settings.longInteger("eval-every");
    return every > 0 && step > 0 && (step % every == 0 || step == settings.longInteger("steps"));
  }

  /** Whether the evaluation of a step was cut short by the end of a process, as all see it. */
  private boolean owesEvaluation(long step) {
    boolean owed = peers.leads() && isEvaluated(step) && !directory.hasValidation(step);
    return peers.sum(owed ? 1 : 0)[0] > 0;
  }

  /** Whether to stop, as all processes see it: a signal may reach one, and clocks differ. */
  private Stop agreed(StopSignal signal) {
    double[] votes = peers.sum(signal.asked() ? 1 : 0, peers.leads() && timeIsUp() ? 1 : 0);
    return votes[0] > 0 ? Stop.SIGNAL : votes[1] > 0 ? Stop.TIME : Stop.NO;
  }

  private boolean timeIsUp() {
    double minutes = settings.number("minutes");
    return minutes > 0 && meter.seconds() >= 60 * minutes;
  }

  private void save(long step) {
    try {
      learner.requireSameWeights();
    } catch (IllegalStateException e) {
      throw UserException.failed(e.getMessage(), e);
    }
    if (peers.leads()) {
      write(step);
    }
    saved = step;
  }

  private void write(long step) {
    try {
      learner.save(directory, objective.timeLaw());
    } catch (UncheckedIOException e) {
      throw UserException.failed(
          "the checkpoint of step %,d could not be written to %s (%s): make room or mend the permissions"
              .formatted(step, directory.root(), Failures.describe(e.getCause())),
          e);
    }
    saved = step;
  }

  private void evaluate(long step, StopSignal signal) {
    meter.pause();
    try (Trained<X> trained = trained()) {
      Optional<Nelbo<X>> bound = trained.bound(0, 1);
      if (bound.isPresent()) {
        BoundReport report =
            Bounds.evaluate(
                peers,
                bound.get(),
                validationRows(),
                trained.predictor(),
                model::units,
                rng.named("validation"),
                done -> validating(done, signal));
        tell(step, Bounds.describe(report, task.measure()), task.measure().line(report), trained);
      } else {
        Estimate loss = heldOutLoss(signal);
        tell(
            step, HeldOutLoss.describe(loss), "loss " + task.measure().whole(loss.mean()), trained);
      }
    } catch (CancellationException e) {
      // saving comes first
    }
    meter.resume();
  }

  private Stream<X> validationRows() {
    return task.evaluated().atMost(settings.integer("eval-rows"));
  }

  private Estimate heldOutLoss(StopSignal signal) {
    try (RowLosses<X> losses = learner.losses()) {
      return HeldOutLoss.of(
          peers,
          model.objective(),
          losses,
          validationRows(),
          rng.named("validation"),
          done -> validating(done, signal));
    }
  }

  private void validating(long rows, StopSignal signal) {
    if (signal.asked()) {
      throw new CancellationException();
    }
    terminal.progress("validating: %,d rows".formatted(rows));
  }

  private void tell(long step, Map<String, Object> validation, String line, Trained<X> trained) {
    if (!peers.leads()) {
      return;
    }
    List<String> samples = samples(step, trained);
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("step", step);
    metrics.put("validation", validation);
    metrics.put("samples", samples);
    directory.addMetrics(metrics);
    terminal.line("step %,d  validation %s".formatted(step, line));
    for (String sample : samples) {
      terminal.line("  | " + sample);
    }
  }

  private List<String> samples(long step, Trained<X> trained) {
    int count = settings.integer("samples");
    return count == 0
        ? List.of()
        : kind.show(trained.sampler().draw(count, rng.named("samples").at(step)).x0(), step, run);
  }

  /**
   * Returns the model with the weights as they are now.
   *
   * @return the trained model, which the caller closes
   */
  public Trained<X> trained() {
    return learner.trained();
  }

  @Override
  public void close() {
    learner.close();
    try {
      lock.close();
    } catch (IOException e) {
      // the process lets go of it when it ends
    }
  }
}

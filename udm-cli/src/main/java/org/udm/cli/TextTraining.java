package org.udm.cli;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.udm.core.bound.BoundReport;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.NonFiniteLossException;
import org.udm.core.train.Objective;
import org.udm.core.train.RunRecord;
import org.udm.core.train.StepReport;
import org.udm.core.train.TrainListener.Next;
import org.udm.core.train.Trainer;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.MaskNoise;
import org.udm.discrete.mask.MaskedNelbo;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.net.MaskedLoss;
import org.udm.discrete.net.TransformerPredictor;
import org.udm.discrete.text.TokenDisplay;
import org.udm.torch.TorchRuntime;
import org.udm.torch.checkpoint.CheckpointException;
import org.udm.torch.train.LossLearner;

/**
 * A training run with everything around it: progress, metrics, validation, checkpoints, and an end
 * that can be continued from.
 */
final class TextTraining implements AutoCloseable {
  private final TextModel model;
  private final TextTask task;
  private final RunDirectory directory;
  private final Terminal terminal;
  private final TorchRuntime runtime;
  private final MaskedLoss loss;
  private final LossLearner<TokenBatch> learner;
  private final Objective<TokenBatch, MaskNoise> objective;
  private final RandomStreams rng;
  private final TrainingMeter meter;
  private Closeable lock = () -> {};
  private long saved;

  private TextTraining(
      Settings settings, TextTask task, RunDirectory directory, Terminal terminal) {
    this.model = new TextModel(settings, task.vocabulary());
    this.task = task;
    this.directory = directory;
    this.terminal = terminal;
    this.runtime = model.runtime();
    this.objective = model.objective();
    this.loss = MaskedLoss.of(model.network(), model.masking().mask());
    this.learner = LossLearner.of(loss, model.learnerOptions(), runtime);
    this.rng = RandomStreams.of(settings.longInteger("seed"));
    this.meter = new TrainingMeter(settings.longInteger("steps"), task);
  }

  /** A new run, saved before its first step: so it can always be continued. */
  static TextTraining start(
      Settings settings, TextTask task, RunDirectory directory, Terminal terminal) {
    directory.create();
    TextTraining training = new TextTraining(settings, task, directory, terminal);
    training.lock = directory.lock();
    directory.deleteCheckpoint();
    RunDirectory.writeText(
        directory.vocabulary(), Json.text(task.vocabulary().description()) + "\n");
    training.writeRecord();
    directory.cutMetrics(-1);
    training.save(0);
    return training;
  }

  /** The continuation of a run from its last checkpoint. */
  static TextTraining resume(
      Settings settings, TextTask task, RunDirectory directory, Terminal terminal) {
    TextTraining training = new TextTraining(settings, task, directory, terminal);
    training.lock = directory.lock();
    TextCheckpoint.load(directory, training.learner, training.objective.timeLaw());
    training.saved = training.learner.steps();
    training.writeRecord();
    directory.cutMetrics(training.saved);
    return training;
  }

  private void writeRecord() {
    RunRecord record =
        new RunRecord(
            model.settings().values(),
            model.settings().longInteger("seed"),
            task.hash(),
            runtime.describe().device(),
            Versions.all(runtime.describe().libTorch()),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
    RunDirectory.writeText(directory.record(), Json.text(Json.record(record)) + "\n");
  }

  /**
   * Trains to the end, or to the moment when somebody wants it to stop.
   *
   * @return the exit status
   */
  int run() {
    long until = model.settings().longInteger("steps");
    long from = learner.steps();
    if (from >= until) {
      terminal.line(
          "%s has taken all its %,d steps; --steps asks for more"
              .formatted(directory.root(), from));
      return 0;
    }
    terminal.line(
        "%s %s on %s, %d threads, %s: %,d weights, steps %,d to %,d"
            .formatted(
                from == 0 ? "training" : "going on with",
                directory.root(),
                runtime.describe().device(),
                runtime.describe().threads(),
                runtime.describe().precision().name().toLowerCase(Locale.ROOT),
                loss.layout().size(),
                from,
                until));
    try (StopSignal signal = StopSignal.listen(terminal)) {
      try {
        return run(from, until, signal);
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
    meter.begin(from);
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
    if (!signal.asked()) {
      terminal.line("time is up: saved after step %,d; %s".formatted(saved, howToGoOn()));
      return 0;
    }
    terminal.line("stopped and saved after step %,d; %s".formatted(saved, howToGoOn()));
    return UserException.Status.FAILED.code();
  }

  private String howToGoOn() {
    return "go on with: udm train text --resume --out " + directory.quoted();
  }

  private Next afterStep(long step, StepReport report, StopSignal signal) {
    Settings settings = model.settings();
    meter.add(step, report);
    long until = settings.longInteger("steps");
    if (step % settings.longInteger("log-every") == 0 || step == until) {
      directory.addMetrics(meter.metrics());
      if (!terminal.live()) {
        meter.plainLine().ifPresent(terminal::line);
      }
    }
    terminal.progress(meter.part(), meter.progressLine());
    boolean evaluate =
        settings.longInteger("eval-every") > 0
            && (step % settings.longInteger("eval-every") == 0 || step == until);
    if (evaluate && !signal.asked()) {
      evaluate(step, signal);
    }
    if (step % settings.longInteger("save-every") == 0 || step == until || signal.asked()) {
      save(step);
    }
    return signal.asked() || timeIsUp() ? Next.STOP : Next.CONTINUE;
  }

  private boolean timeIsUp() {
    double minutes = model.settings().number("minutes");
    return minutes > 0 && meter.seconds() >= 60 * minutes;
  }

  private void save(long step) {
    try {
      TextCheckpoint.save(directory, learner, objective.timeLaw());
    } catch (CheckpointException e) {
      throw UserException.failed(
          "the checkpoint of step %,d could not be written to %s (%s): make room or mend the permissions"
              .formatted(step, directory.root(), Failures.describe(e.getCause())),
          e);
    }
    saved = step;
  }

  private void evaluate(long step, StopSignal signal) {
    meter.pause();
    try {
      try (TransformerPredictor predictor = predictor()) {
        BoundReport report =
            Bounds.evaluate(
                MaskedNelbo.of(model.masking()),
                task.evaluated().atMost(model.settings().integer("eval-rows")),
                predictor,
                rng.named("validation"),
                done -> validating(done, signal));
        tell(step, report, samples(step, predictor, model.masking()));
      }
    } catch (CancellationException e) {
      // saving comes first
    }
    meter.resume();
  }

  private void validating(long rows, StopSignal signal) {
    if (signal.asked()) {
      throw new CancellationException();
    }
    terminal.progress("validating: %,d rows".formatted(rows));
  }

  private void tell(long step, BoundReport report, List<String> texts) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("step", step);
    metrics.put("validation", Bounds.describe(report));
    metrics.put("samples", texts);
    directory.addMetrics(metrics);
    terminal.line(
        "step %,d  validation %s"
            .formatted(step, Bounds.line(report, task.unit(), task.entropyBits())));
    for (String text : texts) {
      terminal.line("  | " + text);
    }
  }

  private List<String> samples(long step, TransformerPredictor predictor, Masking masking) {
    int count = model.settings().integer("samples");
    if (count == 0) {
      return List.of();
    }
    TokenBatch drawn =
        FirstHittingSampler.of(
                predictor, masking, masking.prior(model.settings().integer("length")))
            .draw(count, rng.named("samples").at(step))
            .x0();
    return TokenDisplay.of(task.vocabulary()).withNewline("\u21b5").show(drawn);
  }

  /** The predictor with the weights as they are now, which the caller closes. */
  TransformerPredictor predictor() {
    return loss.predictor(learner.weights());
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

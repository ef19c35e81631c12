package org.udm.cli.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.udm.cli.console.Json;
import org.udm.cli.console.TextFile;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.core.Batch;
import org.udm.torch.TorchRuntime;

/**
 * A trained model, read from the directory of its run.
 *
 * @param kind the kind of its data
 * @param run the run
 * @param model what its settings mean
 * @param kept what its checkpoint holds
 * @param <X> the state
 */
public record SavedRun<X extends Batch<X>>(Kind<X> kind, Run run, Model<X> model, Kept<X> kept) {

  /**
   * Reads a model.
   *
   * @param kind the kind of its data
   * @param directory the run, which must be there
   * @param given options that come after the recorded ones
   * @param crew the processes, of which this is one
   * @param device where to compute
   * @param threads processor threads; 0 for all cores
   * @param <X> the state
   * @return the trained model
   * @throws UserException if the files of the run do not belong together
   */
  public static <X extends Batch<X>> SavedRun<X> read(
      Kind<X> kind,
      RunDirectory directory,
      Map<String, ?> given,
      Crew crew,
      String device,
      int threads) {
    Run run = run(kind, directory, given);
    Model<X> model = model(kind, run);
    return new SavedRun<>(kind, run, model, model.kept(run, crew, device, threads));
  }

  /**
   * Reads another model of the same kind, which computes where this one does.
   *
   * @param other its run
   * @return the trained model
   * @throws UserException if there is no run of this kind, or its files do not belong together, or
   *     either is not of LibTorch
   */
  public SavedRun<X> beside(RunDirectory other) {
    other.requireRun(kind);
    Run read = run(kind, other, Map.of());
    TorchRuntime runtime = torch(other.root().toString());
    if (Engine.of(read.settings()) == Engine.TORCH
        && model(kind, read) instanceof TorchModel<X> same) {
      return new SavedRun<>(kind, read, same, same.kept(read, runtime));
    }
    throw UserException.usage(
        "%s is a run of --engine %s: name one of --engine %s"
            .formatted(other.root(), Engine.of(read.settings()).word(), Engine.TORCH.word()));
  }

  /**
   * Returns the model with its trained weights.
   *
   * @return the trained model
   */
  public Trained<X> trained() {
    return kept.trained();
  }

  /**
   * Returns how many steps the model was trained for.
   *
   * @return steps
   */
  public long steps() {
    return kept.steps();
  }

  /**
   * Returns LibTorch as this model computes with it.
   *
   * @param wanted what needs it, as the command line says it
   * @return the engine
   * @throws UserException if the run is of another engine
   */
  public TorchRuntime torch(String wanted) {
    return kept.torch()
        .orElseThrow(
            () ->
                UserException.usage(
                    "%s: it is computed by LibTorch, and %s is a run of --engine %s; leave it out"
                        .formatted(
                            wanted, run.directory().root(), Engine.of(run.settings()).word())));
  }

  /**
   * Reads what was asked for and what was learned from.
   *
   * @param kind the kind of its data
   * @param directory the run, which must be there
   * @param given options of the command line that come after the recorded ones
   * @return the run
   * @throws UserException if a file is not what it should be
   */
  public static Run run(Kind<?> kind, RunDirectory directory, Map<String, ?> given) {
    Settings settings = RecordFile.settings(kind, directory).with(given, Settings.COMMAND_LINE);
    Path file = directory.description(kind);
    Run run = new Run(directory, settings, Json.object(TextFile.read(file), file.toString()));
    requireFingerprint(kind, run);
    return run;
  }

  /** Refuses a description that is not the one that the run was started with. */
  private static void requireFingerprint(Kind<?> kind, Run run) {
    Path file = run.directory().description(kind);
    Optional<String> recorded = RecordFile.fingerprint(run.directory().record());
    try {
      Optional<String> present = kind.fingerprint(run.description());
      if (recorded.isPresent() && !recorded.equals(present)) {
        throw UserException.failed(
            "%s is not what the model was trained with (its fingerprint is %s, the record has %s): ids would mean different tokens; put the file of the run back"
                .formatted(file, present.orElse("none"), recorded.get()));
      }
    } catch (IllegalArgumentException e) {
      throw UserException.failed(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the model of a run.
   *
   * @param kind the kind of its data
   * @param run the run
   * @param <X> the state
   * @return the model, without weights
   * @throws UserException if the description of the data is not of this kind
   */
  static <X extends Batch<X>> Model<X> model(Kind<X> kind, Run run) {
    try {
      return kind.model(run.settings(), run.description());
    } catch (IllegalArgumentException e) {
      throw UserException.failed(run.directory().description(kind) + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the data that a run was started on, which must be what they were.
   *
   * @param kind their kind
   * @param run the run
   * @param part the part to evaluate, or null for validation
   * @param <X> the state
   * @return the task
   * @throws UserException if the data are not there or have changed
   */
  public static <X extends Batch<X>> Task<X> data(Kind<X> kind, Run run, String part) {
    String data = run.settings().text("data");
    Task<X> task;
    try {
      task = kind.open(run, data, part);
    } catch (UserException e) {
      throw e.status() == UserException.Status.USAGE
          ? UserException.usage(e.getMessage() + "; if the run's data were moved, say --data where")
          : e;
    }
    String recorded = RecordFile.dataHash(run.directory().record());
    if (!task.hash().equals(recorded)) {
      throw UserException.failed(
          "%s has changed since the run was started (it is %s and was %s): put the old data back, or start another run"
              .formatted(data, task.hash(), recorded));
    }
    return task;
  }
}

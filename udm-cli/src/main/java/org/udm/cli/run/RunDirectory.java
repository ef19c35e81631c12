package org.udm.cli.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.udm.cli.console.Failures;
import org.udm.cli.console.Json;
import org.udm.cli.console.Shell;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.TextFile;
import org.udm.cli.console.UserException;

/**
 * The directory of a run.
 *
 * <pre>
 * run.json                the run's record: options, seed, data, versions
 * vocabulary.json         what the tokens of a text mean; items.json of other data
 * checkpoint.safetensors  weights, optimiser and the step they belong to; checkpoint.zip of Deeplearning4j
 * metrics.jsonl           one JSON object per line
 * data/                   the encoded text, made again when missing
 * samples/                pictures drawn during training
 * run.lock                held while a process trains here; empty
 * </pre>
 */
public final class RunDirectory {
  private final Path root;

  private RunDirectory(Path root) {
    this.root = root;
  }

  /**
   * Returns the run in a directory, which need not be there yet.
   *
   * @param root the directory
   * @return the run
   * @throws UserException if it is a file
   */
  public static RunDirectory of(Path root) {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw UserException.usage(root + " is a file: a run needs a directory");
    }
    return new RunDirectory(root);
  }

  /**
   * Returns the directory.
   *
   * @return its path
   */
  public Path root() {
    return root;
  }

  /**
   * Returns the directory as a shell reads it.
   *
   * @return its path, in quotes if it must be
   */
  public String quoted() {
    return Shell.word(root.toString());
  }

  /**
   * Returns the command line that goes on with the run.
   *
   * @param kind the name of its kind
   * @return words as a shell reads them
   */
  public String resumption(String kind) {
    return "%s train %s --resume --out %s".formatted(Terminal.COMMAND, kind, quoted());
  }

  /**
   * Returns where the run's record is.
   *
   * @return a file
   */
  public Path record() {
    return root.resolve("run.json");
  }

  /**
   * Returns where the description of a run's data is.
   *
   * @param kind their kind
   * @return a file
   */
  public Path description(Kind<?> kind) {
    return root.resolve(kind.descriptionFile());
  }

  /**
   * Returns where the checkpoint of LibTorch is.
   *
   * @return a file
   */
  public Path checkpoint() {
    return root.resolve("checkpoint.safetensors");
  }

  /**
   * Returns where the checkpoint of Deeplearning4j is.
   *
   * @return a file
   */
  public Path graphCheckpoint() {
    return root.resolve("checkpoint.zip");
  }

  private List<Path> checkpoints() {
    return List.of(checkpoint(), graphCheckpoint());
  }

  /**
   * Returns where the metrics are.
   *
   * @return a file of one JSON object per line
   */
  public Path metrics() {
    return root.resolve("metrics.jsonl");
  }

  /**
   * Returns where encoded data are kept.
   *
   * @return a directory
   */
  public Path data() {
    return root.resolve("data");
  }

  /**
   * Returns where pictures of what is drawn are kept.
   *
   * @return a directory
   */
  public Path samples() {
    return root.resolve("samples");
  }

  /**
   * Makes the directory if it is not there.
   *
   * @throws UserException if it cannot be made
   */
  public void create() {
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw UserException.failed(
          "cannot make the directory %s: %s".formatted(root, Failures.describe(e)), e);
    }
  }

  /**
   * Keeps other processes from training here until the channel is closed; a process that is killed
   * lets go.
   *
   * @return the channel
   * @throws UserException if another process is training here
   */
  public Closeable lock() {
    try {
      FileChannel channel =
          FileChannel.open(
              root.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() != null) {
          return channel;
        }
      } catch (OverlappingFileLockException e) {
        // another thread of this process has it
      }
      channel.close();
    } catch (IOException e) {
      throw UserException.failed("cannot lock %s: %s".formatted(root, Failures.describe(e)), e);
    }
    throw UserException.failed(
        "another process is training in %s: wait for its end or stop it".formatted(root));
  }

  /** Removes the checkpoint of an earlier run. */
  public void deleteCheckpoint() {
    for (Path file : checkpoints()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw UserException.failed("cannot delete %s: %s".formatted(file, Failures.describe(e)), e);
      }
    }
  }

  /**
   * Refuses to replace a run.
   *
   * @throws UserException if there is one
   */
  public void requireNoRun() {
    if (checkpoints().stream().anyMatch(Files::exists)) {
      throw UserException.usage(
          "%s already holds a run: go on with it by '%s', or choose another --out"
              .formatted(root, resumption(RecordFile.kind(record()))));
    }
  }

  /**
   * Refuses to replace a run on other data.
   *
   * @param data the hash of the data
   * @throws UserException if there is a run on others
   */
  public void requireNoRunBut(String data) {
    if (Files.exists(record()) && !RecordFile.dataHash(record()).equals(data)) {
      throw UserException.usage(
          "%s holds another run, which the demonstration would replace: choose another --out"
              .formatted(root));
    }
  }

  /**
   * Requires a trained run.
   *
   * @param kinds all kinds, in which that of the run is found
   * @return its kind
   * @throws UserException if a file of the run is missing
   */
  public Kind<?> requireRun(List<Kind<?>> kinds) {
    if (!Files.isDirectory(root)) {
      throw UserException.usage(
          "there is no directory %s: name the directory of a trained run".formatted(root));
    }
    String name = RecordFile.kind(record());
    Kind<?> kind =
        kinds.stream()
            .filter(k -> k.name().equals(name))
            .findAny()
            .orElseThrow(
                () ->
                    UserException.failed(
                        "%s is of a run on %s, which this version of udm does not know"
                            .formatted(record(), name)));
    List<String> missing =
        Stream.of(
                record(),
                description(kind),
                Files.exists(graphCheckpoint()) ? graphCheckpoint() : checkpoint())
            .filter(file -> !Files.exists(file))
            .map(file -> file.getFileName().toString())
            .toList();
    if (!missing.isEmpty()) {
      throw UserException.usage(
          "%s is not the directory of a trained run, it has no %s: train one with '%s train %s --data %s --out DIR'"
              .formatted(
                  root,
                  String.join(" and no ", missing),
                  Terminal.COMMAND,
                  name,
                  kind.help().data()));
    }
    return kind;
  }

  /**
   * Requires a trained run of one kind.
   *
   * @param kind the kind
   * @throws UserException if it is not there, or of another kind
   */
  public void requireRun(Kind<?> kind) {
    String found = RecordFile.kind(record());
    if (Files.exists(record()) && !found.equals(kind.name())) {
      throw UserException.usage(
          "%s holds a run on %s: go on with it by '%s'".formatted(root, found, resumption(found)));
    }
    requireRun(List.of(kind));
  }

  /**
   * Adds a line to the metrics.
   *
   * @param values by name
   * @throws UserException if it cannot be written
   */
  public void addMetrics(Map<String, Object> values) {
    try {
      Files.writeString(
          metrics(),
          Json.line(values) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw UserException.failed(
          "cannot write %s: %s".formatted(metrics(), Failures.describe(e)), e);
    }
  }

  /**
   * Drops the metrics of steps after the one that a run goes on from, and what is not whole.
   *
   * @param step the last step that is kept
   */
  public void cutMetrics(long step) {
    if (!Files.exists(metrics())) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    TextFile.read(metrics())
        .lines()
        .filter(line -> stepOf(line) <= step)
        .forEach(l -> kept.append(l + "\n"));
    TextFile.write(metrics(), kept.toString());
  }

  /**
   * Returns whether the metrics tell of the evaluation of a step.
   *
   * @param step the step
   * @return whether one of their whole lines does
   */
  public boolean hasValidation(long step) {
    return Files.exists(metrics())
        && TextFile.read(metrics())
            .lines()
            .anyMatch(line -> line.contains("\"validation\":") && stepOf(line) == step);
  }

  /** The step of a line; none has that of the half line that a killed process may leave. */
  private static long stepOf(String line) {
    try {
      return Json.object(line, "a line of metrics").get("step") instanceof Number step
          ? step.longValue()
          : Long.MAX_VALUE;
    } catch (UserException e) {
      return Long.MAX_VALUE;
    }
  }
}

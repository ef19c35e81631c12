package org.udm.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directory of a run.
 *
 * <pre>
 * run.json                the run's record: options, seed, data, versions
 * vocabulary.json         what the tokens mean
 * checkpoint.safetensors  weights, optimiser and the step they belong to
 * metrics.jsonl           one JSON object per line
 * data/                   the encoded text, made again when missing
 * run.lock                held while a process trains here; empty
 * </pre>
 */
final class RunDirectory {
  private final Path root;

  private RunDirectory(Path root) {
    this.root = root;
  }

  static RunDirectory of(Path root) {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw UserException.usage(root + " is a file: a run needs a directory");
    }
    return new RunDirectory(root);
  }

  Path root() {
    return root;
  }

  /** The directory as a shell reads it. */
  String quoted() {
    String text = root.toString();
    return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  Path record() {
    return root.resolve("run.json");
  }

  Path vocabulary() {
    return root.resolve("vocabulary.json");
  }

  Path checkpoint() {
    return root.resolve("checkpoint.safetensors");
  }

  Path metrics() {
    return root.resolve("metrics.jsonl");
  }

  Path data() {
    return root.resolve("data");
  }

  void create() {
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
   */
  Closeable lock() {
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
  void deleteCheckpoint() {
    try {
      Files.deleteIfExists(checkpoint());
    } catch (IOException e) {
      throw UserException.failed(
          "cannot delete %s: %s".formatted(checkpoint(), Failures.describe(e)), e);
    }
  }

  void requireNoRun() {
    if (Files.exists(checkpoint())) {
      throw UserException.usage(
          "%s already holds a run: go on with it by 'udm train text --resume --out %s', or choose another --out"
              .formatted(root, quoted()));
    }
  }

  /** Refuses to replace a run on other data. */
  void requireNoRunBut(String data) {
    if (Files.exists(record()) && !dataHash().equals(data)) {
      throw UserException.usage(
          "%s holds another run, which the demonstration would replace: choose another --out"
              .formatted(root));
    }
  }

  void requireRun() {
    if (!Files.isDirectory(root)) {
      throw UserException.usage(
          "there is no directory %s: name the directory of a trained run".formatted(root));
    }
    List<String> missing =
        Stream.of(record(), vocabulary(), checkpoint())
            .filter(file -> !Files.exists(file))
            .map(file -> file.getFileName().toString())
            .toList();
    if (!missing.isEmpty()) {
      throw UserException.usage(
          "%s is not the directory of a trained run, it has no %s: train one with 'udm train text --data FILE --out DIR'"
              .formatted(root, String.join(" and no ", missing)));
    }
  }

  /** The options in a configuration file or in the record of a run. */
  static Map<String, Object> readConfig(Path file) {
    Map<String, Object> json = Json.object(readText(file), file.toString());
    return json.get("config") instanceof Map<?, ?> config ? Json.named(config) : json;
  }

  /** The hash of the data that the run was started on. */
  String dataHash() {
    Object hash = Json.object(readText(record()), record().toString()).get("data_hash");
    if (hash instanceof String text) {
      return text;
    }
    throw UserException.failed(record() + " has no data_hash: it is no record of udm");
  }

  static String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw UserException.usage("there is no file " + file);
    } catch (CharacterCodingException e) {
      throw UserException.failed(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw UserException.failed("cannot read %s: %s".formatted(file, Failures.describe(e)), e);
    }
  }

  /** Writes a small file so that it is either the old or the new one, never half. */
  static void writeText(Path file, String text) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw UserException.failed("cannot write %s: %s".formatted(file, Failures.describe(e)), e);
    }
  }

  /** Adds a line to the metrics. */
  void addMetrics(Map<String, Object> values) {
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

  /** Drops the metrics of steps after the one that a run goes on from, and what is not whole. */
  void cutMetrics(long step) {
    if (!Files.exists(metrics())) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    readText(metrics())
        .lines()
        .filter(line -> stepOf(line) <= step)
        .forEach(l -> kept.append(l + "\n"));
    writeText(metrics(), kept.toString());
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

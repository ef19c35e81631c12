package org.udm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The directory of a run.
 *
 * <pre>
 * run.json                the run's record: options, seed, data, versions
 * vocabulary.json         what the tokens mean
 * checkpoint.safetensors  weights, optimiser and the step they belong to
 * metrics.jsonl           one JSON object per line
 * data/                   the encoded text, made again when missing
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

  void requireNoRun() {
    if (Files.exists(checkpoint())) {
      throw UserException.usage(
          "%s already holds a run: add --resume to go on with it, or choose another --out"
              .formatted(root));
    }
  }

  void requireRun() {
    if (!Files.isDirectory(root)) {
      throw UserException.usage(root + " is not a directory: name the directory of a trained run");
    }
    if (!Files.exists(record()) || !Files.exists(checkpoint())) {
      throw UserException.usage(
          "%s holds no trained run (run.json and checkpoint.safetensors): train one with 'udm train text --out %s'"
              .formatted(root, root));
    }
  }

  /** The options in a configuration file or in the record of a run. */
  static Map<String, Object> readConfig(Path file) {
    Map<String, Object> json = Json.object(readText(file), file.toString());
    if (json.get("config") instanceof Map<?, ?> config) {
      Map<String, Object> options = new java.util.LinkedHashMap<>();
      config.forEach((key, value) -> options.put((String) key, value));
      return options;
    }
    return json;
  }

  static String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw UserException.usage("there is no file " + file);
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

  /** Drops the metrics of steps after the one that a run goes on from. */
  void cutMetrics(long step) {
    if (!Files.exists(metrics())) {
      return;
    }
    List<String> kept = new ArrayList<>();
    for (String line : readText(metrics()).split("\n")) {
      // a killed process may leave half a line at the end
      if (line.endsWith("}") && stepOf(line) <= step) {
        kept.add(line + "\n");
      }
    }
    writeText(metrics(), String.join("", kept));
  }

  private static long stepOf(String line) {
    return ((Number) Json.object(line, "a line of metrics").getOrDefault("step", 0)).longValue();
  }
}

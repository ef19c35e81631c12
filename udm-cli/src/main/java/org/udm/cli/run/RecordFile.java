package org.udm.cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.udm.cli.console.Json;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.TextFile;
import org.udm.cli.console.UserException;
import org.udm.core.train.RunRecord;

/** The record of a run as a file: options, seed, data, versions. */
public final class RecordFile {
  private static final String KIND = "kind";
  private static final String CONFIG = "config";
  private static final String DATA_HASH = "data_hash";
  private static final String FINGERPRINT = "fingerprint";
  private static final String FIRST_KIND = "text"; // of records that do not say it

  private RecordFile() {}

  /**
   * Returns the options in a configuration file or in the record of a run.
   *
   * @param file the file
   * @param kind the kind of data that they shall be for
   * @return values by name
   * @throws UserException if it cannot be read, or is the record of a run on other data
   */
  public static Map<String, Object> config(Path file, Kind<?> kind) {
    Map<String, Object> json = json(file);
    if (!(json.get(CONFIG) instanceof Map<?, ?> config)) {
      return json;
    }
    String of = kind(json);
    if (!of.equals(kind.name())) {
      throw UserException.usage(
          "%s is the record of a run on %s: use it with '%s train %s'"
              .formatted(file, of, Terminal.COMMAND, of));
    }
    return Json.named(config);
  }

  /**
   * Returns whether a configuration file is the record of a run, which names every option.
   *
   * @param file the file
   * @return false for a file of options
   * @throws UserException if it cannot be read
   */
  public static boolean isRecord(Path file) {
    return json(file).get(CONFIG) instanceof Map<?, ?>;
  }

  /**
   * Returns the options of a run.
   *
   * @param kind the kind of its data
   * @param directory the run, which must be there
   * @return its settings
   * @throws UserException if the record cannot be read, or is of a run on other data
   */
  public static Settings settings(Kind<?> kind, RunDirectory directory) {
    Path file = directory.record();
    return Settings.defaults(kind.settings()).with(config(file, kind), Settings.in(file));
  }

  /**
   * Writes the record of a run.
   *
   * @param file the file
   * @param kind the kind of its data
   * @param record what it says
   * @param fingerprint of the description of its data, if it has one
   * @throws UserException if it cannot be written
   */
  static void write(Path file, Kind<?> kind, RunRecord record, Optional<String> fingerprint) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(KIND, kind.name());
    json.put(CONFIG, record.config());
    json.put("seed", record.seed());
    json.put(DATA_HASH, record.dataHash());
    fingerprint.ifPresent(print -> json.put(FINGERPRINT, print));
    json.put("device", record.device());
    json.put("versions", record.versions());
    json.put("started", record.started().toString());
    TextFile.write(file, Json.text(json) + "\n");
  }

  /** The kind of data of a run; that of the first runs where there is no record. */
  static String kind(Path file) {
    return Files.exists(file) ? kind(json(file)) : FIRST_KIND;
  }

  private static String kind(Map<String, Object> record) {
    return String.valueOf(record.getOrDefault(KIND, FIRST_KIND));
  }

  /**
   * Returns the hash of the data that a run was started on.
   *
   * @param file the file
   * @return as the record has it
   * @throws UserException if there is none
   */
  public static String dataHash(Path file) {
    if (json(file).get(DATA_HASH) instanceof String hash) {
      return hash;
    }
    throw UserException.failed(file + " has no data_hash: it is no record of udm");
  }

  /** The fingerprint of the description of the data, if the record has one. */
  static Optional<String> fingerprint(Path file) {
    return Optional.ofNullable(json(file).get(FINGERPRINT)).map(String::valueOf);
  }

  private static Map<String, Object> json(Path file) {
    return Json.object(TextFile.read(file), file.toString());
  }
}

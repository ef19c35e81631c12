package org.udm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.udm.cli.console.Json;
import org.udm.cli.processes.EngineJvm;

/** Command lines one after another in one JVM with Deeplearning4j, which starts once. */
final class SeveralCommands {
  private SeveralCommands() {}

  /**
   * Runs them, and writes what each did.
   *
   * @param args a file of one command line in each line, words between tabs; a file for one JSON
   *     object in each line
   */
  public static void main(String[] args) throws IOException {
    if (!EngineJvm.isThis()) {
      System.exit(
          EngineJvm.run(
              SeveralCommands.class.getName(), List.of(args), EngineJvm.Backend.CPU, Map.of()));
    }
    StringBuilder results = new StringBuilder();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      Cli run = Cli.run((Object[]) line.split("\t"));
      results.append(
          Json.line(Map.of("status", run.status(), "out", run.out(), "err", run.err())) + "\n");
    }
    Files.writeString(Path.of(args[1]), results);
  }
}

package org.udm.cli;

import org.udm.cli.console.UserException;
import picocli.CommandLine.Option;

/** Where a command computes. */
final class EngineOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, cuda, cuda:N or auto (default auto).")
  private String device = "auto";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Processor threads; 0 for all cores (default 0).")
  private int threads;

  String device() {
    return device;
  }

  int threads() {
    if (threads < 0) {
      throw UserException.usage("--threads " + threads + ": it must be 0 or more");
    }
    return threads;
  }
}

package org.udm.cli;

import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How many processes a command works in. */
final class ProcessOptions {
  @Option(
      names = "--processes",
      paramLabel = "N",
      description =
          "Share the work among N processes of this machine (default 1); those that torchrun or srun"
              + " starts join by themselves.")
  private Integer processes;

  /**
   * Gathers the processes of a command.
   *
   * @param spec the command, whose line the others are given
   * @param device the device that is asked for
   * @return the crew, which the caller closes
   */
  Crew gather(CommandSpec spec, String device) {
    requireAtLeastOne();
    return Crew.gather(
        processes,
        Udm.class.getName(),
        spec.root().commandLine().getParseResult().originalArgs(),
        device);
  }

  /** How many processes there will be. */
  int number() {
    requireAtLeastOne();
    return Crew.number(processes);
  }

  private void requireAtLeastOne() {
    if (processes != null && processes < 1) {
      throw UserException.usage("--processes " + processes + ": it must be at least 1");
    }
  }
}

package org.udm.cli;

import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.cli.run.Engine;
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
   * Refuses several processes where an engine has one alone.
   *
   * @param engine of the run
   */
  void requireFor(Engine engine) {
    if (engine == Engine.DL4J && processes != null && processes > 1) {
      throw UserException.usage(
          "--processes %d with --engine dl4j: it computes in one process; leave --processes out, or take --engine torch"
              .formatted(processes));
    }
  }

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

package org.udm.cli;

import java.util.function.ToIntFunction;
import org.udm.cli.console.UserException;
import org.udm.cli.processes.Crew;
import org.udm.cli.run.Engine;
import picocli.CommandLine.Model.CommandSpec;
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

  /**
   * Carries a command out on a trained run, in its crew of processes, where its engine is.
   *
   * @param spec the command
   * @param engine of the run
   * @param processes how many there are
   * @param work what each process does, to its exit status
   * @return the exit status
   */
  int run(CommandSpec spec, Engine engine, ProcessOptions processes, ToIntFunction<Crew> work) {
    processes.requireFor(engine);
    return new EngineSwitch(engine, device, threads())
        .run(
            spec,
            () -> {
              try (Crew crew = processes.gather(spec, device)) {
                int status = work.applyAsInt(crew);
                crew.finish();
                return status;
              }
            });
  }

  int threads() {
    if (threads < 0) {
      throw UserException.usage("--threads " + threads + ": it must be 0 or more");
    }
    return threads;
  }
}

package org.udm.cli.processes;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A command line in another Java process, with the options of this one. */
final class JavaCommand {
  private JavaCommand() {}

  /**
   * Returns the words of a command.
   *
   * @param kept which of this Java's options it has; a debugger or an agent is for one process
   *     alone
   * @param classPath its class path
   * @param main the class that is started
   * @param args the command line
   */
  static List<String> of(Predicate<String> kept, String classPath, String main, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-javaagent") && !option.startsWith("-agent"))
        .filter(kept)
        .forEach(command::add);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(args);
    return command;
  }
}

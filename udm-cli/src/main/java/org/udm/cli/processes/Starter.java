package org.udm.cli.processes;

import java.util.Map;

/** The process that started this one, where it was one of this command. */
public final class Starter {
  /** The variable that tells a process the number of the one that started it. */
  private static final String VARIABLE = "UDM_STARTER";

  private Starter() {}

  /** Tells a process that is to be started about this one. */
  static void tell(Map<String, String> environment) {
    environment.put(VARIABLE, String.valueOf(ProcessHandle.current().pid()));
  }

  /** Whether the process of an environment was started by one of its command. */
  static boolean isIn(Map<String, String> environment) {
    return environment.containsKey(VARIABLE);
  }

  /** A process that another one started ends with it, however that one ends. */
  public static void endWithIt() {
    String starter = System.getenv(VARIABLE);
    if (starter != null) {
      ProcessHandle.of(Long.parseLong(starter))
          .ifPresentOrElse(
              handle -> handle.onExit().thenRun(() -> Runtime.getRuntime().halt(1)),
              () -> Runtime.getRuntime().halt(1));
    }
  }
}

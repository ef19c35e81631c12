package org.udm.cli.run;

import java.util.Map;
import java.util.TreeMap;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;

/** What {@link Engine#DL4J} cannot do, said before anything is started. */
public final class GraphLimits {
  private static final String WAY_OUT = "or take --engine torch";

  /** Of any kind of data. */
  private static final Map<String, String> COMMON =
      Map.of(
          "precision", "it computes in fp32",
          "accumulate", "it takes each batch in one piece");

  private GraphLimits() {}

  /**
   * Refuses settings for which the chosen engine has nothing.
   *
   * @param kind the kind of data
   * @param settings the run's options
   * @throws UserException if there is one
   */
  public static void require(Kind<?> kind, Settings settings) {
    if (Engine.of(settings) == Engine.TORCH) {
      return;
    }
    Map<String, String> limits =
        new TreeMap<>(
            kind.graphLimits()
                .orElseThrow(
                    () ->
                        UserException.usage(
                            "--engine dl4j with '%s train %s': it has no network for this task; leave --engine out"
                                .formatted(Terminal.COMMAND, kind.name()))));
    limits.putAll(COMMON);
    for (Setting setting : kind.settings()) {
      Object value = settings.values().get(setting.name());
      String reason = limits.get(setting.name());
      if (reason != null && !value.equals(setting.standard())) {
        throw UserException.usage(
            "--%s %s with --engine dl4j: %s; leave --%s out, %s"
                .formatted(setting.name(), value, reason, setting.name(), WAY_OUT));
      }
    }
  }
}

package org.udm.cli.vector;

import org.udm.cli.console.UserException;
import org.udm.cli.run.Run;

/** Whether a run's network can be guided. */
final class VectorGuidance {
  private VectorGuidance() {}

  /**
   * Requires a network that can be guided.
   *
   * @param run the run
   * @param scale of the guidance, null for none
   * @throws UserException if it is not finite or the network cannot
   */
  static void require(Run run, Double scale) {
    if (scale == null) {
      return;
    }
    if (!Double.isFinite(scale)) {
      throw UserException.usage("--guidance %s: it must be finite".formatted(scale));
    }
    if (VectorSettings.telling(run.settings()) == VectorSettings.Telling.NOTHING) {
      throw UserException.usage(
          "--guidance %s: it leads towards a class, and none is told; train a network with --classes labels"
              .formatted(scale));
    }
    if (run.settings().number("drop-labels") == 0) {
      throw UserException.usage(
          "--guidance %s: the network was always told the class, so it does not know what to lead away from; train one with --drop-labels 0.1"
              .formatted(scale));
    }
  }
}

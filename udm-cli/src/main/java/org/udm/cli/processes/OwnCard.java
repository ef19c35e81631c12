package org.udm.cli.processes;

import java.util.Map;
import org.udm.cli.console.UserException;

/**
 * The card of one of several processes: that of its local number, or the only one that it sees
 * where a launcher gave each process one.
 */
final class OwnCard {
  private OwnCard() {}

  /**
   * Chooses it.
   *
   * @param localRank the number of the process on its machine, from 0
   * @param cards how many it sees, at least 1
   * @param environment its variables by name
   * @return such as cuda:1
   * @throws UserException if there is none for it
   */
  static String of(int localRank, int cards, Map<String, String> environment) {
    if (localRank < cards) {
      return "cuda:" + localRank;
    }
    if (cards == 1 && givenOneByOne(environment)) {
      return "cuda:0";
    }
    throw UserException.usage(
        "%d %s for local process %d: start at most %d %s here, or give --device cpu"
            .formatted(
                cards,
                cards == 1 ? "card" : "cards",
                localRank,
                cards,
                cards == 1 ? "process" : "processes"));
  }

  /** Whether it need not share what it sees: a process that started others sees what they see. */
  private static boolean givenOneByOne(Map<String, String> environment) {
    String visible = environment.getOrDefault("CUDA_VISIBLE_DEVICES", "").strip();
    boolean one = !visible.isEmpty() && !visible.contains(",");
    return !Starter.isIn(environment) && (one || environment.containsKey(Crew.STEP_TASKS));
  }
}

package org.udm.cli.processes;

import java.util.Map;
import org.udm.cli.console.UserException;

/**
 * The card of one of several processes: that of its local number, or the only one that it sees
 * where SLURM or a user gave each process one; what others may see, too, is refused.
 *
 * <p>Variables of SLURM: srun, "output environment variables".
 */
final class OwnCard {
  /** The variable by which torchrun's processes are known. */
  private static final String TORCHRUN = "TORCHELASTIC_RUN_ID";

  /** SLURM's cards of a step on this machine: of all its tasks, whichever of them one task sees. */
  private static final String CARDS = "SLURM_GPUS_ON_NODE";

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
    if (cards == 1 && seesItsOwn(localRank, environment)) {
      return "cuda:0";
    }
    throw UserException.usage(
        "%d %s for local process %d: start at most %d %s here, or give --device cpu%s"
            .formatted(
                cards,
                cards == 1 ? "card" : "cards",
                localRank,
                cards,
                cards == 1 ? "process" : "processes",
                cards > 1 || Starter.isIn(environment)
                    ? ""
                    : "; srun --gpus-per-task 1 gives each process a card; if this one was given the card that it sees for itself, give --device cuda:0"));
  }

  /** Those that torchrun or one of them started see what it sees: one card is one for all. */
  private static boolean seesItsOwn(int localRank, Map<String, String> environment) {
    if (Starter.isIn(environment) || environment.containsKey(TORCHRUN)) {
      return false;
    }
    if (environment.containsKey(Crew.STEP_TASKS) || environment.containsKey(CARDS)) {
      return givenBySlurm(localRank, environment);
    }
    String visible = environment.getOrDefault("CUDA_VISIBLE_DEVICES", "").strip();
    return !visible.isEmpty() && !visible.contains(",");
  }

  private static boolean givenBySlurm(int localRank, Map<String, String> environment) {
    if (!environment.getOrDefault("SLURM_NTASKS_PER_GPU", "1").equals("1")) {
      return false;
    }
    String cards = environment.getOrDefault(CARDS, "");
    return environment.containsKey("SLURM_GPUS_PER_TASK")
        || environment.getOrDefault("SLURM_TRES_PER_TASK", "").contains("gpu")
        || (cards.matches("\\d{1,9}") && localRank < Integer.parseInt(cards));
  }
}

package org.udm.cli.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.udm.cli.console.UserException;
import org.udm.torch.parallel.Rendezvous;

/** Which processes a command belongs to, as its environment tells. */
class CrewTest {
  /** As salloc leaves it: the number of an interactive step is 2^32 - 6. */
  private static final Map<String, String> SHELL_OF_SLURM =
      Map.of(
          "SLURM_STEP_NUM_TASKS", "1",
          "SLURM_PROCID", "0",
          "SLURM_LOCALID", "0",
          "SLURM_JOB_ID", "815",
          "SLURM_STEP_ID", "4294967290",
          "SLURM_STEP_NODELIST", "node07");

  @Test
  void oneProcessIsAlone() {
    assertEquals(Optional.empty(), Crew.outside(Map.of()));
    assertEquals(Optional.empty(), Crew.outside(SHELL_OF_SLURM));
    assertEquals(
        Optional.empty(),
        Crew.outside(
            new Rendezvous(0, 1, 0, 1, "host", 29_500, Rendezvous.Keeper.PROCESS_0).environment()));
  }

  @Test
  void aStartedProcessKeepsItsNumberInAShellOfSlurm() {
    Rendezvous own = Rendezvous.local(1, 2, 29_500);
    Map<String, String> environment = new HashMap<>(SHELL_OF_SLURM);
    environment.putAll(own.environment());
    assertEquals(Optional.of(own), Crew.outside(environment));
  }

  @Test
  void severalTasksOfSlurmAreSeveralProcesses() {
    Map<String, String> environment = new HashMap<>(SHELL_OF_SLURM);
    environment.putAll(
        Map.of("SLURM_STEP_NUM_TASKS", "4", "SLURM_PROCID", "3", "SLURM_STEP_ID", "0"));
    Rendezvous place = Crew.outside(environment).orElseThrow();
    assertEquals(3, place.rank());
    assertEquals(4, place.size());
    environment.remove("SLURM_PROCID");
    UserException refused = assertThrows(UserException.class, () -> Crew.outside(environment));
    assertTrue(refused.getMessage().startsWith("SLURM_PROCID is not set"), refused.getMessage());
  }
}

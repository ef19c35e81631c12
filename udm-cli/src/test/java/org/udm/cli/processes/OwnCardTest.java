package org.udm.cli.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.udm.cli.console.UserException;

/** Each process has a card of its own, however cards are given out, or is told that it has none. */
class OwnCardTest {
  private static final String ONE =
      "1 card for local process 3: start at most 1 process here, or give --device cpu";

  private static final Map<String, String> SLURM = Map.of("SLURM_STEP_NUM_TASKS", "4");

  private static Map<String, String> visible(String devices) {
    return Map.of("CUDA_VISIBLE_DEVICES", devices);
  }

  @Test
  void whereAllCardsAreSeenTheLocalNumberChooses() {
    for (int localRank = 0; localRank < 4; localRank++) {
      assertEquals("cuda:" + localRank, OwnCard.of(localRank, 4, Map.of()));
      assertEquals("cuda:" + localRank, OwnCard.of(localRank, 4, SLURM));
      assertEquals("cuda:" + localRank, OwnCard.of(localRank, 4, visible("4,5,6,7")));
    }
  }

  /** Of a step of four tasks on one machine. */
  private static Map<String, String> slurm(String... variables) {
    Map<String, String> environment = new HashMap<>(SLURM);
    environment.put("CUDA_VISIBLE_DEVICES", "0");
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return environment;
  }

  @Test
  void theOnlyCardOfAProcessIsItsOwn() {
    for (int localRank = 0; localRank < 4; localRank++) {
      for (Map<String, String> own :
          List.of(
              slurm("SLURM_GPUS_PER_TASK", "1"), // --gpus-per-task 1
              slurm("SLURM_GPUS_PER_TASK", "a100:1", "SLURM_GPUS_ON_NODE", "4"),
              slurm("SLURM_TRES_PER_TASK", "cpu=2,gres/gpu=1"), // --tres-per-task
              slurm("SLURM_GPUS_ON_NODE", "4"), // --gres gpu:4 --gpu-bind single:1
              slurm("SLURM_GPUS_ON_NODE", "4", "SLURM_NTASKS_PER_GPU", "1"),
              visible(String.valueOf(localRank)),
              visible("GPU-8932f937-d72c"))) {
        assertEquals("cuda:0", OwnCard.of(localRank, 1, own), own::toString);
      }
    }
  }

  @Test
  void oneCardForSeveralTasksOfSlurmIsForTheFirst() {
    for (Map<String, String> shared :
        List.of(
            slurm("SLURM_GPUS_ON_NODE", "1"), // -n 4 where there is one card, --gres gpu:1
            slurm("SLURM_GPUS_ON_NODE", "1", "SLURM_TRES_PER_TASK", "cpu=2"),
            slurm("SLURM_GPUS_ON_NODE", "4", "SLURM_NTASKS_PER_GPU", "4"),
            slurm("SLURM_GPUS_ON_NODE", "(null)"),
            slurm())) {
      assertEquals("cuda:0", OwnCard.of(0, 1, shared));
      assertRefused(ONE + "; srun --gpus-per-task 1 gives each process a card; ", 1, shared);
    }
  }

  /** With CUDA_VISIBLE_DEVICES set for torchrun, in salloc with one card, in a task of srun. */
  @Test
  void oneCardForSeveralProcessesOfTorchrunIsForTheFirst() {
    for (Map<String, String> outside :
        List.of(
            visible("0"),
            Map.of("SLURM_GPUS_ON_NODE", "1", "CUDA_VISIBLE_DEVICES", "0"),
            slurm("SLURM_GPUS_PER_TASK", "1"))) {
      Map<String, String> environment = new HashMap<>(outside);
      environment.put("TORCHELASTIC_RUN_ID", "none");
      assertEquals("cuda:0", OwnCard.of(0, 1, environment));
      assertRefused(ONE, 1, environment);
    }
  }

  @Test
  void aProcessWithoutACardIsTold() {
    assertRefused(
        "2 cards for local process 3: start at most 2 processes here, or give --device cpu",
        2,
        SLURM);
    for (Map<String, String> shared :
        List.of(Map.<String, String>of(), visible(""), visible("0,1"))) {
      assertRefused(ONE, 1, shared);
    }
  }

  /** Those that one process starts see the cards that it sees, so one card is one for all. */
  @Test
  void startedProcessesShareWhatTheirStarterSees() {
    for (Map<String, String> outside : List.of(SLURM, visible("0"))) {
      Map<String, String> environment = new HashMap<>(outside);
      Starter.tell(environment);
      assertEquals("cuda:0", OwnCard.of(0, 1, environment));
      assertRefused(ONE, 1, environment);
    }
  }

  private static void assertRefused(String told, int cards, Map<String, String> environment) {
    UserException refused =
        assertThrows(UserException.class, () -> OwnCard.of(3, cards, environment));
    assertTrue(refused.getMessage().startsWith(told), refused.getMessage());
    assertEquals(UserException.Status.USAGE, refused.status());
  }
}

package org.udm.torch.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the variables of torchrun and srun mean, and which of them are wrong. */
class RendezvousTest {
  private static final Map<String, String> TORCHRUN =
      Map.of(
          "RANK", "3",
          "WORLD_SIZE", "8",
          "LOCAL_RANK", "1",
          "LOCAL_WORLD_SIZE", "2",
          "MASTER_ADDR", "node1",
          "MASTER_PORT", "29500");

  private static final Map<String, String> SRUN =
      Map.of(
          "SLURM_PROCID", "5",
          "SLURM_STEP_NUM_TASKS", "6",
          "SLURM_LOCALID", "2",
          "SLURM_JOB_ID", "4711",
          "SLURM_STEP_ID", "0",
          "SLURM_STEP_NODELIST", "gpu[07-09,12]");

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    Map<String, String> changed = new HashMap<>(all);
    if (value == null) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    return changed;
  }

  @Test
  void readsTorchrun() {
    assertEquals(
        Optional.of(new Rendezvous(3, 8, 1, 2, "node1", 29_500, Rendezvous.Keeper.PROCESS_0)),
        Rendezvous.of(TORCHRUN));
    Map<String, String> kept = with(TORCHRUN, "TORCHELASTIC_USE_AGENT_STORE", "True");
    assertEquals(
        Optional.of(new Rendezvous(3, 8, 1, 2, "node1", 29_500, Rendezvous.Keeper.LAUNCHER)),
        Rendezvous.of(kept));
  }

  @Test
  void writesWhatItReads() {
    Rendezvous place = Rendezvous.local(2, 3, 4242);
    assertEquals(Optional.of(place), Rendezvous.of(place.environment()));
    Rendezvous again = new Rendezvous(1, 3, 1, 2, "node1", 4242, Rendezvous.Keeper.LAUNCHER);
    assertEquals(Optional.of(again), Rendezvous.of(again.environment()));
  }

  @Test
  void readsSrun() {
    Rendezvous place = Rendezvous.of(SRUN).orElseThrow();
    assertEquals(5, place.rank());
    assertEquals(6, place.size());
    assertEquals(2, place.localRank());
    assertEquals("gpu07", place.host());
    assertTrue(place.port() >= 20_000 && place.port() < 30_000, place::toString);
    assertEquals("other", Rendezvous.of(with(SRUN, "MASTER_ADDR", "other")).orElseThrow().host());
    assertEquals(1234, Rendezvous.of(with(SRUN, "MASTER_PORT", "1234")).orElseThrow().port());
  }

  @ParameterizedTest
  @CsvSource({"node3, node3", "'a1,b[2-3]', a1", "'n[4,6]', n4", "'n[004]', n004"})
  void findsTheFirstMachine(String list, String first) {
    assertEquals(
        first, Rendezvous.of(with(SRUN, "SLURM_STEP_NODELIST", list)).orElseThrow().host());
  }

  @Test
  void aProcessAloneHasNone() {
    assertEquals(Optional.empty(), Rendezvous.of(Map.of("MASTER_ADDR", "x", "SLURM_PROCID", "0")));
  }

  @ParameterizedTest
  @CsvSource({
    "RANK, , RANK is not set",
    "WORLD_SIZE, , WORLD_SIZE is not set",
    "MASTER_PORT, , MASTER_PORT is not set",
    "RANK, 8, 'RANK is ''8'': it must be a whole number from 0 to 7 (WORLD_SIZE is 8)'",
    "WORLD_SIZE, many, WORLD_SIZE is 'many'",
    "MASTER_PORT, 70000, MASTER_PORT is '70000'",
    "MASTER_ADDR, ' ', MASTER_ADDR is empty",
    "LOCAL_RANK, -1, LOCAL_RANK is '-1'"
  })
  void namesTheVariableThatIsWrong(String name, String value, String message) {
    Map<String, String> wrong = with(TORCHRUN, name, value);
    String told =
        assertThrows(IllegalArgumentException.class, () -> Rendezvous.of(wrong)).getMessage();
    assertTrue(told.contains(message.replace("''", "'")), told);
  }

  @Test
  void namesAllThatAreMissing() {
    String told =
        assertThrows(IllegalArgumentException.class, () -> Rendezvous.of(Map.of("RANK", "0")))
            .getMessage();
    assertTrue(told.startsWith("WORLD_SIZE and MASTER_ADDR and MASTER_PORT are not set"), told);
  }

  @Test
  void sharesAreAllRowsOnce() {
    for (int rows : new int[] {0, 1, 2, 7, 12}) {
      for (int size = 1; size <= 5; size++) {
        int next = 0;
        for (int rank = 0; rank < size; rank++) {
          Share share = Share.of(rows, rank, size);
          assertEquals(next, share.from());
          assertTrue(share.rows() >= rows / size && share.rows() <= (rows - 1) / size + 1);
          next = share.to();
        }
        assertEquals(rows, next);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> Share.of(3, 2, 2));
    assertEquals(List.of(), Share.ofAtMost(0, 4));
    assertEquals(List.of(new Share(0, 8)), Share.ofAtMost(8, 8));
    assertEquals(List.of(new Share(0, 3), new Share(3, 6), new Share(6, 9)), Share.ofAtMost(9, 4));
  }
}

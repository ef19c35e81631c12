package org.udm.cli.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.udm.cli.console.UserException;

/** Each process has a card of its own, however cards are given out, or is told that it has none. */
class OwnCardTest {
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

  @Test
  void theOnlyCardOfAProcessIsItsOwn() {
    for (int localRank = 0; localRank < 4; localRank++) {
      assertEquals("cuda:0", OwnCard.of(localRank, 1, SLURM));
      assertEquals("cuda:0", OwnCard.of(localRank, 1, visible(String.valueOf(localRank))));
      assertEquals("cuda:0", OwnCard.of(localRank, 1, visible("GPU-8932f937-d72c")));
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
      assertRefused(
          "1 card for local process 3: start at most 1 process here, or give --device cpu",
          1,
          shared);
    }
  }

  /** Those that one process starts see the cards that it sees, so one card is one for all. */
  @Test
  void startedProcessesShareWhatTheirStarterSees() {
    for (Map<String, String> outside : List.of(SLURM, visible("0"))) {
      Map<String, String> environment = new HashMap<>(outside);
      Starter.tell(environment);
      assertEquals("cuda:0", OwnCard.of(0, 1, environment));
      assertRefused("1 card for local process 3: start at most 1 process here", 1, environment);
    }
  }

  private static void assertRefused(String told, int cards, Map<String, String> environment) {
    UserException refused =
        assertThrows(UserException.class, () -> OwnCard.of(3, cards, environment));
    assertEquals(told, refused.getMessage().substring(0, told.length()));
    assertEquals(UserException.Status.USAGE, refused.status());
  }
}

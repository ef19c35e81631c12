package org.udm.torch.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.udm.torch.Collective;
import org.udm.torch.Device;
import org.udm.torch.LocalStore;

/**
 * Processes that torchrun starts again meet afresh, whatever those before left in its store, and
 * however often each machine says that it has started them; threads stand for them.
 */
@Timeout(60)
class RestartTest {
  private static final Patience LONG = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(40));
  private static final Patience HASTY = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(2));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int port = LocalStore.freePort();
  private Collective launcher;

  @BeforeEach
  void keepTheStore() {
    launcher = LocalStore.open(port, Collective.Role.KEEPS);
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
    launcher.close();
  }

  private Rendezvous place(int rank, int size, int restarts) {
    return place(rank, size, restarts, port, "True");
  }

  /** As torchrun tells it to the process of a machine that it has started again some times. */
  private static Rendezvous place(int rank, int size, int restarts, int port, String agentStore) {
    Map<String, String> environment =
        new HashMap<>(Rendezvous.local(rank, size, port).environment());
    environment.put("TORCHELASTIC_USE_AGENT_STORE", agentStore);
    environment.put("TORCHELASTIC_RESTART_COUNT", String.valueOf(restarts));
    return Rendezvous.of(environment).orElseThrow();
  }

  private Future<double[]> started(Rendezvous place) {
    return threads.submit(
        () -> {
          try (ProcessGroup group = ProcessGroup.join(place, Device.CPU, LONG, () -> {})) {
            double[] sum = group.sum(place.rank() + 1);
            group.finish();
            return sum;
          }
        });
  }

  private static void assertSum(double sum, List<Future<double[]>> processes) throws Exception {
    for (Future<double[]> process : processes) {
      assertArrayEquals(new double[] {sum}, process.get(40, TimeUnit.SECONDS));
    }
  }

  @Test
  void machinesThatCountDifferentlyMeet() throws Exception {
    assertSum(3, List.of(started(place(0, 2, 0)), started(place(1, 2, 1))));
    int other = LocalStore.freePort();
    assertSum(
        3,
        List.of(started(place(0, 2, 3, other, "False")), started(place(1, 2, 0, other, "False"))));
  }

  /** Another number of processes, too, and now process 0, now another one first. */
  @Test
  void everyAttemptMeetsAfresh() throws Exception {
    for (int[] ranks : new int[][] {{1, 0}, {0, 1}, {2, 0, 1}, {1, 0}}) {
      int size = ranks.length;
      List<Future<double[]>> processes = new ArrayList<>();
      for (int rank : ranks) {
        processes.add(started(place(rank, size, 0)));
        TimeUnit.MILLISECONDS.sleep(100);
      }
      assertSum(size * (size + 1) / 2.0, processes);
    }
  }

  /** Process 2 had not come to it, and finds it open; process 1 had. */
  @Test
  void anAttemptThatEndedUnmetHoldsNobody() throws Exception {
    Future<String> second = threads.submit(() -> refused(place(1, 3, 0)));
    String first = refused(place(0, 3, 0));
    assertTrue(first.contains(" did not come to the store of torchrun at "), first);
    second.get(40, TimeUnit.SECONDS);
    List<Future<double[]>> processes =
        new ArrayList<>(List.of(started(place(2, 3, 0)), started(place(1, 3, 0))));
    TimeUnit.MILLISECONDS.sleep(200);
    processes.add(started(place(0, 3, 1)));
    assertSum(6, processes);
  }

  @Test
  void withoutANewProcess0TheOthersSaySo() throws Exception {
    assertSum(3, List.of(started(place(0, 2, 0)), started(place(1, 2, 0))));
    for (Rendezvous alone : List.of(place(1, 2, 0), place(1, 3, 1))) {
      String told = refused(alone);
      assertTrue(told.contains("within 1 s process 0 did not come to the store of torchrun"), told);
    }
  }

  /** One that was started again while process 0 waits for another one. */
  @Test
  void theLastWhoCameAsAProcessIsMeant() throws Exception {
    Future<double[]> first = started(place(0, 3, 0));
    refused(place(1, 3, 0));
    assertSum(6, List.of(first, started(place(1, 3, 1)), delayed(place(2, 3, 0))));
  }

  private Future<double[]> delayed(Rendezvous place) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(300);
    return started(place);
  }

  @Test
  void aStoreThatIsNotThereIsTorchruns() {
    for (int rank = 0; rank < 2; rank++) {
      String told = refused(place(rank, 2, 0, LocalStore.freePort(), "True"));
      String expected = "process %d of 2 cannot reach the store of torchrun at ".formatted(rank);
      assertTrue(told.startsWith(expected), told);
    }
  }

  private static String refused(Rendezvous place) {
    return assertThrows(
            LostProcessException.class, () -> ProcessGroup.join(place, Device.CPU, HASTY, () -> {}))
        .getMessage();
  }
}

package org.udm.torch.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.udm.torch.Collective;
import org.udm.torch.Device;
import org.udm.torch.LocalStore;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;

/** What processes tell each other; threads, each with a group of its own, stand for them. */
@Timeout(60)
class ProcessGroupTest {
  private static final Duration JOINING = Duration.ofSeconds(30);
  private static final Patience LONG = new Patience(JOINING, Duration.ofSeconds(40));
  private static final Patience SHORT = new Patience(JOINING, Duration.ofSeconds(2));

  /** The library takes longer to load than some wait here. */
  @BeforeAll
  static void load() {
    LocalStore.open(LocalStore.freePort(), Collective.Role.KEEPS).close();
  }

  private static ProcessGroup join(int rank, int size, int port, Patience patience) {
    return ProcessGroup.join(Rendezvous.local(rank, size, port), Device.CPU, patience, () -> {});
  }

  /** Runs the same in every process; returns what each made. */
  private static <T> List<T> together(int size, Function<ProcessGroup, T> work) throws Exception {
    int port = LocalStore.freePort();
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        int own = rank;
        futures.add(
            threads.submit(
                () -> {
                  try (ProcessGroup group = join(own, size, port, LONG)) {
                    return work.apply(group);
                  }
                }));
      }
      List<T> made = new ArrayList<>();
      for (Future<T> future : futures) {
        made.add(future.get(50, TimeUnit.SECONDS));
      }
      return made;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Floats of a process [n]: 10,007 of them, so that three processes have unequal parts. */
  private static float[] floats(int rank) {
    Random random = new Random(rank);
    float[] values = new float[10_007];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  @SuppressWarnings("try") // the scope frees the tensors
  void sumsAreTheSameBitsInAll() throws Exception {
    List<float[]> sums =
        together(
            3,
            group -> {
              try (TensorScope scope = TensorScope.inference()) {
                Tensor values = Tensor.of(floats(group.rank()), 10_007);
                group.sum(values);
                group.finish();
                return values.floats();
              }
            });
    assertArrayEquals(sums.get(0), sums.get(1));
    assertArrayEquals(sums.get(0), sums.get(2));
    float[][] drawn = {floats(0), floats(1), floats(2)};
    for (int i = 0; i < 10_007; i++) {
      double exact = (double) drawn[0][i] + drawn[1][i] + drawn[2][i];
      assertEquals(exact, sums.get(0)[i], 1e-6); // two roundings of numbers below 8
    }
  }

  @Test
  @SuppressWarnings("try") // the scope frees the tensors
  void tellsEachOtherWhatTheyHave() throws Exception {
    List<String> told =
        together(
            3,
            group -> {
              try (TensorScope scope = TensorScope.inference()) {
                int[] own = {10, 20, 30};
                int[][] all = group.gather(Arrays.copyOf(own, group.rank() == 1 ? 0 : 2));
                double[] sum = group.sum(group.rank(), 0.25);
                Tensor first = Tensor.of(new float[] {group.rank() + 1}, 1);
                group.copyFirst(first);
                group.finish();
                return Arrays.deepToString(all) + Arrays.toString(sum) + first.item();
              }
            });
    assertEquals(
        List.of("[[10, 20], [], [10, 20]][3.0, 0.75]1.0"), told.stream().distinct().toList());
  }

  /** One unit in the last place of one of ten thousand weights. */
  @Test
  @SuppressWarnings("try") // the scope frees the tensors
  void aSingleBitIsSeen() throws Exception {
    List<String> told =
        together(
            2,
            group -> {
              try (TensorScope scope = TensorScope.inference()) {
                float[] weights = floats(0);
                group.requireSame("weights", Tensor.of(weights, weights.length));
                weights[777] = group.rank() == 0 ? weights[777] : Math.nextUp(weights[777]);
                Tensor other = Tensor.of(weights, weights.length);
                String message =
                    assertThrows(
                            IllegalStateException.class, () -> group.requireSame("weights", other))
                        .getMessage();
                group.finish();
                return message;
              }
            });
    assertTrue(told.get(0).startsWith("the weights of process 1 differ"), told.get(0));
    assertEquals(told.get(0), told.get(1));
  }

  /** One that joins by hand, and then hangs with its connections open. */
  @Test
  void aProcessThatFallsSilentIsNamed() throws Exception {
    int port = LocalStore.freePort();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Collective> other =
          thread.submit(
              () -> {
                Collective silent = LocalStore.open(port, Collective.Role.SEEKS);
                silent.connect(met(silent, 1, 2, port).prefix(), 1, 2, JOINING);
                return silent;
              });
      try (ProcessGroup group = join(0, 2, port, SHORT)) {
        String told = assertThrows(LostProcessException.class, () -> group.sum(1)).getMessage();
        assertTrue(told.startsWith("process 1 of 2 has given no sign of life for 2 s"), told);
      }
      other.get().close();
    } finally {
      thread.shutdownNow();
    }
  }

  private static Meeting met(Collective store, int rank, int size, int port) {
    return Meeting.of(store, Rendezvous.local(rank, size, port), Deadline.begin(JOINING, () -> {}));
  }

  @Test
  void aProcessThatDoesNotComeIsNamed() throws Exception {
    String told = refused(0, 3, LocalStore.freePort());
    assertTrue(told.contains("within 1 s process 1, 2 did not come to 127.0.0.1"), told);
    String alone = refused(1, 3, LocalStore.freePort());
    assertTrue(alone.startsWith("process 1 of 3 cannot reach process 0 at 127.0.0.1"), alone);
  }

  private static final Patience HASTY = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(2));

  private static String refused(int rank, int size, int port) {
    return assertThrows(LostProcessException.class, () -> join(rank, size, port, HASTY))
        .getMessage();
  }

  /** Each of them ends, whoever comes first. */
  @Test
  void processesOfSeveralSizesRefuseEachOther() throws Exception {
    int port = LocalStore.freePort();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<String> larger = thread.submit(() -> refused(1, 3, port));
      String smaller =
          assertThrows(LostProcessException.class, () -> join(0, 2, port, SHORT)).getMessage();
      assertTrue(smaller.contains("give all the same WORLD_SIZE"), smaller);
      assertTrue(larger.get().startsWith("process 1 of 3 could not join"), larger.get());
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void twoOfOneRankAreTold() throws Exception {
    int port = LocalStore.freePort();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Collective keeper = LocalStore.open(port, Collective.Role.KEEPS)) {
      Future<Meeting> held = thread.submit(() -> met(keeper, 0, 2, port));
      met(LocalStore.open(port, Collective.Role.SEEKS), 1, 2, port);
      held.get();
      String told = refused(1, 2, port);
      assertTrue(told.contains("two processes say that they are process 1 of 2"), told);
    } finally {
      thread.shutdownNow();
    }
  }

  /** One that met the others, and ended before it connected. */
  @Test
  void aProcessThatEndsWhileTheyConnectIsMissed() throws Exception {
    int port = LocalStore.freePort();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Meeting> other =
          thread.submit(() -> met(LocalStore.open(port, Collective.Role.SEEKS), 1, 2, port));
      String told = refused(0, 2, port);
      assertTrue(told.contains("did not connect within 1 s"), told);
      other.get();
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aPortOfAnotherServiceIsTold() throws Exception {
    try (ServerSocket stranger = new ServerSocket(0)) {
      String seeking = refused(1, 2, stranger.getLocalPort());
      assertTrue(seeking.contains("something answers there, but it is no store"), seeking);
      String keeping = refused(0, 2, stranger.getLocalPort());
      assertTrue(keeping.contains("set MASTER_PORT to a free one"), keeping);
    }
    String unknown =
        assertThrows(
                LostProcessException.class,
                () ->
                    ProcessGroup.join(
                        new Rendezvous(
                            1, 2, 0, 1, "no.such.host.invalid", 1, Rendezvous.Keeper.PROCESS_0),
                        Device.CPU,
                        HASTY,
                        () -> {}))
            .getMessage();
    assertTrue(unknown.contains("this machine knows no address of that name"), unknown);
  }

  /** It is no failure to connect. */
  @Test
  void aMistakeOfTheProgramComesOutAsItIs() throws Exception {
    int port = LocalStore.freePort();
    assertThrows(
        NullPointerException.class,
        () -> ProcessGroup.join(Rendezvous.local(0, 1, port), null, HASTY, () -> {}));
  }
}

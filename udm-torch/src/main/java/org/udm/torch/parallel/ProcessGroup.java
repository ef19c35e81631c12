package org.udm.torch.parallel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.udm.torch.Collective;
import org.udm.torch.Device;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;

/**
 * Processes that found each other: LibTorch's process group, by Gloo on processors and NCCL on CUDA
 * devices, with a store in process 0.
 *
 * <p>A process that is lost ends the wait of the others by a {@link LostProcessException}: at once
 * where its connections break, and within {@link Patience#silence} where it falls silent.
 *
 * <pre>{@code
 * Rendezvous place = Rendezvous.of(System.getenv()).orElseThrow();
 * try (ProcessGroup group = ProcessGroup.join(place, Device.CPU, Patience.defaults(), () -> {})) {
 *   LossLearner<TokenBatch> learner = LossLearner.of(loss, options, runtime, group);
 *   ...
 *   group.finish();
 * }
 * }</pre>
 */
public final class ProcessGroup implements Peers, AutoCloseable {
  private static final long POLL_MILLIS = 20;
  private static final int CONNECT_MILLIS = 5000;

  /** The counter of all processes that have come. */
  private static final String ALL = "here";

  private final Rendezvous place;
  private final Device device;
  private final Collective collective;
  private final SignsOfLife signs;
  private boolean broken;

  private ProcessGroup(Rendezvous place, Device device, Collective collective, SignsOfLife signs) {
    this.place = place;
    this.device = device;
    this.collective = collective;
    this.signs = signs;
  }

  /**
   * Waits for all processes and joins them.
   *
   * @param place where they meet, and which of them this one is
   * @param device where the tensors lie that they sum
   * @param patience how long to wait for each other
   * @param look called now and then while it waits; what it throws ends the wait
   * @return the group
   * @throws LostProcessException if not all come in time
   */
  public static ProcessGroup join(
      Rendezvous place, Device device, Patience patience, Runnable look) {
    Collective collective = opened(place, device, patience.joining(), look);
    try {
      meet(collective, place, patience, look);
      within(
          patience.joining(),
          look,
          "they met, but did not connect within %d s: one of them has ended, or they do not reach each other; GLOO_SOCKET_IFNAME or NCCL_SOCKET_IFNAME names the network interface"
              .formatted(patience.joining().toSeconds()),
          () -> {
            collective.connect(place.rank(), place.size(), patience.joining());
            return collective;
          });
      return new ProcessGroup(
          place, device, collective, SignsOfLife.begin(collective, place, patience));
    } catch (IllegalStateException e) { // the store stays open: a call that hangs may use it
      throw new LostProcessException(
          "process %d of %d could not join the others (%s)"
              .formatted(place.rank(), place.size(), e.getMessage()),
          e);
    }
  }

  private static Collective opened(
      Rendezvous place, Device device, Duration patience, Runnable look) {
    Collective.Role role =
        place.rank() == 0 && place.keeper() == Rendezvous.Keeper.PROCESS_0
            ? Collective.Role.KEEPS
            : Collective.Role.SEEKS;
    try {
      if (role == Collective.Role.SEEKS) {
        find(place, patience, look);
      }
      return within(
          patience,
          look,
          "something answers there, but it is no store of a process group",
          () ->
              Collective.open(
                  device,
                  place.host(),
                  place.port(),
                  role,
                  "udm/attempt " + place.attempt(),
                  patience));
    } catch (IllegalStateException e) {
      throw new LostProcessException(
          role == Collective.Role.KEEPS
              ? "process 0 of %d cannot listen at port %d (%s): set MASTER_PORT to a free one, the same in all processes"
                  .formatted(place.size(), place.port(), e.getMessage())
              : "process %d of %d cannot reach process 0 at %s, port %d (%s): start process 0 there, or give MASTER_ADDR and MASTER_PORT of where it is"
                  .formatted(
                      place.rank(), place.size(), place.host(), place.port(), e.getMessage()),
          e);
    }
  }

  /** Makes a native call that may not come back; it is then left to itself. */
  private static <T> T within(
      Duration patience, Runnable look, String late, Supplier<T> nativeCall) {
    CompletableFuture<T> made =
        CompletableFuture.supplyAsync(
            nativeCall,
            task -> {
              Thread thread = new Thread(task, "udm-joining");
              thread.setDaemon(true);
              thread.start();
            });
    long deadline = System.nanoTime() + patience.toNanos();
    while (!made.isDone()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(late);
      }
      pause(look);
    }
    try {
      return made.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  /** Waits until somebody listens; LibTorch's own wait fills the screen with what it tries. */
  private static void find(Rendezvous place, Duration patience, Runnable look) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        InetSocketAddress address = new InetSocketAddress(place.host(), place.port());
        if (address.isUnresolved()) {
          throw new IOException("this machine knows no address of that name");
        }
        socket.connect(address, CONNECT_MILLIS);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(e.getMessage(), e);
        }
      }
      pause(look);
    }
  }

  private static void pause(Runnable look) {
    look.run();
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the others", e);
    }
  }

  /** Waits until every process has counted itself. */
  private static void meet(
      Collective collective, Rendezvous place, Patience patience, Runnable look) {
    if (collective.count(here(String.valueOf(place.rank())), 1) > 1) {
      throw new IllegalStateException(
          "two processes say that they are process %d of %d: give each a RANK of its own"
              .formatted(place.rank(), place.size()));
    }
    String alike = here("of " + place.size());
    collective.count(alike, 1);
    long arrived = collective.count(ALL, 1);
    long deadline = System.nanoTime() + patience.joining().toNanos();
    while (true) {
      if (collective.count(alike, 0) < arrived) {
        throw new IllegalStateException(
            "it was told that they are %d, and another one something else: give all the same WORLD_SIZE"
                .formatted(place.size()));
      }
      if (arrived >= place.size()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "within %d s process %s did not come to %s, port %d: start it with the same MASTER_ADDR, MASTER_PORT and WORLD_SIZE, and see that no firewall is between"
                .formatted(
                    patience.joining().toSeconds(),
                    missing(collective, place.size()),
                    place.host(),
                    place.port()));
      }
      pause(look);
      arrived = collective.count(ALL, 0);
    }
  }

  private static String missing(Collective collective, int size) {
    return IntStream.range(0, size)
        .mapToObj(String::valueOf)
        .filter(rank -> collective.count(here(rank), 0) == 0)
        .collect(Collectors.joining(", "));
  }

  private static String here(String who) {
    return ALL + "/" + who;
  }

  @Override
  public int rank() {
    return place.rank();
  }

  @Override
  public int size() {
    return place.size();
  }

  @Override
  public void sum(Tensor... values) {
    together(() -> collective.sum(signs::requireAll, values));
  }

  @Override
  public void copyFirst(Tensor values) {
    together(() -> collective.broadcast(signs::requireAll, values));
  }

  private void together(Runnable operation) {
    try {
      operation.run();
    } catch (LostProcessException e) {
      broken = true;
      throw e;
    } catch (RuntimeException e) {
      broken = true;
      throw signs.missing(e);
    }
  }

  @Override
  @SuppressWarnings("try") // the scope frees the tensor; only numbers leave it
  public double[] sum(double... values) {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor tensor = Tensor.of(values, values.length).to(device);
      sum(tensor);
      return tensor.doubles();
    }
  }

  @Override
  @SuppressWarnings("try") // the scope frees the tensor; only numbers leave it
  public int[][] gather(int... own) {
    double[] lengths = new double[size()];
    lengths[rank()] = own.length;
    lengths = sum(lengths);
    int[] ends = Arrays.stream(lengths).mapToInt(length -> (int) length).toArray();
    Arrays.parallelPrefix(ends, Math::addExact);
    int[] all = new int[ends[size() - 1]];
    System.arraycopy(own, 0, all, ends[rank()] - own.length, own.length);
    if (all.length > 0) {
      try (TensorScope scope = TensorScope.inference()) {
        Tensor tensor = Tensor.of(all, all.length).to(device); // zeros where others have numbers
        sum(tensor);
        all = tensor.ints();
      }
    }
    int[][] parts = new int[size()][];
    for (int rank = 0; rank < size(); rank++) {
      parts[rank] = Arrays.copyOfRange(all, rank == 0 ? 0 : ends[rank - 1], ends[rank]);
    }
    return parts;
  }

  /** Waits until all processes have come to their end; none may leave while others need it. */
  public void finish() {
    sum(0);
  }

  /** Leaves the group; without {@link #finish} it is lost to the others. */
  @Override
  public void close() {
    signs.close();
    if (!broken) { // an operation that hangs would hold the end up
      collective.close();
    }
  }
}

package org.udm.torch.parallel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
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
    Collective collective;
    try {
      if (place.rank() > 0) {
        find(place, patience, look);
      }
      collective =
          Collective.open(device, place.host(), place.port(), place.rank(), patience.joining());
    } catch (IllegalStateException e) {
      throw new LostProcessException(
          "process %d of %d cannot reach process 0 at %s, port %d (%s): start process 0 there, or give MASTER_ADDR and MASTER_PORT of where it is"
              .formatted(place.rank(), place.size(), place.host(), place.port(), e.getMessage()),
          e);
    }
    try {
      meet(collective, place, patience, look);
      collective.connect(place.rank(), place.size(), patience.joining());
      return new ProcessGroup(
          place, device, collective, SignsOfLife.begin(collective, place, patience));
    } catch (IllegalStateException e) {
      collective.close();
      throw new LostProcessException(
          "process %d of %d could not join the others (%s)"
              .formatted(place.rank(), place.size(), e.getMessage()),
          e);
    }
  }

  /** Waits until process 0 listens; LibTorch's own wait fills the screen with what it tries. */
  private static void find(Rendezvous place, Patience patience, Runnable look) {
    long deadline = System.nanoTime() + patience.joining().toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(place.host(), place.port()), CONNECT_MILLIS);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(e.toString(), e);
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
    if (collective.count(here(place.rank()), 1) > 1) {
      throw new IllegalStateException(
          "two processes say that they are process %d of %d: give each a RANK of its own"
              .formatted(place.rank(), place.size()));
    }
    collective.count("udm/here", 1);
    long deadline = System.nanoTime() + patience.joining().toNanos();
    while (collective.count("udm/here", 0) < place.size()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "within %d s process %s did not come"
                .formatted(patience.joining().toSeconds(), missing(collective, place.size())));
      }
      pause(look);
    }
  }

  private static String missing(Collective collective, int size) {
    return IntStream.range(0, size)
        .filter(rank -> collective.count(here(rank), 0) == 0)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static String here(int rank) {
    return "udm/here/" + rank;
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

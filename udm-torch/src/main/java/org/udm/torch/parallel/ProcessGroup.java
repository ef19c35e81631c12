package org.udm.torch.parallel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.udm.torch.Collective;
import org.udm.torch.Device;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;

/**
 * Processes that found each other: LibTorch's process group, by Gloo on processors and NCCL on CUDA
 * devices, with a store in process 0 or in what started them.
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
    Collective collective = opened(place, device, patience.joining(), look);
    try {
      Meeting meeting = Meeting.of(collective, place, Deadline.begin(patience.joining(), look));
      Deadline.begin(patience.joining(), look)
          .await(
              "they met, but did not connect within %d s: one of them has ended, or they do not reach each other; GLOO_SOCKET_IFNAME or NCCL_SOCKET_IFNAME names the network interface"
                  .formatted(patience.joining().toSeconds()),
              () -> {
                collective.connect(
                    meeting.prefix(), place.rank(), place.size(), patience.joining());
                return collective;
              });
      return new ProcessGroup(
          place, device, collective, SignsOfLife.begin(meeting, place, patience));
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
        find(place, Deadline.begin(patience, look));
      }
      return Deadline.begin(patience, look)
          .await(
              "something answers there, but it is no store of a process group",
              () -> Collective.open(device, place.host(), place.port(), role, patience));
    } catch (IllegalStateException e) {
      throw new LostProcessException(unreachable(place, role, e.getMessage()), e);
    }
  }

  private static String unreachable(Rendezvous place, Collective.Role role, String why) {
    if (role == Collective.Role.KEEPS) {
      return "process 0 of %d cannot listen at port %d (%s): set MASTER_PORT to a free one, the same in all processes"
          .formatted(place.size(), place.port(), why);
    }
    String which = "process %d of %d".formatted(place.rank(), place.size());
    return place.keeper() == Rendezvous.Keeper.PROCESS_0
        ? "%s cannot reach process 0 at %s (%s): start process 0 there, or give MASTER_ADDR and MASTER_PORT of where it is"
            .formatted(which, place.store(), why)
        : "%s cannot reach %s (%s): torchrun has ended there, or a firewall is between; if process 0 is to keep the store, unset TORCHELASTIC_USE_AGENT_STORE"
            .formatted(which, place.store(), why);
  }

  /** Waits until somebody listens; LibTorch's own wait fills the screen with what it tries. */
  private static void find(Rendezvous place, Deadline deadline) {
    while (true) {
      try (Socket socket = new Socket()) {
        InetSocketAddress address = new InetSocketAddress(place.host(), place.port());
        if (address.isUnresolved()) {
          throw new IOException("this machine knows no address of that name");
        }
        socket.connect(address, CONNECT_MILLIS);
        return;
      } catch (IOException e) {
        if (deadline.isOver()) {
          throw new IllegalStateException(e.getMessage(), e);
        }
      }
      deadline.pause();
    }
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

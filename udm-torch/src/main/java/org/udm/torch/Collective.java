package org.udm.torch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * The native side of a group of processes: a store of counters, which one of them or their launcher
 * keeps, and sums and copies of tensors over all processes, by Gloo between processors and by NCCL
 * between CUDA devices.
 *
 * <p>All processes call the same operations in the same order with tensors of the same shape. While
 * an operation waits for the others it looks around, about once a second; what the look throws ends
 * the wait, and the group is then of no more use.
 */
public final class Collective implements AutoCloseable {
  static {
    Native.load();
  }

  private static final long LOOK_MILLIS = 1000;
  private static final long POLL_NANOS = 20_000;
  private static final Duration LONGEST = Duration.ofDays(1); // the look decides, not the library

  /** What a process does with the store. */
  public enum Role {
    /** It starts the store, and the store ends with it. */
    KEEPS,
    /** It looks for the store, which another one keeps. */
    SEEKS
  }

  /**
   * Those that are not closed: they stay until the program ends. The collector would free their
   * parts in any order, and whichever goes after one that it counts on writes into freed memory.
   */
  private static final Set<Collective> OPEN = ConcurrentHashMap.newKeySet();

  private final Device device;
  private final TCPStore store;
  private final TCPStore counters; // of its own, since a waiting operation holds the other
  private final ReentrantLock counting = new ReentrantLock();
  private Store ofBackend;
  private Backend backend;

  private Collective(Device device, TCPStore store, TCPStore counters) {
    this.device = device;
    this.store = store;
    this.counters = counters;
    OPEN.add(this);
  }

  /**
   * Opens the store.
   *
   * @param device where tensors will lie
   * @param host the address of the one who keeps the store
   * @param port its port, 1 to 65535
   * @param role whether that is this process
   * @param patience how long to look for the store; what answers and is none may hold up longer
   * @return the store, in which {@link #count} works and {@link #connect} comes next
   * @throws IllegalStateException if nobody answers in time, or the port is taken
   */
  @SuppressWarnings("try") // the scope frees the options
  public static Collective open(
      Device device, String host, int port, Role role, Duration patience) {
    try (PointerScope scope = new PointerScope()) {
      TCPStore store = store(host, port, role, patience).retainReference();
      TCPStore counters = store(host, port, Role.SEEKS, patience).retainReference();
      return new Collective(device, store, counters);
    } catch (RuntimeException e) {
      throw told(e);
    }
  }

  private static TCPStore store(String host, int port, Role role, Duration patience) {
    return new TCPStore(
        host,
        new TCPStoreOptions()
            .port((short) port) // 16 bits without a sign
            .isServer(role == Role.KEEPS)
            .waitWorkers(false)
            .timeout(new Milliseconds(patience.toMillis())));
  }

  /**
   * Connects all processes with one another; they all call it.
   *
   * @param prefix before all names that the connection has in the store
   * @param rank the number of this process, in [0, size)
   * @param size how many there are
   * @param patience how long to wait for the others
   * @throws IllegalStateException if one of them does not come
   */
  @SuppressWarnings("try") // the scope frees the options
  public void connect(String prefix, int rank, int size, Duration patience) {
    try (PointerScope scope = new PointerScope()) {
      store.setTimeout(new Milliseconds(patience.toMillis()));
      ofBackend = new PrefixStore(prefix, store).retainReference();
      backend = device.kind() == Device.Kind.CUDA ? nccl(rank, size) : gloo(rank, size);
      backend.retainReference();
    } catch (RuntimeException e) {
      if (backend == null && ofBackend != null) { // it must not outlive the store that it is of
        ofBackend.deallocate();
        ofBackend = null;
      }
      throw told(e);
    }
  }

  private Backend gloo(int rank, int size) {
    ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create();
    options.timeout(new Milliseconds(LONGEST.toMillis()));
    GlooDeviceVector devices = options.devices();
    String network = System.getenv("GLOO_SOCKET_IFNAME"); // as with PyTorch
    if (network != null && !network.isEmpty()) {
      devices.push_back(ProcessGroupGloo.createDeviceForInterface(network));
    } else if (isLoopback(store.getHost().getString())) {
      devices.push_back(ProcessGroupGloo.createDeviceForHostname("127.0.0.1"));
    } else {
      devices.push_back(ProcessGroupGloo.createDefaultDevice());
    }
    return new ProcessGroupGloo(ofBackend, rank, size, options);
  }

  private static boolean isLoopback(String host) {
    return host.equals("127.0.0.1") || host.equals("localhost");
  }

  private Backend nccl(int rank, int size) {
    ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create();
    options.timeout(new Milliseconds(LONGEST.toMillis()));
    return new ProcessGroupNCCL(ofBackend, rank, size, options);
  }

  /**
   * Adds to a counter of the store; any thread may.
   *
   * @param name the counter, which begins at 0
   * @param more what is added, 0 to read it
   * @return its value afterwards
   * @throws IllegalStateException if the store is gone
   */
  public long count(String name, long more) {
    counting.lock();
    try {
      if (counters.isNull()) {
        throw new IllegalStateException("the store is closed");
      }
      return counters.add(name, more);
    } catch (RuntimeException e) {
      throw told(e);
    } finally {
      counting.unlock();
    }
  }

  /**
   * Replaces each of some tensors by its sum over all processes, with the same bits in each. All
   * sums begin before the first is waited for.
   *
   * @param look called while it waits; what it throws ends the wait
   * @param values on the group's device, contiguous; changed in place
   * @throws IllegalStateException if the connection to another process breaks
   */
  @SuppressWarnings("try") // the scope frees the handles
  public void sum(Runnable look, Tensor... values) {
    try (PointerScope scope = new PointerScope()) {
      List<Work> begun = new ArrayList<>();
      for (Tensor tensor : values) {
        begun.add(backend.allreduce(new TensorVector(tensor.value())));
      }
      begun.forEach(work -> await(work, look));
    }
  }

  /**
   * Replaces a tensor by that of process 0.
   *
   * @param look called while it waits; what it throws ends the wait
   * @param values on the group's device, contiguous; changed in place
   * @throws IllegalStateException if the connection to another process breaks
   */
  @SuppressWarnings("try") // the scope frees the handles
  public void broadcast(Runnable look, Tensor values) {
    try (PointerScope scope = new PointerScope()) {
      await(backend.broadcast(new TensorVector(values.value())), look);
    }
  }

  private void await(Work work, Runnable look) {
    while (!done(work)) {
      look.run();
    }
    if (device.kind() == Device.Kind.CUDA) {
      work._wait(); // orders the stream after the work
    }
  }

  /** Waits for a while; false if the work is not done yet. */
  private boolean done(Work work) {
    try {
      return device.kind() == Device.Kind.CUDA
          ? polled(work)
          : work._wait(new Milliseconds(LOOK_MILLIS));
    } catch (RuntimeException e) {
      if (work.isCompleted()) {
        throw told(e);
      }
      return false; // the wait was over before the work
    }
  }

  /** NCCL's own wait would not come back when a process is lost. */
  private static boolean polled(Work work) {
    long end = System.nanoTime() + LOOK_MILLIS * 1_000_000;
    while (!work.isCompleted() && System.nanoTime() < end) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return work.isCompleted();
  }

  /** What LibTorch says, by its first line; it is of this very class, as no other error is. */
  private static RuntimeException told(RuntimeException e) {
    return e.getClass() == RuntimeException.class
        ? new IllegalStateException(
            String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e)
        : e;
  }

  /** Leaves the group; an operation that others wait for is then lost to them. */
  @Override
  public void close() {
    if (!hold()) {
      return; // a count that hangs still uses the store
    }
    try {
      free();
    } finally {
      counting.unlock();
    }
  }

  /** Keeps other threads from counting, if none of them hangs. */
  private boolean hold() {
    try {
      return counting.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return counting.tryLock();
    }
  }

  private void free() {
    if (backend != null) {
      backend.deallocate();
      ofBackend.deallocate();
    }
    counters.deallocate();
    store.deallocate();
    OPEN.remove(this);
  }
}

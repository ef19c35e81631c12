package org.udm.cli.processes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.udm.cli.console.Failures;
import org.udm.cli.console.UserException;
import org.udm.torch.parallel.Rendezvous;

/**
 * Processes 1 to N - 1 of a command of which this process is number 0: the same command line in
 * Java processes of this machine.
 *
 * <p>Their results are dropped, since process 0 has them all; what they say is shown with their
 * number before it. They end when this process ends, however it ends.
 */
final class LocalProcesses implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20; // to notice that the others are gone, and end

  private final List<Process> others = new ArrayList<>();

  private LocalProcesses() {}

  /**
   * Starts the others.
   *
   * @param main the class that is started
   * @param args the command line
   * @param place the meeting as process 0 has it
   * @throws UserException if the system starts no more processes
   */
  static LocalProcesses start(String main, List<String> args, Rendezvous place) {
    LocalProcesses started = new LocalProcesses();
    try {
      for (int rank = 1; rank < place.size(); rank++) {
        Rendezvous own = Rendezvous.local(rank, place.size(), place.port());
        started.others.add(start(command(main, args), own));
      }
    } catch (IOException e) {
      started.end(0);
      throw UserException.failed("cannot start a process: " + Failures.describe(e), e);
    }
    return started;
  }

  private static Process start(List<String> command, Rendezvous own) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.putAll(own.environment());
    Starter.tell(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    Thread reader = new Thread(() -> tell(process, own.rank()), "udm-process-" + own.rank());
    reader.setDaemon(true);
    reader.start();
    return process;
  }

  private static List<String> command(String main, List<String> args) {
    return JavaCommand.of(
        option -> !option.startsWith("-Dudm.terminal"),
        System.getProperty("java.class.path"),
        main,
        args);
  }

  private static void tell(Process process, int rank) {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(line -> System.err.println("[" + rank + "] " + line));
    } catch (IOException | UncheckedIOException e) {
      // it has nothing more to say
    }
  }

  /** A port that is free now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw UserException.failed(
          "no port is free for %s: %s".formatted("the processes to meet", Failures.describe(e)), e);
    }
  }

  /**
   * Requires that the others live.
   *
   * @throws UserException if one has ended
   */
  void requireAlive() {
    for (int i = 0; i < others.size(); i++) {
      if (!others.get(i).isAlive()) {
        throw UserException.failed(
            "process %d of %d ended before the work began (exit status %d); what it said stands above"
                .formatted(i + 1, others.size() + 1, others.get(i).exitValue()));
      }
    }
  }

  /** Waits for the others, and ends those that do not end by themselves. */
  @Override
  public void close() {
    end(PATIENCE_SECONDS);
  }

  private void end(long patienceSeconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(patienceSeconds);
    for (Process process : others) {
      try {
        process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
    }
  }
}

package org.udm.cli.processes;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.torch.Device;
import org.udm.torch.parallel.LostProcessException;
import org.udm.torch.parallel.Patience;
import org.udm.torch.parallel.Peers;
import org.udm.torch.parallel.ProcessGroup;
import org.udm.torch.parallel.Rendezvous;

/**
 * The processes that do the work of one command: this one alone, those that it starts on this
 * machine, or those that {@code torchrun} or {@code srun} started.
 *
 * <p>Process 0 leads: it alone writes files, prints results and shows progress.
 */
public final class Crew implements AutoCloseable {
  /** SLURM's variable for the number of processes that srun started together. */
  static final String STEP_TASKS = "SLURM_STEP_NUM_TASKS";

  private static final int COLUMNS = 80; // of a terminal that nobody sees

  private final Rendezvous place; // null for one process alone
  private final Peers peers;
  private final ProcessGroup group; // null for one process alone
  private final LocalProcesses started; // null unless this process started the others

  private Crew(Rendezvous place, ProcessGroup group, LocalProcesses started) {
    this.place = place;
    this.peers = group == null ? Peers.alone() : group;
    this.group = group;
    this.started = started;
  }

  /**
   * Returns whether a command may turn out to be one of several processes.
   *
   * @param args its command line
   * @return false for one process alone
   */
  public static boolean maybe(String... args) {
    return Arrays.stream(args).anyMatch(arg -> arg.startsWith("--processes"))
        || System.getenv().containsKey("WORLD_SIZE")
        || System.getenv().containsKey(STEP_TASKS);
  }

  /**
   * Returns this process alone.
   *
   * @return the crew of one
   */
  public static Crew alone() {
    return new Crew(null, null, null);
  }

  /**
   * Joins the processes that an environment speaks of, or starts some.
   *
   * @param wanted how many processes the command line asks for; null if it does not say
   * @param main the class that is started for each
   * @param args the command line of each
   * @param device the device that the command line or the run asks for
   * @return the crew
   * @throws UserException if the variables of the environment are wrong
   * @throws LostProcessException if not all processes come
   */
  public static Crew gather(Integer wanted, String main, List<String> args, String device) {
    Optional<Rendezvous> outside = outside(System.getenv());
    if (outside.isPresent()) {
      requireSize(wanted, outside.get());
      return new Crew(outside.get(), join(outside.get(), device, () -> {}), null);
    }
    if (wanted == null || wanted == 1) {
      return alone();
    }
    Rendezvous place = Rendezvous.local(0, wanted, LocalProcesses.freePort());
    LocalProcesses started = LocalProcesses.start(main, args, place);
    try {
      return new Crew(place, join(place, device, started::requireAlive), started);
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /**
   * Returns how many processes will be gathered.
   *
   * @param wanted how many the command line asks for; null if it does not say
   * @return those that the environment speaks of, or what is wanted
   * @throws UserException if the variables of the environment are wrong
   */
  public static int number(Integer wanted) {
    return outside(System.getenv()).map(Rendezvous::size).orElse(wanted == null ? 1 : wanted);
  }

  /**
   * Returns the meeting that an environment speaks of.
   *
   * @param environment variables by name
   * @return the meeting of two processes or more; nothing for one alone, as in an interactive shell
   *     of SLURM, which is a step of one task
   * @throws UserException if the variables are wrong
   */
  static Optional<Rendezvous> outside(Map<String, String> environment) {
    Map<String, String> told = new HashMap<>(environment);
    told.remove(STEP_TASKS, "1"); // the number of an interactive step is in no range of steps
    try {
      return Rendezvous.of(told).filter(place -> place.size() > 1);
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  private static void requireSize(Integer wanted, Rendezvous place) {
    if (wanted != null && wanted != place.size()) {
      throw UserException.usage(
          "--processes %d: this is process %d of %d that were started from outside; leave --processes out"
              .formatted(wanted, place.rank(), place.size()));
    }
  }

  private static ProcessGroup join(Rendezvous place, String device, Runnable look) {
    try {
      return ProcessGroup.join(
          place, Device.parse(device(place, device)), Patience.defaults(), look);
    } catch (IllegalArgumentException e) {
      throw UserException.usage(e.getMessage());
    }
  }

  /**
   * Returns what the others are to this process.
   *
   * @return the processes
   */
  public Peers peers() {
    return peers;
  }

  /**
   * Returns the device of this process: each has a card of its own.
   *
   * @param choice what the command line or the run asks for
   * @return a choice that names the card of this process where the given one names none
   * @throws UserException if its machine has fewer cards than processes
   */
  public String device(String choice) {
    return place == null ? choice : device(place, choice);
  }

  private static String device(Rendezvous place, String choice) {
    boolean anyCard = choice.equals("cuda") || choice.equals("auto");
    int cards = anyCard ? Device.cudaDevices() : 0;
    return cards == 0 ? choice : OwnCard.of(place.localRank(), cards, System.getenv());
  }

  /**
   * Returns the threads of this process.
   *
   * @param asked threads of each process; 0 for a fair part of the processors
   * @return at least 1; 0 for a process alone that asks for 0
   */
  public int threads(int asked) {
    return place == null || asked > 0
        ? asked
        : Math.max(1, Runtime.getRuntime().availableProcessors() / place.localSize());
  }

  /**
   * Returns where this process shows progress.
   *
   * @return standard error in the process that leads, nowhere in others
   */
  public Terminal terminal() {
    return peers.leads()
        ? Terminal.standard()
        : Terminal.of(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            false,
            COLUMNS);
  }

  /**
   * Does what writes files that the others read: first in the process that leads, then in the
   * others.
   *
   * @param work the same in all
   * @param <T> what it makes
   * @return what it made in this process
   * @throws LostProcessException if another process is lost
   */
  public <T> T leaderFirst(Supplier<T> work) {
    T first = peers.leads() ? work.get() : null;
    peers.sum(0); // the others wait here
    return peers.leads() ? first : work.get();
  }

  /**
   * Waits until all have come to their end.
   *
   * @throws LostProcessException if another process is lost
   */
  public void finish() {
    if (group != null) {
      group.finish();
    }
  }

  /** Leaves the others, and ends those that this process started. */
  @Override
  public void close() {
    if (group != null) {
      group.close();
    }
    if (started != null) {
      started.close();
    }
  }
}

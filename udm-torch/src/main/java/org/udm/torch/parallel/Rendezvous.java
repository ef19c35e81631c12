package org.udm.torch.parallel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the processes of a task meet, and which of them this one is.
 *
 * <p>It is read from the variables of {@code torchrun}: RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT,
 * LOCAL_RANK (0 if not set) and LOCAL_WORLD_SIZE (1 if not set). Without the first two variables it
 * is read from those of SLURM's {@code srun}: SLURM_PROCID, SLURM_STEP_NUM_TASKS, SLURM_LOCALID;
 * process 0 is then looked for on the first machine of SLURM_STEP_NODELIST, at a port made of
 * SLURM_JOB_ID and SLURM_STEP_ID, unless MASTER_ADDR and MASTER_PORT say otherwise.
 *
 * @param rank the number of this process, in [0, size)
 * @param size the number of processes
 * @param localRank its number on its machine, which chooses the card
 * @param localSize how many processes share the processors of its machine
 * @param host the address of the store's keeper
 * @param port the port of the store, 1 to 65535
 * @param keeper who keeps the store
 */
public record Rendezvous(
    int rank, int size, int localRank, int localSize, String host, int port, Keeper keeper) {

  /** Who keeps the store in which the processes meet. */
  public enum Keeper {
    /** Process 0. */
    PROCESS_0,
    /**
     * Who started them, as torchrun does (TORCHELASTIC_USE_AGENT_STORE): it may hold what those
     * left that were started before.
     */
    LAUNCHER
  }

  private static final String LAUNCHERS_STORE = "TORCHELASTIC_USE_AGENT_STORE";
  private static final List<String> TORCHRUN =
      List.of("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT");
  private static final String LOCAL_SIZE = "LOCAL_WORLD_SIZE";
  private static final Pattern FIRST_NODE = Pattern.compile("([^,\\[]+)(?:\\[([^],-]+)[^]]*])?.*");
  private static final int FIRST_PORT = 20_000; // to 29,999, below those that systems hand out
  private static final int PORTS = 10_000;
  private static final int MANY = 1 << 20;

  /** Validates the ranges. */
  public Rendezvous {
    if (rank < 0 || rank >= size || localRank < 0 || localSize < 1) {
      throw new IllegalArgumentException(
          "process %d of %d, %d of %d on its machine: need 0 <= rank < size, a local rank of at least 0 and a local size of at least 1"
              .formatted(rank, size, localRank, localSize));
    }
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "process 0 at '%s', port %d: need an address and a port from 1 to 65535"
              .formatted(host, port));
    }
  }

  /**
   * Returns what an environment says.
   *
   * @param environment variables by name
   * @return the rendezvous; nothing if the environment speaks of no other processes
   * @throws IllegalArgumentException if a variable is missing or no number in its range
   */
  public static Optional<Rendezvous> of(Map<String, String> environment) {
    if (environment.containsKey("RANK") || environment.containsKey("WORLD_SIZE")) {
      return Optional.of(torchrun(environment));
    }
    return environment.containsKey("SLURM_STEP_NUM_TASKS")
        ? Optional.of(slurm(environment))
        : Optional.empty();
  }

  private static Rendezvous torchrun(Map<String, String> environment) {
    List<String> missing =
        TORCHRUN.stream().filter(name -> !environment.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s %s not set: several processes find each other by %s; set them all (torchrun does), or none"
              .formatted(
                  String.join(" and ", missing),
                  missing.size() == 1 ? "is" : "are",
                  String.join(", ", TORCHRUN)));
    }
    int size = number(environment, "WORLD_SIZE", 1, MANY);
    return new Rendezvous(
        rank(environment, "RANK", "WORLD_SIZE", size),
        size,
        environment.containsKey("LOCAL_RANK") ? number(environment, "LOCAL_RANK", 0, MANY) : 0,
        environment.containsKey(LOCAL_SIZE) ? number(environment, LOCAL_SIZE, 1, MANY) : 1,
        address(environment),
        number(environment, "MASTER_PORT", 1, 65_535),
        Boolean.parseBoolean(environment.get(LAUNCHERS_STORE))
            ? Keeper.LAUNCHER
            : Keeper.PROCESS_0);
  }

  private static Rendezvous slurm(Map<String, String> environment) {
    int size = number(environment, "SLURM_STEP_NUM_TASKS", 1, MANY);
    return new Rendezvous(
        rank(environment, "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", size),
        size,
        number(environment, "SLURM_LOCALID", 0, MANY),
        1, // srun binds each process to processors of its own
        environment.containsKey("MASTER_ADDR") ? address(environment) : firstNode(environment),
        environment.containsKey("MASTER_PORT")
            ? number(environment, "MASTER_PORT", 1, 65_535)
            : FIRST_PORT
                + Math.floorMod(
                    31 * number(environment, "SLURM_JOB_ID", 0, Integer.MAX_VALUE)
                        + number(environment, "SLURM_STEP_ID", 0, Integer.MAX_VALUE),
                    PORTS),
        Keeper.PROCESS_0);
  }

  /** Such as node03 of node[03-07,12],other1. */
  private static String firstNode(Map<String, String> environment) {
    Matcher nodes = FIRST_NODE.matcher(environment.getOrDefault("SLURM_STEP_NODELIST", ""));
    if (!nodes.matches()) {
      throw new IllegalArgumentException(
          "neither MASTER_ADDR nor SLURM_STEP_NODELIST says where process 0 is: set MASTER_ADDR to its address");
    }
    return nodes.group(1) + (nodes.group(2) == null ? "" : nodes.group(2));
  }

  private static String address(Map<String, String> environment) {
    String host = environment.get("MASTER_ADDR");
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "MASTER_ADDR is empty: set it to the address of the machine of process 0");
    }
    return host;
  }

  private static int rank(
      Map<String, String> environment, String name, String nameOfSize, int size) {
    try {
      return number(environment, name, 0, size - 1);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s (%s is %d)".formatted(e.getMessage(), nameOfSize, size), e);
    }
  }

  private static int number(Map<String, String> environment, String name, int low, int high) {
    String value = environment.get(name);
    try {
      int number = Integer.parseInt(String.valueOf(value).strip());
      if (number >= low && number <= high) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "%s is %s: it must be a whole number from %d to %d"
            .formatted(name, value == null ? "not set" : "'" + value + "'", low, high));
  }

  /**
   * Returns the meeting of processes on one machine.
   *
   * @param rank the number of a process, in [0, size)
   * @param size the number of processes
   * @param port a free port
   * @return the rendezvous
   */
  public static Rendezvous local(int rank, int size, int port) {
    return new Rendezvous(rank, size, rank, size, "127.0.0.1", port, Keeper.PROCESS_0);
  }

  /** The place as it is called to users. */
  String store() {
    return (keeper == Keeper.PROCESS_0 ? "%s, port %d" : "the store of torchrun at %s, port %d")
        .formatted(host, port);
  }

  /**
   * Returns the variables that {@link #of} reads back.
   *
   * @return values by name
   */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    List<Object> values = Arrays.asList(rank, size, host, port);
    for (int i = 0; i < TORCHRUN.size(); i++) {
      environment.put(TORCHRUN.get(i), String.valueOf(values.get(i)));
    }
    environment.put("LOCAL_RANK", String.valueOf(localRank));
    environment.put(LOCAL_SIZE, String.valueOf(localSize));
    environment.put(LAUNCHERS_STORE, keeper == Keeper.LAUNCHER ? "True" : "False");
    return environment;
  }
}

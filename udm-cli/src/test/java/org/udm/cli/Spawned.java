package org.udm.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The command in a process of its own, as a user has it. */
final class Spawned implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120; // a hang fails

  private final Process process;
  private final Path messages;

  private Spawned(Process process, Path messages) {
    this.process = process;
    this.messages = messages;
  }

  /** Starts a command line; what it says goes into a file. */
  static Spawned start(Path messages, String... args) {
    return startMain(Udm.class, messages, args);
  }

  /** Starts a class that is not the command. */
  static Spawned startMain(Class<?> main, Path messages, String... args) {
    return start(new ProcessBuilder(java(main, args)), messages);
  }

  /**
   * Starts a shell.
   *
   * @param script in which {@code "$@"} is the command
   */
  static Spawned shell(String script, Path messages, String... args) {
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(java(Udm.class, args));
    return start(new ProcessBuilder(command), messages);
  }

  private static Spawned start(ProcessBuilder builder, Path messages) {
    builder.redirectError(messages.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    try {
      return new Spawned(builder.start(), messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> java(Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Perf data is a file, which the test of a full disk would count; one compiler starts faster.
    command.addAll(
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED"); // as the launcher does; JDK 25 warns without
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    return command;
  }

  /** Waits until something holds; false if the process ended before. */
  boolean waitFor(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new AssertionError("no progress in " + PATIENCE_SECONDS + " s: " + messages());
      }
      if (!process.isAlive()) {
        return false;
      }
      Thread.sleep(1);
    }
    return true;
  }

  /** Kills it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
  }

  /** One of the processes that it started, such as java. */
  Optional<ProcessHandle> child(String program) {
    return process
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/" + program))
        .findAny();
  }

  /** Sends it a signal, such as INT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /** Whether it reacts to a signal; a shell starts background jobs without SIGINT. */
  boolean catches(int signal) throws IOException {
    String mask =
        Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
            .filter(line -> line.startsWith("SigCgt:"))
            .map(line -> line.substring("SigCgt:".length()).strip())
            .findAny()
            .orElseThrow();
    return (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1;
  }

  /** Waits for its end. */
  int status() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end in " + PATIENCE_SECONDS + " s: " + messages());
    }
    return process.exitValue();
  }

  String messages() {
    try {
      return Files.readString(messages, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

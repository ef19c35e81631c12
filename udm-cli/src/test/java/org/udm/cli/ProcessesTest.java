package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several processes do what one does: they learn the same, draw and evaluate the same, and however
 * they end, the run goes on.
 *
 * <p>A batch of 5 rows is ragged for 2 and 3 processes. Times are drawn by importance, weights are
 * averaged and batches cut into parts, so that everything that a step changes is held against one
 * process.
 */
@DisabledOnOs(OS.WINDOWS)
class ProcessesTest {
  private static final int STEPS = 100;
  private static final String TORCHRUN =
      "for r in 0 1 2; do RANK=$r WORLD_SIZE=3 MASTER_ADDR=127.0.0.1 MASTER_PORT=%d \"$@\" &"
          + " pids+=\" $!\"; done; for p in $pids; do wait $p || exit; done";

  @TempDir static Path folder;
  private static Path data;
  private static Path alone;
  private static Path pair;

  private final Path messages = folder.resolve("messages.txt");

  @BeforeAll
  static void train() throws Exception {
    data = Cli.text(folder.resolve("text.txt"));
    alone = folder.resolve("alone");
    Cli.succeed((Object[]) command(alone));
    pair = folder.resolve("pair");
    run(folder.resolve("pair.txt"), command(pair, "--processes=2"));
  }

  private static String[] command(Path out, Object... more) {
    return Cli.train(
        data,
        out,
        "--batch=5",
        "--steps=" + STEPS,
        "--warmup=10",
        "--times=importance",
        "--ema=0.9",
        "--accumulate=2",
        "--log-every=1",
        "--eval-every=50",
        "--eval-rows=150",
        "--save-every=50",
        more);
  }

  private static void run(Path messages, String... command) throws InterruptedException {
    try (Spawned run = Spawned.start(messages, command)) {
      assertEquals(0, run.status(), run::messages);
    }
  }

  /**
   * Losses and validations of every step, to rounding: relative 1e-4 after 100 steps, in which the
   * sum of the gradient in another order changes a loss by about 1e-6; means of unequal shares that
   * are not weighted by rows change the first one by 1e-2.
   */
  private static void assertSameToRounding(Path expected, Path actual) throws IOException {
    List<double[]> one = numbers(expected);
    List<double[]> other = numbers(actual);
    assertEquals(one.size(), other.size());
    for (int i = 0; i < one.size(); i++) {
      assertEquals(one.get(i).length, other.get(i).length);
      for (int j = 0; j < one.get(i).length; j++) {
        double size = Math.abs(one.get(i)[j]);
        assertEquals(one.get(i)[j], other.get(i)[j], 1e-4 * size + 1e-6, "line " + i);
      }
    }
  }

  /** The numbers of step, loss and validation of each line of the metrics. */
  private static List<double[]> numbers(Path out) throws IOException {
    Pattern number = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");
    return KilledRunsTest.losses(out).stream()
        .map(line -> String.valueOf(line.subList(0, 3)))
        .map(
            line ->
                number
                    .matcher(line)
                    .results()
                    .mapToDouble(found -> Double.parseDouble(found.group()))
                    .toArray())
        .toList();
  }

  @Test
  void twoProcessesLearnWhatOneLearns() throws Exception {
    assertSameToRounding(alone, pair);
    List<String> told = Files.readAllLines(folder.resolve("pair.txt"));
    assertTrue(told.get(0).contains(" on 2 processes, each on cpu, 1 thread, "), told::toString);
    assertEquals(1, told.stream().filter(line -> line.startsWith("training ")).count());
  }

  @Test
  void threeProcessesStartedFromOutsideLearnWhatOneLearns() throws Exception {
    Path out = folder.resolve("three");
    int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);
    try (Spawned run = Spawned.shell(TORCHRUN.formatted(port), messages, command(out))) {
      assertEquals(0, run.status(), run::messages);
    }
    assertSameToRounding(alone, out);
  }

  @Test
  void stoppedAndKilledTheRunGoesOn() throws Exception {
    Path out = folder.resolve("broken");
    try (Spawned run = Spawned.start(messages, command(out, "--processes=2"))) {
      assertTrue(run.waitFor(() -> KilledRunsTest.lastStep(out) >= 5), run::messages);
      run.signal("TERM");
      assertEquals(128 + 15, run.status(), run::messages);
      assertTrue(run.messages().contains("stopped and saved after step "), run::messages);
    }
    String[] resume = Cli.strings("train", "text", "--resume", "--out=" + out, "--processes=2");
    long stopped = KilledRunsTest.lastStep(out);
    try (Spawned run = Spawned.start(messages, resume)) {
      assertTrue(run.waitFor(() -> KilledRunsTest.lastStep(out) >= stopped + 5), run::messages);
      run.child("java").orElseThrow().destroy(); // SIGTERM to process 1 alone
      assertEquals(128 + 15, run.status(), run::messages);
      assertTrue(run.messages().contains("stopped and saved after step "), run::messages);
    }
    long before = KilledRunsTest.lastStep(out);
    try (Spawned run = Spawned.start(messages, resume)) {
      assertTrue(run.waitFor(() -> KilledRunsTest.lastStep(out) >= before + 5), run::messages);
      run.child("java").orElseThrow().destroyForcibly();
      long killed = System.nanoTime();
      assertEquals(1, run.status(), run::messages);
      assertTrue(System.nanoTime() - killed < 60e9, "a lost process ends the job within a minute");
      Matcher told =
          Pattern.compile(
                  "udm: process 1 of 2 is gone, .*; the checkpoint of step (\\d+) is kept, go on with: udm train text --resume --out ")
              .matcher(run.messages());
      assertTrue(told.find(), run::messages);
      assertTrue(Long.parseLong(told.group(1)) >= before + 5, "the last whole step is saved");
    }
    Path copy = copied(out, folder.resolve("copy"));
    run(messages, resume);
    KilledRunsTest.assertSameRun(pair, out);
    Cli.succeed("train", "text", "--resume", "--out", copy);
    assertSameToRounding(alone, copy);
  }

  private static Path copied(Path run, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(run)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  Files.copy(file, to.resolve(file.getFileName()));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    return to;
  }

  /**
   * Seven texts are batches of four and three; 150 rows are three batches of at most 64, and the 40
   * texts that are judged two of at most 32. It is done as in an interactive shell of SLURM, which
   * is a step of one task, and what carries the results outlives a SIGTERM to all.
   */
  @Test
  void drawnAndEvaluatedAreTheSameBytes() throws Exception {
    for (Object[] command :
        new Object[][] {
          {"sample", alone, "--count=7", "--threads=1"},
          {"eval", alone, "--rows=150", "--draws=2", "--samples=40", "--threads=1"}
        }) {
      Path results = folder.resolve("results.txt");
      String script =
          "SLURM_STEP_NUM_TASKS=1 SLURM_PROCID=0 SLURM_LOCALID=0 exec \"$@\" > '" + results + "'";
      String[] shared = Cli.strings(command, "--processes=2");
      try (Spawned run = Spawned.shell(script, messages, shared)) {
        assertTrue(run.waitFor(() -> run.child("cat").isPresent()), run::messages);
        run.child("cat").orElseThrow().destroy();
        assertEquals(0, run.status(), run::messages);
      }
      assertEquals(timeless(Cli.succeed(command).out()), timeless(Files.readString(results)));
    }
  }

  private static String timeless(String results) {
    return results.replaceAll("\\d+\\.\\d+ s ", "");
  }

  @Test
  void aLostProcessEndsTheDrawingInOneLine() throws Exception {
    Path results = folder.resolve("endless.txt");
    String[] endless =
        Cli.strings("sample", alone, "--count=100000000", "--threads=1", "--processes=2");
    String script = "exec \"$@\" > '" + results + "'";
    try (Spawned run = Spawned.shell(script, messages, endless)) {
      assertTrue(
          run.waitFor(() -> Files.exists(results) && results.toFile().length() > 0), run::messages);
      run.child("java").orElseThrow().destroyForcibly();
      assertEquals(1, run.status(), run::messages);
      String last = run.messages().lines().reduce((first, second) -> second).orElseThrow();
      assertTrue(last.startsWith("udm: process 1 of 2 is gone, "), run::messages);
    }
  }

  @Test
  void wrongNumbersAreRefused() {
    Cli none = Cli.run("sample", alone, "--processes=0");
    assertEquals(2, none.status());
    assertTrue(none.err().contains("--processes 0: it must be at least 1"), none.err());
  }
}

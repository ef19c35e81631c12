package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.udm.cli.console.Json;
import org.udm.cli.run.RunDirectory;
import org.udm.torch.checkpoint.Checkpoint;

/** However a run is ended, what it is continued to is the undisturbed run, bit for bit. */
@DisabledOnOs(OS.WINDOWS)
class KilledRunsTest {
  private static final int STEPS = 280;
  private static final int LONGEST = 30; // steps between the start and a kill
  private static final Trained PLAIN = new Trained("text", STEPS);
  private static final Trained ADAPTIVE =
      new Trained(
          "text",
          STEPS,
          "--times=importance",
          "--ema=0.9",
          "--schedule=cosine",
          "--time=adaptive",
          "--accumulate=2");
  private static final Trained SELDOM = new Trained("text", STEPS, "--save-every=1000");
  private static final Trained IMAGES =
      new Trained("images", 100, "--classes=labels", "--samples=2", "--drop-labels=0.5");

  /**
   * What is trained, and for how long.
   *
   * @param kind text or images
   * @param steps of the whole run
   * @param options of this run alone
   */
  private record Trained(String kind, int steps, String... options) {
    Object data() {
      return kind.equals("text") ? data : "glyphs";
    }
  }

  @TempDir static Path folder;
  private static Path data;

  private final Path messages = folder.resolve("messages.txt");

  @BeforeAll
  static void writeText() {
    data = Cli.text(folder.resolve("text.txt"));
  }

  /** Eighteen times: plain; with adaptive times and averaged weights; on images. */
  @Test
  void killedAtRandom() throws Exception {
    record Killed(String name, Trained run, int times) {}
    List<Killed> all =
        List.of(
            new Killed("plain", PLAIN, 8),
            new Killed("adaptive", ADAPTIVE, 6),
            new Killed("images", IMAGES, 4));
    for (Killed one : all) {
      undisturbed(one.run(), one.name());
    }
    // every process has one thread, so two of them run at a time
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (Killed one : all) {
        ends.add(
            two.submit(
                () -> {
                  killAtRandom(one.run(), one.times(), one.name());
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      two.shutdownNow();
    }
  }

  private void killAtRandom(Trained options, int kills, String name) throws Exception {
    Path whole = undisturbed(options, name);
    Path out = folder.resolve(name + "-killed");
    Path told = folder.resolve(name + "-messages.txt");
    Random random = new Random(20_260_711);
    for (int kill = 0; kill < kills; kill++) {
      long from = lastStep(out);
      long wanted = from + 1 + random.nextInt(Math.min(LONGEST, options.steps() / 5));
      try (Spawned run = Spawned.start(told, command(options, out))) {
        assertTrue(run.waitFor(() -> lastStep(out) >= wanted), run::messages);
        Thread.sleep(0, random.nextInt(999_999)); // anywhere in a step, or in a save
        run.kill();
        run.status();
      }
    }
    long last = lastStep(out);
    assertTrue(last < options.steps(), "the last kill came after the end: make the run longer");
    finish(told, command(options, out));
    assertSameRun(whole, out);
  }

  @Test
  void sigtermSavesTheVeryStepAndSaysHowToGoOn() throws Exception {
    stop("TERM", 15);
  }

  @Test
  void ctrlCSavesTheVeryStepAndSaysHowToGoOn() throws Exception {
    stop("INT", 2);
  }

  private void stop(String signal, int number) throws Exception {
    Path whole = undisturbed(PLAIN, "plain");
    Path out = folder.resolve("stopped by " + signal);
    try (Spawned run = Spawned.start(messages, command(SELDOM, out))) {
      assertTrue(run.waitFor(() -> lastStep(out) >= 20), run::messages);
      assumeTrue(run.catches(number), "started where " + signal + " is ignored");
      run.signal(signal);
      assertEquals(128 + number, run.status(), run::messages);
      Matcher stopped =
          Pattern.compile(
                  "stopped and saved after step (\\d+); go on with: udm train text --resume --out '(.*)'")
              .matcher(run.messages());
      assertTrue(stopped.find(), run::messages);
      assertEquals(out.toString(), stopped.group(2));
      assertEquals(
          stopped.group(1),
          Checkpoint.read(RunDirectory.of(out).checkpoint(), Map.of()).get("step"),
          "the checkpoint is of the step that is told");
      assertEquals(Long.parseLong(stopped.group(1)), lastStep(out));
    }
    finish(messages, Cli.strings("train", "text", "--resume", "--out", out, "--save-every=5"));
    assertSameRun(whole, out);
  }

  /** A limit on the size of files is what a full disk is to a process. */
  @Test
  void aFullDiskLeavesTheLastGoodCheckpoint() throws Exception {
    Path whole = undisturbed(PLAIN, "plain");
    Path out = folder.resolve("full");
    try (Spawned run = Spawned.start(messages, command(PLAIN, out))) {
      assertTrue(run.waitFor(() -> lastStep(out) >= 20), run::messages);
      run.kill();
      run.status();
    }
    Path checkpoint = RunDirectory.of(out).checkpoint();
    byte[] good = Files.readAllBytes(checkpoint);
    int saved = Integer.parseInt(Checkpoint.read(checkpoint, Map.of()).get("step"));
    try (Spawned run = Spawned.shell("ulimit -f 24; exec \"$@\"", messages, command(PLAIN, out))) {
      assertEquals(1, run.status(), run::messages);
      List<String> complaints =
          run.messages().lines().filter(line -> line.startsWith("udm:")).toList();
      assertEquals(1, complaints.size(), run::messages);
      String expected =
          "udm: the checkpoint of step %d could not be written to %s \\(.*\\): make room or mend the permissions; the checkpoint of step %d is kept, go on with: udm train text --resume --out %s"
              .formatted(saved + 5, out, saved, out);
      assertTrue(complaints.get(0).matches(expected), run::messages);
      assertTrue(run.messages().lines().noneMatch(line -> line.startsWith("\tat")), run::messages);
    }
    assertArrayEquals(good, Files.readAllBytes(checkpoint));
    Cli.succeed("sample", out);
    finish(messages, Cli.strings("train", "text", "--resume", "--out", out));
    assertSameRun(whole, out);
  }

  /** A run from its start to its end, in a process as those that are killed; made once a name. */
  private static synchronized Path undisturbed(Trained options, String name) throws Exception {
    Path out = folder.resolve(name);
    if (!Files.exists(out)) {
      finish(folder.resolve(name + "-whole.txt"), command(options, out));
    }
    return out;
  }

  private static void finish(Path told, String... command) throws Exception {
    try (Spawned run = Spawned.start(told, command)) {
      assertEquals(0, run.status(), run::messages);
    }
  }

  /** Starts the run, or goes on with it. */
  private static String[] command(Trained run, Path out) {
    return Files.exists(RunDirectory.of(out).checkpoint())
        ? Cli.strings("train", run.kind(), "--resume", "--out=" + out)
        : Cli.trainOn(
            run.kind(),
            run.data(),
            out,
            run.options(),
            List.of(run.options()).contains("--save-every=1000") ? new String[0] : "--save-every=5",
            "--steps=" + run.steps(),
            "--warmup=10",
            "--log-every=1",
            "--eval-every=" + run.steps() / 4,
            "--eval-rows=8");
  }

  /** The last step that the metrics tell of, 0 where there are none. */
  static long lastStep(Path out) {
    Path metrics = RunDirectory.of(out).metrics();
    if (!Files.exists(metrics)) {
      return 0;
    }
    try {
      String text = Files.readString(metrics);
      Matcher step = Pattern.compile("\\{\"step\":(\\d+),").matcher(text);
      return step.results().mapToLong(found -> Long.parseLong(found.group(1))).max().orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void assertSameRun(Path whole, Path out) throws IOException {
    assertArrayEquals(
        Files.readAllBytes(RunDirectory.of(whole).checkpoint()),
        Files.readAllBytes(RunDirectory.of(out).checkpoint()));
    assertEquals(losses(whole), losses(out));
  }

  /** Step, loss and validation of every line of the metrics. */
  static List<List<Object>> losses(Path out) throws IOException {
    List<List<Object>> losses = new ArrayList<>();
    for (String line : Files.readAllLines(RunDirectory.of(out).metrics())) {
      Map<String, Object> values = Json.object(line, "a line of metrics");
      assertNotNull(values.get("step"), line);
      losses.add(
          List.of(
              values.get("step"),
              values.getOrDefault("loss", ""),
              values.getOrDefault("validation", ""),
              values.getOrDefault("samples", "")));
    }
    return losses;
  }
}

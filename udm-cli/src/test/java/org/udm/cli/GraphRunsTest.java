package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.udm.cli.console.Json;
import org.udm.cli.run.RunDirectory;

/**
 * Runs on Deeplearning4j, from the command line of a user: trained, stopped, gone on with, sampled
 * and evaluated, in the JVM that the command starts for them.
 */
@DisabledOnOs(OS.WINDOWS)
class GraphRunsTest {
  private static final int STEPS = 60;
  private static final int INTERRUPT = 2;

  @TempDir static Path folder;
  private static Path data;

  private final Path messages = folder.resolve("messages.txt");

  @BeforeAll
  static void writeText() {
    data = Cli.text(folder.resolve("text.txt"));
  }

  private static String[] text(Path out, Object... more) {
    return Cli.strings(
        "train",
        "text",
        "--engine=dl4j",
        "--data=" + data,
        "--out=" + out,
        "--width=16",
        "--length=12",
        "--batch=4",
        "--threads=1",
        "--ema=0.9",
        "--times=importance",
        "--steps=" + STEPS,
        "--eval-every=0",
        more);
  }

  /** What the commands did, one after another in one JVM. */
  private List<Cli> together(List<String[]> commands) throws Exception {
    Path asked = folder.resolve("commands.txt");
    Path told = folder.resolve("results.txt");
    List<String> lines = new ArrayList<>();
    commands.forEach(command -> lines.add(String.join("\t", command)));
    Files.write(asked, lines);
    try (Spawned run =
        Spawned.startMain(SeveralCommands.class, messages, asked.toString(), told.toString())) {
      assertEquals(0, run.status(), run::messages);
    }
    List<Cli> results = new ArrayList<>();
    for (String line : Files.readAllLines(told)) {
      Map<String, Object> result = Json.object(line, "a result");
      results.add(
          new Cli(
              ((Number) result.get("status")).intValue(),
              (String) result.get("out"),
              (String) result.get("err")));
    }
    for (int i = 0; i < results.size(); i++) {
      assertEquals(0, results.get(i).status(), lines.get(i) + "\n" + results.get(i).err());
    }
    return results;
  }

  @Test
  void textIsTrainedStoppedGoneOnWithSampledAndEvaluated() throws Exception {
    Path out = folder.resolve("stopped");
    try (Spawned run = Spawned.start(messages, text(out, "--log-every=1"))) {
      assertTrue(run.waitFor(() -> lastStep(out) >= 5), run::messages);
      boolean hears = run.catches(INTERRUPT); // background jobs of a shell do not
      run.signal(hears ? "INT" : "TERM");
      assertEquals(hears ? 130 : 143, run.status(), run::messages);
      assertTrue(
          run.messages().contains("go on with: udm train text --resume --out " + out),
          run::messages);
    }
    Path whole = folder.resolve("whole");
    List<Cli> results =
        together(
            List.of(
                text(whole),
                Cli.strings("train", "text", "--resume", "--out=" + out),
                Cli.strings("sample", out, "--count=3", "--prompt=to", "--json"),
                Cli.strings("sample", out, "--count=3", "--prompt=to", "--json", "--batch=1"),
                Cli.strings("eval", out, "--rows=8", "--samples=2", "--json")));
    assertTrue(results.get(1).err().contains("going on with"), results.get(1).err());
    assertArrayEquals(
        Files.readAllBytes(RunDirectory.of(whole).graphCheckpoint()),
        Files.readAllBytes(RunDirectory.of(out).graphCheckpoint()),
        "bit for bit");

    Map<String, Object> record =
        Json.object(Files.readString(RunDirectory.of(out).record()), "the record");
    assertEquals("dl4j", ((Map<?, ?>) record.get("config")).get("engine"));
    assertEquals("1.0.0-M2.1", ((Map<?, ?>) record.get("versions")).get("nd4j"));

    List<?> texts = (List<?>) results.get(2).json().get("texts");
    assertEquals(3, texts.size());
    assertEquals(texts, results.get(3).json().get("texts"), "whatever the batch");
    Map<String, Object> evaluated = results.get(4).json();
    assertEquals("in one step", evaluated.get("bound"));
    assertEquals((double) STEPS, ((Number) evaluated.get("trained_steps")).doubleValue());
  }

  @Test
  void pointsAndImagesAreTrainedSampledAndEvaluatedAndTheDoctorLooks() throws Exception {
    Path points = folder.resolve("points");
    Path images = folder.resolve("images");
    List<Cli> results =
        together(
            List.of(
                Cli.trainOn(
                    "points", "moons", points, "--engine=dl4j", "--steps=20", "--eval-every=20"),
                Cli.strings("sample", points, "--count=5", "--sampler=ode-adaptive"),
                Cli.strings("eval", points, "--rows=20", "--count=20", "--json"),
                Cli.strings(
                    "train",
                    "images",
                    "--engine=dl4j",
                    "--data=glyphs",
                    "--out=" + images,
                    "--size=8",
                    "--width=4",
                    "--batch=4",
                    "--steps=3",
                    "--samples=2",
                    "--eval-every=3",
                    "--eval-rows=4"),
                Cli.strings("sample", images, "--count=2", "--steps=3"),
                Cli.strings("doctor", "--engine=dl4j", "--json")));
    assertEquals(5, results.get(1).out().lines().count());
    assertTrue(results.get(2).json().containsKey("nats_per_dimension"), results.get(2).out());
    assertTrue(Files.exists(images.resolve("samples/step-3.png")));
    Map<String, Object> facts = results.get(5).json();
    assertEquals("CpuBackend", facts.get("backend"));
    assertEquals("PASSIVE", facts.get("wait_policy"));
    assertEquals("ND4J without GPUs", facts.get("gpu_build"));
    assertEquals(true, facts.get("works"));
  }

  private static long lastStep(Path out) {
    Path metrics = RunDirectory.of(out).metrics();
    try {
      return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

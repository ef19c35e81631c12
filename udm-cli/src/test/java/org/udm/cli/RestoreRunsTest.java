package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.cli.MessagesTest.USAGE;
import static org.udm.cli.MessagesTest.told;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.cli.run.RunDirectory;

/** Sentences are restored by models of both families, which train in a second. */
class RestoreRunsTest {
  @TempDir static Path folder;
  private static Path text;

  @BeforeAll
  static void train() {
    text = Cli.text(folder.resolve("text.txt"));
    for (String corruption : List.of("mask", "deletion")) {
      train(corruption, folder.resolve(corruption), "--steps=4", "--eval-every=0");
    }
  }

  private static void train(String corruption, Path out, Object... options) {
    Cli.succeed(
        (Object[])
            Cli.trainOn(
                "restore", text, out, "--corruption=" + corruption, "--decay=constant", options));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mask", "deletion"})
  void aModelIsContinuedSampledAndScored(String corruption) throws IOException {
    Path run = folder.resolve(corruption);
    Path out = folder.resolve(corruption + "-continued");
    train(corruption, out, "--steps=2", "--eval-every=2", "--eval-rows=4");
    Cli.succeed("train", "restore", "--resume", "--out", out, "--steps=4");
    assertArrayEquals(
        Files.readAllBytes(RunDirectory.of(run).checkpoint()),
        Files.readAllBytes(RunDirectory.of(out).checkpoint()));
    Map<String, Object> sample =
        Cli.succeed("sample", run, "--json", "--source=The cat sat.", "--steps=2", "--count=2")
            .json();
    assertEquals(List.of("the cat sat", "the cat sat"), sample.get("sources"));
    assertEquals(2.0, sample.get("nfe"));
    Map<String, Object> eval =
        Cli.succeed(
                "eval",
                run,
                "--json",
                "--rows=4",
                "--draws=1",
                "--written=3",
                "--steps=2",
                "--likeliest")
            .json();
    Map<?, ?> written = (Map<?, ?>) eval.get("written");
    assertEquals(3, written.get("rows"));
    assertTrue((Double) written.get("character_errors") > 0);
    // in this text a full stop is all that is missing, and a sentence never is right without it
    assertEquals(0.0, ((Map<?, ?>) written.get("unchanged")).get("exact"));
    assertEquals(1.0, ((Map<?, ?>) written.get("frequent_forms")).get("exact"));
  }

  /** Near t = 0 most rows have no mask; each still goes with its own source. */
  @ParameterizedTest
  @ValueSource(strings = {"mask", "deletion"})
  void aBoundOfManyStepsIsThatOfPairs(String corruption) {
    Map<String, Object> json =
        Cli.succeed(
                "eval",
                folder.resolve(corruption),
                "--json",
                "--rows=4",
                "--draws=2",
                "--steps=100",
                "--written=1")
            .json();
    assertTrue((Double) ((Map<?, ?>) json.get("bits_per_token")).get("mean") > 0);
  }

  /** A network that was also trained without sources can be led by them more strongly. */
  @ParameterizedTest
  @ValueSource(strings = {"mask", "deletion"})
  void sourcesGuide(String corruption) {
    Path run = folder.resolve(corruption + "-guided");
    train(corruption, run, "--steps=2", "--eval-every=0", "--drop-sources=0.3");
    for (String scale : List.of("1", "2")) {
      Map<String, Object> json =
          Cli.succeed("sample", run, "--json", "--steps=2", "--guidance=" + scale).json();
      assertEquals(2.0 * Double.parseDouble(scale), json.get("nfe")); // with and without a source
      assertEquals(Double.parseDouble(scale), json.get("guidance"));
    }
    assertTrue(Cli.succeed("sample", run, "--guidance=2").err().contains("not the law"));
  }

  @TestFactory
  Stream<DynamicTest> whatCannotBeReadIsSaid() {
    Path run = folder.resolve("mask");
    return Stream.of(
        told(USAGE, "this model reads at most 48", "sample", run, "--source=" + "cat ".repeat(13)),
        told(USAGE, "train one with --drop-sources 0.1", "sample", run, "--guidance=2"),
        told(USAGE, "--guidance -1.0: it must be finite", "sample", run, "--guidance=-1"),
        told(USAGE, "sentences are restored from a --source", "sample", run, "--class=a"),
        told(USAGE, "train one with --drop-sources 0.1", "eval", run, "--guidance=2"),
        told(USAGE, "nothing is left of it", "sample", run, "--source=?!"),
        told(USAGE, "--source: character 'z'", "sample", run, "--source=zoo"),
        told(USAGE, "is of a run on", "sample", run, "--prompt=the"),
        told(USAGE, "sentences have no such part", "eval", run, "--part=test"),
        told(USAGE, "--written 0: it must be at least 1", "eval", run, "--written=0"));
  }
}

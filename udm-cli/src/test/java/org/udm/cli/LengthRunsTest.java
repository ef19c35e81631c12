package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.cli.console.Json;
import org.udm.cli.run.RunDirectory;

/**
 * Texts of various lengths, on lines whose class says their letter and their lengths: 80 of the
 * class short are three letters a, each fourth five; 40 of long are seven letters b.
 *
 * <p>The first nine tenths of each class are for training, so that a row of it is "aaa" with
 * probability 1/2, "aaaaa" with 1/6 and "bbbbbbb" with 1/3.
 */
class LengthRunsTest {
  private static final int LENGTH = 12; // no line has as many letters
  private static final double[] SHARES = {1 / 2.0, 1 / 6.0, 1 / 3.0};
  private static final double[] ALIKE = {1 / 3.0, 1 / 3.0, 1 / 3.0};
  private static final double LIMIT = 13.82; // of chi-square with 2 degrees, level 1e-3

  @TempDir static Path folder;
  private static Path text;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 80; i++) {
      lines.append("short\t").append(i % 4 == 3 ? "aaaaa\n" : "aaa\n");
      lines.append(i % 2 == 0 ? "long\tbbbbbbb\n" : "");
    }
    text = Files.writeString(folder.resolve("text.tsv"), lines);
    run = folder.resolve("run");
    train(run, "--steps=200", "--lr=1e-2", "--batch=16", "--eval-every=100", "--eval-rows=4");
  }

  private static void train(Path out, Object... options) {
    Cli.succeed(
        (Object[])
            Cli.train(
                text,
                out,
                "--classes=lines",
                "--unit=lines",
                "--drop-labels=0.1",
                "--length=" + LENGTH,
                options));
  }

  private static Map<String, Object> sample(Path of, Object... options) {
    return Cli.succeed("sample", of, "--json", "--threads=1", options).json();
  }

  private static List<String> texts(Path of, Object... options) {
    return ((List<?>) sample(of, options).get("texts")).stream().map(String::valueOf).toList();
  }

  private static List<Integer> lengths(List<String> texts) {
    return List.copyOf(new TreeSet<>(texts.stream().map(String::length).toList()));
  }

  /** The chi-square statistic of how many texts have 3, 5 and 7 letters, and no other number. */
  private static double statistic(List<String> texts, double... shares) {
    assertTrue(List.of(3, 5, 7).containsAll(lengths(texts)), texts::toString);
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      int length = 3 + 2 * k;
      double expected = shares[k] * texts.size();
      long seen = texts.stream().filter(t -> t.length() == length).count();
      sum += (seen - expected) * (seen - expected) / expected;
    }
    return sum;
  }

  /** Where the run keeps what it knows of its data. */
  private static Path description(Path of) {
    return of.resolve("vocabulary.json");
  }

  @Test
  void aRunRemembersTheLengthsOfItsTrainingRowsByClass() throws IOException {
    Map<String, Object> kept = Json.object(Files.readString(description(run)), "the description");
    assertEquals(List.of("long", "short"), kept.get("classes"));
    List<?> shares = (List<?>) kept.get("length_shares");
    assertEquals(List.of("7"), List.copyOf(((Map<?, ?>) shares.get(0)).keySet()));
    assertEquals(List.of("3", "5"), List.copyOf(((Map<?, ?>) shares.get(1)).keySet()));
    assertEquals(1 / 3.0, (Double) ((Map<?, ?>) shares.get(0)).get("7"), 1e-12);
    assertEquals(1 / 2.0, (Double) ((Map<?, ?>) shares.get(1)).get("3"), 1e-12);
    assertEquals(1 / 6.0, (Double) ((Map<?, ?>) shares.get(1)).get("5"), 1e-12);
  }

  /** Seed 1, 400 texts, level 1e-3; a law of three equal lengths is told from it. */
  @Test
  void lengthsFollowThoseOfTrainingGivenTheClass() {
    Map<String, Object> json = sample(run, "--count=400");
    List<String> texts = ((List<?>) json.get("texts")).stream().map(String::valueOf).toList();
    assertTrue(statistic(texts, SHARES) < LIMIT, texts::toString);
    assertTrue(statistic(texts, ALIKE) > LIMIT, texts::toString);
    int own = 0;
    for (int i = 0; i < texts.size(); i++) {
      boolean isLong = ((List<?>) json.get("classes")).get(i).equals("long");
      assertEquals(isLong, texts.get(i).length() == 7, texts.get(i));
      own += texts.get(i).matches(isLong ? "b+" : "a+") ? 1 : 0;
    }
    assertTrue(own > 390, "texts of their class from end to end: " + own);
    assertEquals(List.of(7), lengths(texts(run, "--class=long", "--count=20")));
    assertEquals(List.of(3, 5), lengths(texts(run, "--class=short", "--count=40")));
  }

  /** Seed 1, 400 texts, level 1e-3: a text that is told no class is as long as any. */
  @Test
  void withoutAClassLengthsAreThoseOfAllRows() {
    List<String> texts = texts(run, "--class=none", "--count=400");
    assertTrue(statistic(texts, SHARES) < LIMIT, texts::toString);
    assertTrue(statistic(texts, ALIKE) > LIMIT, texts::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first-hitting", "unmask", "remask", "confidence", "fresh", "mix"})
  void aTextIsTheSameAloneAndAmongOthers(String kernel) {
    List<Object> options = new ArrayList<>(List.of("--kernel=" + kernel));
    if (!kernel.equals("first-hitting")) {
      options.add("--steps=5");
    }
    List<String> together = texts(run, "--count=12", options.toArray());
    assertTrue(lengths(together).size() > 1, together::toString);
    for (int batch : new int[] {1, 5}) {
      assertEquals(together, texts(run, "--count=12", "--batch=" + batch, options.toArray()));
    }
    assertEquals(together.subList(0, 1), texts(run, options.toArray()));
  }

  @Test
  void aLengthThatIsGivenHoldsForAllTexts() {
    assertEquals(List.of(6), lengths(texts(run, "--count=20", "--length=6")));
    assertEquals(List.of(4), lengths(texts(run, "--count=20", "--infill=a__a")));
  }

  /** A prompt leaves the lengths that have room for it; where there is none, all of a row. */
  @Test
  void promptsAreWithinTheirTexts() {
    List<String> texts = texts(run, "--count=20", "--class=short", "--prompt=aaaa");
    assertEquals(List.of(5), lengths(texts));
    assertTrue(texts.stream().allMatch(t -> t.startsWith("aaaa")), texts::toString);
    assertEquals(
        List.of(LENGTH), lengths(texts(run, "--count=3", "--class=short", "--prompt=aaaaaa")));
  }

  /** In training, too: seeds of the run. Seed 1, 60 texts in the evaluation: 4.67 +- 0.24 each. */
  @Test
  void samplesOfValidationAndEvaluationHaveTheirLengths() throws IOException {
    int seen = 0;
    for (String line : Files.readAllLines(RunDirectory.of(run).metrics())) {
      if (Json.object(line, "a line").get("samples") instanceof List<?> samples) {
        for (Object sample : samples) {
          assertTrue(sample.toString().matches("long: .{7}|short: (.{3}|.{5})"), line);
          seen++;
        }
      }
    }
    assertTrue(seen >= 2, "samples of training: " + seen);
    Map<?, ?> samples =
        (Map<?, ?>)
            Cli.succeed("eval", run, "--json", "--rows=4", "--samples=60").json().get("samples");
    double tokens = ((Number) ((Map<?, ?>) samples.get("report")).get("tokens")).doubleValue();
    assertEquals(14 / 3.0, tokens / 60, 0.9);
    assertTrue((Double) samples.get("class_accuracy") > 0.95, samples::toString);
  }

  /** Whatever keeps the number of tokens; an untrained network writes other letters, not more. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--corruption=uniform",
        "--corruption=categorical --process=masked",
        "--corruption=mask --block-size=4"
      })
  void everyCorruptionThatKeepsLengthsDrawsThem(String family) throws IOException {
    Path out = folder.resolve(family.replaceAll("[^a-z]", ""));
    boolean byBlocks = family.contains("block");
    Path lines = byBlocks ? bare() : text;
    Cli.succeed(
        (Object[])
            Cli.train(
                lines,
                out,
                "--unit=lines",
                "--length=" + LENGTH,
                "--steps=2",
                "--eval-every=1",
                "--eval-rows=2",
                byBlocks ? new Object[0] : new Object[] {"--classes=lines"},
                family.split(" ")));
    List<String> together = texts(out, "--count=60", "--steps=2", "--kernel=" + kernel(family));
    assertTrue(statistic(together, SHARES) < LIMIT, together::toString);
    assertEquals(
        together.subList(0, 4),
        texts(out, "--count=4", "--batch=1", "--steps=2", "--kernel=" + kernel(family)));
    Map<?, ?> samples =
        (Map<?, ?>)
            Cli.succeed("eval", out, "--json", "--rows=2", "--draws=1", "--samples=20")
                .json()
                .get("samples");
    double tokens = ((Number) ((Map<?, ?>) samples.get("report")).get("tokens")).doubleValue();
    assertEquals(14 / 3.0, tokens / 20, 1.6);
  }

  private static String kernel(String family) {
    return family.contains("=mask ") ? "unmask" : "markov";
  }

  /** The same lines without their classes. */
  private static Path bare() throws IOException {
    return Files.writeString(
        folder.resolve("bare.txt"), Files.readString(text).replaceAll("(?m)^.*\t", ""));
  }

  /** Blocks have one length, which nothing is kept of; neither did runs before lengths were. */
  @Test
  void runsWithoutLengthsWriteRowsAsLongAsThoseOfTraining() throws IOException {
    Path blocks = folder.resolve("blocks");
    Cli.succeed((Object[]) Cli.train(bare(), blocks, "--length=" + LENGTH, "--steps=1"));
    assertFalse(Files.readString(description(blocks)).contains("length_shares"));
    assertEquals(List.of(LENGTH), lengths(texts(blocks, "--count=5")));

    Path old = folder.resolve("old");
    train(old, "--steps=1");
    Map<String, Object> kept = Json.object(Files.readString(description(old)), "the description");
    assertTrue(kept.remove("length_shares") != null);
    Files.writeString(description(old), Json.text(kept));
    assertEquals(List.of(LENGTH), lengths(texts(old, "--count=5")));
    assertEquals(
        texts(old, "--count=5"), texts(old, "--count=5", "--length=" + LENGTH), "as it was");
  }
}

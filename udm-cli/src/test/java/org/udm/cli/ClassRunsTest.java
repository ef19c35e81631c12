package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.cli.MessagesTest.FAILED;
import static org.udm.cli.MessagesTest.USAGE;
import static org.udm.cli.MessagesTest.told;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.cli.run.RunDirectory;

/**
 * Text of classes, on a language whose classes share no letter: 300 words of 12 letters, two thirds
 * of the class low, whose letters are a to d, the others of high, whose letters are w to z.
 */
class ClassRunsTest {
  @TempDir static Path folder;
  private static Path text;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    Random random = new Random(1);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      boolean low = i % 3 > 0;
      lines.append(low ? "low\t" : "high\t");
      for (int l = 0; l < 12; l++) {
        lines.append((char) ((low ? 'a' : 'w') + random.nextInt(4)));
      }
      lines.append('\n');
    }
    text = Files.writeString(folder.resolve("text.tsv"), lines);
    run = folder.resolve("run");
    train(run, "--steps=1500", "--lr=5e-3", "--batch=32", "--width=32", "--drop-labels=0.2");
  }

  private static Cli train(Path out, Object... options) {
    return Cli.succeed(
        (Object[]) Cli.train(text, out, "--classes=lines", "--unit=lines", "--length=12", options));
  }

  private static Map<String, Object> sample(Path of, Object... options) {
    return Cli.succeed("sample", of, "--json", "--threads=1", options).json();
  }

  /** The share of the letters that are of a class. */
  private static double share(String name, Object texts) {
    String all = String.join("", ((List<?>) texts).stream().map(String::valueOf).toList());
    return all.chars().filter(c -> name.equals("low") ? c <= 'd' : c >= 'w').count()
        / (double) all.length();
  }

  /** Seed 1 of training and of 100 texts; 0.95 of 1,200 letters at least are of the class. */
  @ParameterizedTest
  @ValueSource(strings = {"first-hitting", "unmask", "remask", "confidence", "fresh"})
  void textsAreOfTheClassThatIsAskedFor(String kernel) {
    for (String name : List.of("low", "high")) {
      List<Object> options = new ArrayList<>(List.of("--count=100", "--class=" + name));
      options.add("--kernel=" + kernel);
      if (!kernel.equals("first-hitting")) {
        options.add("--steps=20");
      }
      Map<String, Object> json = sample(run, options.toArray());
      assertTrue(share(name, json.get("texts")) > 0.95, json::toString);
      assertEquals(java.util.Collections.nCopies(100, name), json.get("classes"));
      assertEquals(name, json.get("class"));
    }
  }

  /** Seed 1, 300 texts: classes by their shares, 2/3 and 1/3, within 3.7 standard deviations. */
  @Test
  void classesThatNobodyNamesAreDrawnByTheirShares() {
    Map<String, Object> json = sample(run, "--count=300");
    List<?> classes = (List<?>) json.get("classes");
    long low = classes.stream().filter("low"::equals).count();
    assertEquals(200, low, 30);
    assertEquals("by share", json.get("class"));
    double own = 0;
    for (int i = 0; i < 300; i++) {
      List<?> one = List.of(((List<?>) json.get("texts")).get(i));
      own += share(classes.get(i).toString(), one) / 300;
    }
    assertTrue(own > 0.95, "letters of the own class: " + own);
    for (String batch : List.of("1", "7")) {
      Map<String, Object> again = sample(run, "--count=20", "--batch=" + batch);
      assertEquals(((List<?>) json.get("texts")).subList(0, 20), again.get("texts"));
      assertEquals(classes.subList(0, 20), again.get("classes"));
    }
    Cli shown = Cli.succeed("sample", run);
    assertTrue(shown.out().startsWith("--- 1, " + classes.get(0) + "\n"), shown.out());
    assertTrue(shown.err().contains("classes by their shares"), shown.err());
    assertEquals(1, Cli.succeed("sample", run, "--class=low").out().lines().count());
    assertEquals("low", sample(run, "--class=1").get("class"), "high is 0");
  }

  /** Without a class both are written, each text of one; with guidance two predictions are made. */
  @Test
  void droppedLabelsAllowNoClassAndGuidance() {
    Map<String, Object> none = sample(run, "--class=none", "--count=60");
    assertEquals("none", ((List<?>) none.get("classes")).get(0));
    double low = share("low", none.get("texts"));
    assertTrue(low > 0.3 && low < 0.95, "low " + low);
    Map<String, Object> guided = sample(run, "--class=high", "--guidance=2", "--count=50");
    assertEquals(24.0, guided.get("nfe"));
    assertEquals(2.0, guided.get("guidance"));
    assertTrue(share("high", guided.get("texts")) > 0.95, guided::toString);
    assertTrue(
        Cli.succeed("sample", run, "--class=low", "--guidance=2").err().contains("not the law"));
  }

  /**
   * The bound is given the class, which leaves log2 4 = 2 bits a letter; its parts are those of
   * rows.
   */
  @Test
  void boundsAreGivenTheClassAndDrawsJudgedByIt() {
    Map<String, Object> json =
        Cli.succeed("eval", run, "--json", "--samples=60", "--guidance=1.5", "--judge-order=2")
            .json();
    double bits = mean(json.get("bits_per_token"));
    assertTrue(bits > 1.85 && bits < 2.3, "bits " + bits);
    Map<?, ?> classes = (Map<?, ?>) json.get("classes");
    assertEquals(List.of("high", "low"), List.copyOf(classes.keySet()));
    double sum = 0;
    for (Object each : classes.values()) {
      int rows = (Integer) ((Map<?, ?>) each).get("rows");
      sum += rows * mean(((Map<?, ?>) each).get("nats_per_row"));
    }
    assertEquals((Integer) json.get("rows") * mean(json.get("nats_per_row")), sum, 1e-6);
    Map<?, ?> samples = (Map<?, ?>) json.get("samples");
    assertEquals(1.0, samples.get("held_back_class_accuracy"));
    assertTrue((Double) samples.get("class_accuracy") > 0.9, samples::toString);
    assertEquals(1.5, samples.get("guidance"));
    String shown = Cli.succeed("eval", run, "--draws=1", "--samples=8", "--judge-order=2").out();
    assertTrue(shown.contains("given the class"), shown);
    assertTrue(shown.contains("of their class"), shown);
  }

  private static double mean(Object estimate) {
    return (Double) ((Map<?, ?>) estimate).get("mean");
  }

  /** Every family that is told classes is trained, resumed to the same bits, drawn, evaluated. */
  @ParameterizedTest
  @ValueSource(strings = {"mask", "uniform", "categorical --process=masked", "deletion"})
  void everyFamilyIsToldClasses(String family) throws IOException {
    String[] options = ("--corruption=" + family).split(" ");
    Path whole = folder.resolve("whole" + options[0]);
    Path stopped = folder.resolve("stopped" + options[0]);
    train(whole, options, "--steps=4", "--decay=constant", "--eval-every=2", "--eval-rows=4");
    train(stopped, options, "--steps=2", "--decay=constant", "--eval-every=0");
    Cli.succeed("train", "text", "--resume", "--out", stopped, "--steps=4");
    assertArrayEquals(
        Files.readAllBytes(RunDirectory.of(whole).checkpoint()),
        Files.readAllBytes(RunDirectory.of(stopped).checkpoint()));
    assertTrue(
        Files.readString(RunDirectory.of(whole).metrics()).contains("\"samples\":[\""), family);
    Map<String, Object> drawn = sample(whole, "--class=low", "--guidance=3", "--steps=2");
    assertEquals(List.of("low"), drawn.get("classes"));
    assertEquals(4.0, drawn.get("nfe"));
    Map<String, Object> eval =
        Cli.succeed("eval", whole, "--json", "--draws=1", "--rows=6", "--steps=3").json();
    assertEquals(2, ((Map<?, ?>) eval.get("classes")).size());
  }

  @Test
  void filesAreClassesToo() throws IOException {
    Path two = Files.createDirectories(folder.resolve("two"));
    Files.writeString(two.resolve("one.txt"), "ab".repeat(300));
    Files.writeString(two.resolve("other.txt"), "xyz".repeat(200));
    Path out = folder.resolve("files");
    Cli.succeed((Object[]) Cli.train(two, out, "--classes=files", "--steps=2"));
    assertEquals(List.of("one"), sample(out, "--class=one").get("classes"));
    assertEquals(2, ((Map<?, ?>) Cli.succeed("eval", out, "--json").json().get("classes")).size());
  }

  @TestFactory
  Stream<DynamicTest> messages() throws IOException {
    Path bare = Files.writeString(folder.resolve("bare.txt"), "low\tab\nhigh\n");
    Path single = Files.writeString(folder.resolve("single.txt"), "low\tab\n".repeat(30));
    Path empty = Files.writeString(folder.resolve("empty.txt"), "low\tab\nhigh\t\n");
    Path other = Files.writeString(folder.resolve("other.tsv"), "low\tab\nnew\tab\n".repeat(9));
    Path sure = folder.resolve("sure");
    train(sure, "--steps=1", "--drop-labels=0");
    Path plain = folder.resolve("plain");
    Cli.succeed((Object[]) Cli.train(text, plain, "--steps=1"));
    return Stream.of(
        told(FAILED, "bare.txt, line 2: no tab; each line is CLASS<TAB>TEXT", on(bare)),
        told(FAILED, "single.txt: a single class, [low]; at least two", on(single)),
        told(FAILED, "empty.txt, line 2: nothing behind the tab", on(empty)),
        told(
            USAGE,
            "choose --corruption mask, uniform, categorical or deletion",
            on(text, "--corruption=autoregressive")),
        told(USAGE, "--classes with --block-size 4", on(text, "--block-size=4")),
        told(
            FAILED,
            "has the classes [low, new], but the run is on [high, low]",
            "eval",
            run,
            "--data",
            other),
        told(
            USAGE,
            "--class lo: choose one of high, low, or none; did you mean low?",
            "sample",
            run,
            "--class=lo"),
        told(
            USAGE, "is told of no class; train one with --classes", "sample", plain, "--class=low"),
        told(USAGE, "none is told; train a network", "sample", plain, "--guidance=2"),
        told(USAGE, "train one with --drop-labels 0.1", "sample", sure, "--guidance=2"),
        told(USAGE, "--class none: the network was always", "sample", sure, "--class=none"),
        told(USAGE, "leave --class none out", "sample", run, "--class=none", "--guidance=2"),
        told(USAGE, "--guidance -1.0: it must be finite", "sample", run, "--guidance=-1"),
        told(USAGE, "it is of draws, and there are none", "eval", run, "--guidance=2", "--rows=2"),
        told(
            USAGE,
            "--trace with 2 processes: each sees",
            "sample",
            run,
            "--trace",
            "--processes=2"));
  }

  private static Object[] on(Path data, Object... options) {
    return Cli.train(
        data, folder.resolve("refused"), "--classes=lines", "--unit=lines", "--steps=1", options);
  }
}

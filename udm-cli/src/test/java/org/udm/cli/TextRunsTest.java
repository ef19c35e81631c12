package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.cli.console.Json;
import org.udm.cli.console.TextFile;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Setting;
import org.udm.cli.text.TextKind;

/** What runs and their models promise, on models that train in a second. */
class TextRunsTest {
  @TempDir static Path folder;
  private static Path text;
  private static Path run;
  private static int runs;

  @BeforeAll
  static void train() {
    text = Cli.text(folder.resolve("text.txt"));
    run = trained("--steps=150", "--lr=1e-2", "--warmup=0");
  }

  private static Path trained(Object... options) {
    Path out = folder.resolve("run-" + ++runs);
    Cli.succeed((Object[]) Cli.train(text, out, options));
    return out;
  }

  private static byte[] checkpoint(Path out) throws IOException {
    return Files.readAllBytes(RunDirectory.of(out).checkpoint());
  }

  @Test
  void lookingDoesNotChangeWhatIsLearned() throws IOException {
    Path blind = trained("--steps=20", "--eval-every=0", "--log-every=100");
    Path watched =
        trained("--steps=20", "--eval-every=5", "--eval-rows=8", "--log-every=1", "--samples=3");
    assertArrayEquals(checkpoint(blind), checkpoint(watched));
    Path averaged = trained("--steps=20", "--eval-every=0", "--ema=0.9", "--times=importance");
    Path both =
        trained("--steps=20", "--eval-every=5", "--eval-rows=8", "--ema=0.9", "--times=importance");
    assertArrayEquals(checkpoint(averaged), checkpoint(both));
  }

  /** An evaluation that was cut short, as by the loss of a process, is made up for. */
  @Test
  void aMissingEvaluationIsMadeOnResuming() throws IOException {
    Path whole =
        trained(
            "--steps=4", "--eval-every=2", "--eval-rows=4", "--decay=constant", "--log-every=1");
    List<List<Object>> lines = KilledRunsTest.losses(whole);
    for (int last : new int[] {2, 4}) {
      Path out =
          trained(
              "--steps=" + last,
              "--eval-every=2",
              "--eval-rows=4",
              "--decay=constant",
              "--log-every=1");
      Path metrics = RunDirectory.of(out).metrics();
      List<String> told = Files.readAllLines(metrics);
      assertTrue(told.remove(told.size() - 1).contains("validation"));
      Files.write(metrics, told);
      Cli.succeed("train", "text", "--resume", "--out", out, "--steps=4");
      assertEquals(lines, KilledRunsTest.losses(out));
      assertArrayEquals(checkpoint(whole), checkpoint(out));
    }
  }

  @Test
  void anotherSeedIsAnotherRun() throws IOException {
    assertNotEquals(
        new String(checkpoint(trained("--steps=2")), java.nio.charset.StandardCharsets.ISO_8859_1),
        new String(
            checkpoint(trained("--steps=2", "--seed=2")),
            java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  @Test
  void theRecordOfARunIsTheConfigurationOfTheSameRun() throws IOException {
    Path first = trained("--steps=5", "--norm=rms", "--lr=0.002");
    Path second = folder.resolve("again");
    Cli.succeed("train", "text", "--config", RunDirectory.of(first).record(), "--out", second);
    assertArrayEquals(checkpoint(first), checkpoint(second));
    Path third = folder.resolve("changed");
    Cli.succeed(
        "train", "text", "--config", RunDirectory.of(first).record(), "--out", third, "--steps=6");
    assertEquals(6, config(third).get("steps"));
    assertEquals("rms", config(third).get("norm"));
  }

  private static Map<?, ?> config(Path out) {
    return (Map<?, ?>) Json.object(TextFile.read(RunDirectory.of(out).record()), "").get("config");
  }

  /** A run can be continued from any directory, so its record has no relative path. */
  @Test
  void theRecordNamesTheDataAbsolutely() {
    Path relative = Path.of("").toAbsolutePath().relativize(text.toAbsolutePath());
    Path out = folder.resolve("relative");
    Cli.succeed((Object[]) Cli.train(relative, out, "--steps=1"));
    assertEquals(text.toAbsolutePath().toString(), config(out).get("data"));
  }

  @Test
  void severalFilesAndNamesWithCommasAreRead() throws IOException {
    Path comma = Files.copy(text, folder.resolve("a, b.txt"));
    Path other = Files.copy(text, folder.resolve("c.txt"));
    Cli.succeed((Object[]) Cli.train(comma, folder.resolve("comma"), "--steps=1"));
    Path both = folder.resolve("both");
    Cli.succeed(
        "train",
        "text",
        "--data=" + text + ", " + other,
        "--out",
        both,
        "--steps=1",
        "--layers=1",
        "--width=16",
        "--eval-every=0");
    assertEquals(text + "," + other, config(both).get("data"));
  }

  @Test
  void aFinishedRunIsLeftAsItIs() throws IOException {
    byte[] before = checkpoint(run);
    assertTrue(
        Cli.succeed("train", "text", "--resume", "--out", run).err().contains("--steps asks for"));
    assertArrayEquals(before, checkpoint(run));
  }

  /** Every choice of every option can be trained, resumed, evaluated and sampled. */
  @TestFactory
  Stream<DynamicTest> everyChoiceWorks() {
    List<String> choices = new ArrayList<>();
    for (Setting setting : TextKind.of().settings()) {
      setting.words().stream().skip(1).forEach(word -> choices.add(setting.name() + "=" + word));
    }
    choices.addAll(
        List.of("ema=0.5", "accumulate=3", "smallest-time=0", "smallest-time=0.5", "clip=1e-6"));
    choices.addAll(List.of("batch=1", "warmup=0", "samples=0", "length=1", "heads=1"));
    choices.add("schedule=polynomial --power=100");
    return choices.stream()
        .filter(choice -> !choice.equals("unit=files")) // needs several files
        .filter(choice -> !choice.startsWith("classes=")) // ClassRunsTest has texts with classes
        .filter(choice -> !choice.startsWith("process=")) // TextFamiliesTest has its corruption
        .filter(choice -> !choice.equals("engine=dl4j")) // GraphRunsTest has it, in its own JVM
        .map(choice -> DynamicTest.dynamicTest(choice, () -> assertWorks(choice)));
  }

  private static void assertWorks(String choice) {
    Object[] options = ("--" + choice).split(" ");
    Path out = trained(options, "--steps=3", "--eval-every=2", "--eval-rows=4");
    Cli.succeed("train", "text", "--resume", "--out", out, "--steps=4");
    Map<String, Object> eval = Cli.succeed("eval", out, "--json", "--draws=1", "--rows=4").json();
    double bits = (Double) ((Map<?, ?>) eval.get("bits_per_token")).get("mean");
    assertTrue(bits > 0 && bits < 1000, "bits " + bits); // one draw of an untrained model
    Cli.succeed("sample", out, "--json");
  }

  @Test
  void everyFileOfADirectoryCanBeARow() throws IOException {
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int k = 0; k < 20; k++) {
      Files.writeString(many.resolve("file-" + k + ".txt"), "the cat sat " + k);
    }
    Path out = folder.resolve("files");
    Cli.succeed((Object[]) Cli.train(many, out, "--unit=files", "--steps=2"));
    Cli.succeed("eval", out, "--draws=1");
  }

  /** Texts do not depend on how many are written together. */
  @ParameterizedTest
  @ValueSource(strings = {"first-hitting", "unmask", "remask", "fresh", "mix"})
  void batchesDoNotChangeTexts(String kernel) {
    List<Object> texts = new ArrayList<>();
    for (int batch : new int[] {1, 7, 32}) {
      List<Object> args = new ArrayList<>(List.of("sample", run, "--json", "--count=33"));
      args.addAll(List.of("--batch=" + batch, "--kernel=" + kernel, "--threads=1"));
      if (!kernel.equals("first-hitting")) {
        args.add("--steps=8");
      }
      texts.add(Cli.succeed(args.toArray()).json().get("texts"));
    }
    assertEquals(texts.get(0), texts.get(1));
    assertEquals(texts.get(0), texts.get(2));
  }

  /** A row that stays as it is is not predicted again: NFE is below the steps, and at most L. */
  @Test
  void costCountsWhatWasPredicted() {
    double unmask = nfe("--kernel=unmask", "--steps=100");
    assertTrue(unmask <= 16 && unmask > 8, "unmask " + unmask);
    assertEquals(16, nfe("--kernel=first-hitting"));
    assertTrue(nfe("--kernel=remask", "--steps=100") < 100);
    assertTrue(nfe("--kernel=fresh", "--steps=5") <= 5);
    assertEquals(13, nfe("--kernel=first-hitting", "--prompt=the"));
  }

  private static double nfe(Object... options) {
    return (Double) Cli.succeed("sample", run, "--json", "--count=3", options).json().get("nfe");
  }

  @Test
  void whatIsKnownStaysWhereItIs() {
    for (String kernel : List.of("first-hitting", "unmask", "remask", "fresh", "mix")) {
      List<?> prompted =
          (List<?>) sample("--prompt=the cat", "--count=5", "--kernel=" + kernel).get("texts");
      prompted.forEach(t -> assertTrue(t.toString().startsWith("the cat"), t::toString));
      List<?> filled =
          (List<?>)
              sample("--infill=to be ___ not", "--count=5", "--kernel=" + kernel).get("texts");
      filled.forEach(t -> assertTrue(t.toString().matches("(?s)to be ... not"), t::toString));
    }
    List<?> other = (List<?>) sample("--infill=to be ### not", "--gap=#").get("texts");
    assertTrue(other.get(0).toString().matches("(?s)to be ... not"));
  }

  private static Map<String, Object> sample(Object... options) {
    return Cli.succeed("sample", run, "--json", options).json();
  }

  @Test
  void tracesBeginWithMasksAndEndWithTheText() {
    Map<String, Object> sample = sample("--trace", "--steps=4", "--count=3", "--batch=2");
    List<?> traces = (List<?>) sample.get("traces");
    assertEquals(3, traces.size());
    for (int i = 0; i < 3; i++) {
      List<?> trace = (List<?>) traces.get(i);
      assertEquals(5, trace.size());
      assertEquals("_".repeat(16), trace.get(0));
      String text = ((List<?>) sample.get("texts")).get(i).toString();
      assertEquals(text.replace("\n", "\u21b5"), trace.get(4));
    }
  }

  /** Text on standard output is nothing but the texts, and the summary is no result. */
  @Test
  void oneSampleIsItsTextAlone() {
    Cli sample = Cli.succeed("sample", run, "--seed=7");
    assertEquals(((List<?>) sample("--seed=7").get("texts")).get(0) + "\n", sample.out());
    assertTrue(sample.err().matches("1 text in .* s, 16.0 network evaluations each\\R"));
  }

  @Test
  void boundsAreTheSumOfTheirTermsAndAgreeWithTheText() {
    Cli eval = Cli.succeed("eval", run, "--json", "--steps=10");
    Map<String, Object> json = eval.json();
    Map<?, ?> terms = (Map<?, ?>) json.get("terms_nats_per_token");
    double sum =
        mean(terms.get("prior")) + mean(terms.get("diffusion")) + mean(terms.get("reconstruction"));
    double total = mean(json.get("nats_per_token"));
    assertEquals(total, sum, 1e-9);
    assertEquals(total / Math.log(2), mean(json.get("bits_per_token")), 1e-9);
    String shown = String.format(java.util.Locale.ROOT, "%.3f +- ", total / Math.log(2));
    assertTrue(Cli.succeed("eval", run, "--steps=10").out().contains(shown));
  }

  private static double mean(Object estimate) {
    return (Double) ((Map<?, ?>) estimate).get("mean");
  }

  /** Of the run's own text the part that was kept back is evaluated, of another one all of it. */
  @Test
  void whatIsEvaluatedIsWhatWasNotTrainedOn() throws IOException {
    Path other =
        Files.writeString(folder.resolve("other.txt"), Files.readString(text).substring(9));
    Map<String, Object> own = evaluated();
    assertEquals("validation", own.get("part"));
    assertEquals(own, evaluated("--data", text), "a copy of the text is the text");
    Map<String, Object> another = evaluated("--data", other);
    assertEquals("all", another.get("part"));
    assertEquals(Files.size(other), ((Number) another.get("tokens")).longValue());
    assertEquals("validation", evaluated("--data", other, "--part=validation").get("part"));
    assertEquals(10, evaluated("--part=all", "--rows=10").get("rows"));
    assertEquals(1, evaluated("--rows=1").get("rows"));
  }

  private static Map<String, Object> evaluated(Object... options) {
    return Cli.succeed("eval", run, "--json", "--draws=1", options).json();
  }

  @Test
  void everyRegisteredPairObeysTheLaw() {
    Cli verify = Cli.succeed("verify", "--json");
    Map<String, Object> json = verify.json();
    int pairs = Cli.succeed("verify", "--list").out().split("\n").length;
    assertEquals(0, json.get("failed"));
    assertEquals(pairs, json.get("passed"));
    assertEquals("", verify.err());
  }

  @Test
  void theDoctorFindsThisMachineFit() {
    Map<String, Object> facts = Cli.succeed("doctor", "--json").json();
    assertEquals(true, facts.get("works"));
    String text = Cli.succeed("doctor").out();
    String last = text.lines().reduce((first, second) -> second).orElseThrow();
    boolean mends = text.contains("\nto mend: ");
    assertTrue(
        last.equals("everything that is needed works")
            || mends && last.startsWith("training works here on the processor; "),
        text);
  }

  @Test
  void aShortDemonstrationRunsAndIsAnOrdinaryRun() {
    Path out = folder.resolve("demo");
    for (int again = 0; again < 2; again++) {
      String shown = Cli.succeed("demo", "--steps=2", "--out", out, "--device=cpu").out();
      assertTrue(shown.contains("entropy of"), shown);
      assertTrue(shown.contains("above the entropy"), shown);
      assertTrue(shown.contains("udm sample " + out), shown);
    }
    Cli.succeed("sample", out, "--infill=the ___ cats ___ a ___ .", "--steps=2", "--trace");
    Cli.succeed(
        "train", "text", "--resume", "--out", out, "--steps=3", "--width=64", "--device=auto");
    assertTrue(Cli.succeed("eval", out, "--rows=64", "--draws=1").out().contains("exact entropy"));
  }

  @Test
  void aDemonstrationOfDeletionWritesSentencesOfAnyLength() {
    Path out = folder.resolve("demo-deletion");
    String shown =
        Cli.succeed(
                "demo",
                "--corruption=deletion",
                "--steps=2",
                "--samples=20",
                "--out",
                out,
                "--device=cpu")
            .out();
    assertTrue(shown.contains("A deletion diffusion model"), shown);
    assertTrue(shown.contains("grammatical: "), shown);
    assertTrue(shown.contains("bits/word"), shown);
    Cli.succeed("sample", out, "--infill=the ___ sees a cat", "--steps=2", "--trace");
    assertTrue(Cli.run("demo", "--corruption=delete").err().contains("mask or deletion"));
  }
}

package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.cli.MessagesTest.USAGE;
import static org.udm.cli.MessagesTest.told;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.cli.run.RunDirectory;

/** Every family of corruptions of text is trained, continued, sampled and evaluated alike. */
class TextFamiliesTest {
  @TempDir static Path folder;
  private static Path text;
  private static int runs;

  /** The families beside plain masking, and what their samplers are called. */
  enum Family {
    BLOCKS("first-hitting", "unmask", "remask", "confidence"),
    UNIFORM("markov", "same-noise", "fresh", "gibbs"),
    CATEGORICAL("markov", "gibbs"),
    DELETION("same-noise", "fresh"),
    AUTOREGRESSIVE("left-to-right");

    private final List<String> kernels;

    Family(String... kernels) {
      this.kernels = List.of(kernels);
    }

    Path run() {
      return folder.resolve(name());
    }

    boolean steps() {
      return this != AUTOREGRESSIVE;
    }
  }

  @BeforeAll
  static void train() {
    text = Cli.text(folder.resolve("text.txt"));
    for (Family family : Family.values()) {
      train(family, family.run(), "--steps=4");
    }
  }

  private static void train(Family family, Path out, Object... options) {
    Cli.succeed(
        (Object[])
            Cli.train(
                text,
                out,
                "--unit=lines",
                "--length=48",
                "--decay=constant",
                "--eval-every=0",
                family == Family.BLOCKS
                    ? new Object[] {"--corruption=mask", "--block-size=8"}
                    : "--corruption=" + family.name().toLowerCase(java.util.Locale.ROOT),
                options));
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatIsContinuedIsTheSameRun(Family family) throws IOException {
    Path out = folder.resolve("continued-" + ++runs);
    train(family, out, "--steps=2");
    Cli.succeed("train", "text", "--resume", "--out", out, "--steps=4");
    assertArrayEquals(
        Files.readAllBytes(RunDirectory.of(family.run()).checkpoint()),
        Files.readAllBytes(RunDirectory.of(out).checkpoint()));
  }

  /** Texts begin as they are asked to, and do not depend on how many are drawn together. */
  @ParameterizedTest
  @EnumSource
  void everySamplerGoesOnWithPrompts(Family family) {
    for (String kernel : family.kernels) {
      List<Object> texts = new ArrayList<>();
      for (int batch : new int[] {1, 3}) {
        List<Object> args = new ArrayList<>(List.of("--kernel=" + kernel, "--count=3"));
        args.addAll(List.of("--batch=" + batch, "--threads=1", "--prompt=the cat"));
        if (family.steps() && !kernel.equals("first-hitting")) {
          args.add("--steps=3");
        }
        Map<String, Object> json = sample(family, args.toArray());
        ((List<?>) json.get("texts"))
            .forEach(t -> assertTrue(t.toString().startsWith("the cat"), t::toString));
        assertTrue((Double) json.get("nfe") > 0);
        texts.add(json.get("texts"));
      }
      assertEquals(texts.get(0), texts.get(1), kernel);
    }
  }

  private static Map<String, Object> sample(Family family, Object... options) {
    return Cli.succeed("sample", family.run(), "--json", options).json();
  }

  /**
   * A step of a sampler asks once, one of its corrector once more; letters are asked one by one.
   */
  @Test
  void costIsWhatWasAsked() {
    assertEquals(5.0, sample(Family.UNIFORM, "--steps=5", "--count=2").get("nfe"));
    // nothing is corrected after the last step
    assertEquals(5.0 + 2 * 4, sample(Family.UNIFORM, "--steps=5", "--corrections=2").get("nfe"));
    Map<String, Object> deletion = sample(Family.DELETION, "--steps=5", "--count=2");
    assertEquals(5.0, deletion.get("nfe"));
    assertTrue(((Number) deletion.get("decoder_positions")).longValue() > 10);
    assertEquals(0, deletion.get("misses")); // what it writes contains what is there
    assertTrue((Double) sample(Family.AUTOREGRESSIVE).get("nfe") <= 48);
  }

  @Test
  void deletionWritesTextsOfFreeLength() {
    Set<Integer> lengths = new TreeSet<>();
    ((List<?>) sample(Family.DELETION, "--count=12", "--steps=2").get("texts"))
        .forEach(t -> lengths.add(t.toString().length()));
    assertTrue(lengths.size() > 1, lengths::toString);
    List<?> filled =
        (List<?>)
            sample(Family.DELETION, "--infill=to be_mat", "--count=4", "--steps=2").get("texts");
    filled.forEach(t -> assertTrue(t.toString().matches("(?s)to be.*mat"), t::toString));
    List<?> kept =
        (List<?>) sample(Family.UNIFORM, "--infill=to be ___ not", "--steps=2").get("texts");
    kept.forEach(t -> assertTrue(t.toString().matches("(?s)to be ... not"), t::toString));
  }

  /** Tokens that move to others nearby: trained, evaluated and drawn like the rest. */
  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "neighbours"})
  void tokensMoveToThoseNearby(String process) {
    Path out = folder.resolve(process);
    train(Family.CATEGORICAL, out, "--steps=2", "--process=" + process, "--schedule=log-linear");
    for (String steps : List.of("--steps=0", "--steps=3")) {
      Map<?, ?> bits =
          (Map<?, ?>)
              Cli.succeed("eval", out, "--json", "--rows=2", "--draws=1", steps)
                  .json()
                  .get("bits_per_token");
      assertTrue((Double) bits.get("mean") > 1);
    }
    Cli.succeed("sample", out, "--steps=2", "--kernel=gibbs");
  }

  /** What is written by blocks goes on beyond the rows of training, and ends inside a block. */
  @Test
  void blocksWriteTextsOfAnyLength() {
    Map<String, Object> json =
        sample(Family.BLOCKS, "--length=101", "--count=2", "--prompt=the cat sat");
    for (Object text : (List<?>) json.get("texts")) {
      assertEquals(101, text.toString().length());
      assertTrue(text.toString().startsWith("the cat sat"));
    }
    // a token each, behind 11 of a prompt
    assertEquals(101.0 - 11, json.get("nfe"));
  }

  @ParameterizedTest
  @EnumSource
  void everyFamilyHasABound(Family family) {
    for (int steps : family.steps() ? new int[] {0, 4} : new int[] {0}) {
      Map<String, Object> json =
          Cli.succeed("eval", family.run(), "--json", "--rows=4", "--draws=2", "--steps=" + steps)
              .json();
      double bits = (Double) ((Map<?, ?>) json.get("bits_per_token")).get("mean");
      assertTrue(bits > 1 && bits < 1000, "bits " + bits);
    }
  }

  /** The exact likelihood has no chance in it. */
  @Test
  void theReferenceIsExact() {
    Object first =
        Cli.succeed("eval", Family.AUTOREGRESSIVE.run(), "--json").json().get("nats_per_row");
    assertEquals(
        first,
        Cli.succeed("eval", Family.AUTOREGRESSIVE.run(), "--json", "--seed=2", "--draws=1")
            .json()
            .get("nats_per_row"));
    assertTrue(Cli.succeed("eval", Family.AUTOREGRESSIVE.run()).out().contains("exact likelihood"));
  }

  @Test
  void thePlugInBoundIsReportedBesideTheOther() {
    Map<String, Object> json =
        Cli.succeed("eval", Family.UNIFORM.run(), "--json", "--rows=4", "--steps=4", "--plug-in")
            .json();
    assertTrue(json.containsKey("plug_in_bound"));
    assertTrue(json.containsKey("nats_per_token"));
  }

  @ParameterizedTest
  @EnumSource
  void samplesAreJudgedBesideHeldBackText(Family family) {
    Map<String, Object> json =
        Cli.succeed("eval", family.run(), "--json", "--rows=2", "--draws=1", "--samples=3").json();
    Map<?, ?> samples = (Map<?, ?>) json.get("samples");
    assertEquals(3, ((Map<?, ?>) samples.get("report")).get("rows"));
    assertEquals("Kneser-Ney of order 6", samples.get("judge"));
    // words of the language are likelier than letters of an untrained model
    assertTrue(perplexity(samples.get("held_back")) < perplexity(samples.get("report")));
    assertTrue((Double) samples.get("seconds_per_sample") > 0);
  }

  /** The reference judges others: words of the text are as likely as its own likelihood says. */
  @Test
  void anAutoregressiveRunIsASecondJudge() {
    Path ar = Family.AUTOREGRESSIVE.run();
    Map<?, ?> samples =
        (Map<?, ?>)
            Cli.succeed("eval", ar, "--json", "--rows=2", "--samples=3", "--judge=" + ar)
                .json()
                .get("samples");
    Map<?, ?> judged = (Map<?, ?>) samples.get("judged_by");
    assertEquals(ar.getFileName().toString(), judged.get("run"));
    // trained for 4 steps, it finds every text about as likely as chance among its letters
    assertEquals(30, (Double) judged.get("perplexity"), 20);
    assertEquals(30, (Double) judged.get("held_back_perplexity"), 20);
    assertTrue(
        Cli.succeed("eval", Family.DELETION.run(), "--rows=2", "--samples=3", "--judge=" + ar)
            .out()
            .contains("perplexity, " + ar.getFileName()));
  }

  @TestFactory
  Stream<DynamicTest> aJudgeThatCannotReadTheSamplesIsRefused() {
    Path judged = Family.UNIFORM.run();
    Path shorter = folder.resolve("judge-" + ++runs);
    Cli.succeed(
        (Object[])
            Cli.train(text, shorter, "--corruption=autoregressive", "--length=16", "--steps=1"));
    Path stranger = folder.resolve("judge-" + ++runs);
    train(Family.AUTOREGRESSIVE, stranger, "--steps=1", "--vocabulary=bytes");
    return Stream.of(
        told(USAGE, "there is nothing to judge", "eval", judged, "--judge=" + shorter),
        judge(judged, "name one of --corruption autoregressive", judged),
        judge(judged, "its vocabulary is not that of", stranger),
        judge(judged, "rows of up to 16 tokens, and these are of up to 48", shorter),
        judge(judged, "there is no directory", folder.resolve("nowhere")));
  }

  private static DynamicTest judge(Path judged, String part, Path judge) {
    return told(
        USAGE, part, "eval", judged, "--rows=2", "--draws=1", "--samples=3", "--judge=" + judge);
  }

  private static double perplexity(Object report) {
    return (Double) ((Map<?, ?>) report).get("perplexity");
  }

  @TestFactory
  Stream<DynamicTest> whatAFamilyHasNotIsSaid() {
    Path uniform = Family.UNIFORM.run();
    Path deletion = Family.DELETION.run();
    Path ar = Family.AUTOREGRESSIVE.run();
    return Stream.of(
        told(USAGE, "fresh or gibbs; did you mean markov?", "sample", uniform, "--kernel=makrov"),
        told(
            USAGE,
            "--kernel unmask: choose same-noise or fresh",
            "sample",
            deletion,
            "--kernel=unmask"),
        told(USAGE, "--kernel fresh: choose left-to-right", "sample", ar, "--kernel=fresh"),
        told(USAGE, "remasking is a sampler of masked models", "sample", uniform, "--remask=0.5"),
        told(
            USAGE,
            "it is of --kernel gibbs",
            "sample",
            uniform,
            "--kernel=markov",
            "--corrections=2"),
        told(USAGE, "--corrections 0: it must be at least 1", "sample", uniform, "--corrections=0"),
        told(USAGE, "texts of free length", "sample", deletion, "--length=5"),
        told(USAGE, "--infill with several gaps", "sample", deletion, "--infill=a_b_c"),
        told(USAGE, "use --prompt", "sample", ar, "--infill=the _ cat"),
        told(USAGE, "a step for each token", "sample", ar, "--steps=5"),
        told(USAGE, "no states but its beginnings", "sample", ar, "--trace"),
        told(USAGE, "exact likelihood", "eval", ar, "--steps=5"),
        told(USAGE, "--plug-in without --steps", "eval", uniform, "--plug-in"),
        told(
            USAGE,
            "uniform and categorical",
            "eval",
            deletion,
            "--plug-in",
            "--steps=2",
            "--rows=1"),
        told(USAGE, "without --samples", "eval", uniform, "--judge-order=3"),
        told(USAGE, "no test part", "eval", uniform, "--part=test"),
        told(USAGE, "no states of whole texts", "sample", Family.BLOCKS.run(), "--trace"),
        told(USAGE, "use --prompt", "sample", Family.BLOCKS.run(), "--infill=the _ cat"),
        refused("--block-size 7 with --length 16: the length must be a multiple", "--block-size=7"),
        refused("sees no time", "--block-size=8", "--time=adaptive"),
        refused("mask alone", "--block-size=8", "--corruption=deletion"),
        refused("add --schedule log-linear", "--corruption=categorical", "--process=gaussian"),
        refused(
            "--neighbours 5000: 5000 nearest neighbours among",
            "--corruption=categorical",
            "--process=neighbours",
            "--schedule=log-linear",
            "--neighbours=5000"),
        refused("--corruption uniforn: it must be one of", "--corruption=uniforn"),
        refused("did you mean uniform?", "--corruption=uniforn"),
        refused("it has no time", "--corruption=autoregressive", "--time=adaptive"),
        refused("alpha_1 = 0", "--corruption=deletion", "--schedule=log-linear"));
  }

  private static DynamicTest refused(String part, Object... options) {
    Path out = folder.resolve("refused-" + ++runs);
    return told(USAGE, part, (Object[]) Cli.train(text, out, "--steps=1", options));
  }
}

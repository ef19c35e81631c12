package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.udm.cli.run.RunDirectory;

/** Whatever is wrong, the user reads one line that names it and the way out, and no stack trace. */
class MessagesTest {
  static final int FAILED = 1;
  static final int USAGE = 2;

  @TempDir static Path folder;
  private static Path text;
  private static Path run;
  private static int copies;

  @BeforeAll
  static void train() {
    text = Cli.text(folder.resolve("text.txt"));
    run = folder.resolve("run");
    Cli.succeed((Object[]) Cli.train(text, run, "--steps=2"));
  }

  @TestFactory
  Stream<DynamicTest> commandLines() {
    return Stream.of(
        told(USAGE, "Did you mean: udm sample", "smaple"),
        told(USAGE, "Did you mean: udm sample --count", "sample", run, "--cuont", 3),
        told(
            USAGE,
            "Did you mean: udm train text --warmup",
            "train",
            "text",
            "--out=x",
            "--warmpu=3"),
        told(USAGE, "Try 'udm --help'", "frobnicate"),
        told(USAGE, "'DIR'", "sample"),
        told(USAGE, "'--out=DIR'", "train", "text", "--data", text),
        told(USAGE, "udm train text --data FILE --out DIR", "train"),
        told(USAGE, "'x' is not an int", "sample", run, "--count", "x"),
        told(USAGE, "--count 0: it must be at least 1", "sample", run, "--count=0"),
        told(USAGE, "--batch -1: it must be at least 1", "sample", run, "--batch=-1"),
        told(USAGE, "--steps 0: it must be at least 1", "sample", run, "--steps=0"),
        told(USAGE, "--kernel x: choose first-hitting, unmask", "sample", run, "--kernel=x"),
        told(
            USAGE,
            "--steps 8 with --kernel first-hitting: it has no common steps; choose --kernel unmask",
            "sample",
            run,
            "--kernel=first-hitting",
            "--steps=8"),
        told(USAGE, "--remask 0.5 without --kernel remask", "sample", run, "--remask=0.5"),
        told(
            USAGE,
            "--remask 2.0: it must be a number from 0 to 1",
            "sample",
            run,
            "--kernel=remask",
            "--remask=2"),
        told(USAGE, "udm: --top-p 0.0: it must be above 0 and", "sample", run, "--top-p=0"),
        told(USAGE, "udm: --temperature 0.0: it must be", "sample", run, "--temperature=0"),
        told(USAGE, "--threads -1: it must be 0 or more", "sample", run, "--threads=-1"),
        told(USAGE, "a text of 17 tokens", "sample", run, "--length=17"),
        told(USAGE, "this model writes 1 to 16", "sample", run, "--length=0"),
        told(
            USAGE,
            "21 tokens are given for a text of 16",
            "sample",
            run,
            "--prompt=" + "the".repeat(7)),
        told(USAGE, "character 'Q' (U+0051) at position 4", "sample", run, "--prompt=the Q"),
        told(USAGE, "--infill has no gap: write _", "sample", run, "--infill=the"),
        told(USAGE, "it must be one character", "sample", run, "--infill=a__b", "--gap=__"),
        told(USAGE, "put the prompt at the beginning", "sample", run, "--infill=_", "--prompt=a"),
        told(USAGE, "device 'gpu' is not known: write cpu", "sample", run, "--device=gpu"),
        told(USAGE, "there is no directory " + folder, "sample", folder.resolve("none")),
        told(USAGE, "it has no run.json and no", "eval", folder),
        told(USAGE, text + " is a file: a run needs a directory", "eval", text),
        told(USAGE, "--part x: choose one of validation, training, all", "eval", run, "--part=x"),
        told(USAGE, "--draws at least 1", "eval", run, "--draws=0"),
        told(USAGE, "'udm verify --list' shows them", "verify", "nothing-like-it"));
  }

  @TestFactory
  Stream<DynamicTest> optionsOfTraining() {
    return Stream.of(
        train(USAGE, "--layers 0: it must be a whole number from 1 to 1000", "--layers=0"),
        train(USAGE, "--lr 1e9: it must be a number from 1e-12 to 10", "--lr=1e9"),
        train(USAGE, "--lr-end 0.01 with --lr 0.001: the learning rate falls", "--lr-end=1e-2"),
        train(USAGE, "--lr-end 2e-4 with --lr 1e-4: the", "--lr=1e-4", "--lr-end=2e-4"),
        train(USAGE, "--norm x: it must be one of layer, rms", "--norm=x"),
        train(USAGE, "--power: give it once", "--power=2", "--power=3", "--seed=2"),
        train(USAGE, "width 16 with 3 heads: the width must be a multiple", "--heads=3"),
        train(USAGE, "device 'tpu' is not known", "--device=tpu"),
        train(USAGE, "--steps 1.5: it must be a whole number of at least 1", "--steps=1.5"),
        train(USAGE, "with --corruption mask: it is for --corruption categorical;", "--spread=0.1"),
        train(
            USAGE,
            "--spread 0.2 with --process mixed: it is for --process gaussian; add that, or leave",
            "--corruption=categorical",
            "--spread=0.2"),
        train(USAGE, "for --decay cosine or linear", "--decay=constant", "--lr-end=1e-5"),
        train(FAILED, "out of memory", "--width=65536", "--layers=100"),
        train(FAILED, "too short", "--length=4000"));
  }

  @TestFactory
  Stream<DynamicTest> optionsThatSayNothing() throws IOException {
    Path tokenizer = Files.createFile(folder.resolve("tokenizer.json"));
    return Stream.of(
        on(
            "points",
            "checkerboard",
            "--noise 0.3 with --data checkerboard: it is for --data moons or rings or",
            "--noise=0.3"),
        on(
            "points",
            "moons",
            "--validation 0.3 with --data moons: it is for any --data but moons or rings or swiss-roll or checkerboard or mixture; leave --validation out",
            "--validation=0.3"),
        on(
            "images",
            "glyphs",
            "--validation 0.3 with --data glyphs: it is for any --data but glyphs; leave",
            "--validation=0.3"),
        on("points", "moons", "it is for --parametrization edm, or --weight", "--deviation=2"),
        on(
            "images",
            "glyphs",
            "--deviation 2 with --corruption blur: it is for --corruption gaussian; add that",
            "--corruption=blur",
            "--deviation=2"),
        on(
            "text",
            "text8:" + folder,
            "it is for any --data but text8 or enwik8; leave --validation out",
            "--validation=0.3"),
        train(
            USAGE,
            "--vocabulary words with --tokenizer "
                + tokenizer
                + ": it is for runs without --tokenizer; leave --vocabulary out",
            "--tokenizer=" + tokenizer,
            "--vocabulary=words"),
        train(
            USAGE,
            "--vocabulary bpe with --tokenizer",
            "--tokenizer=" + tokenizer,
            "--vocabulary=bpe",
            "--vocabulary-size=500"));
  }

  private static DynamicTest on(String kind, String data, String part, Object... options) {
    return told(USAGE, part, (Object[]) Cli.trainOn(kind, data, fresh(), options));
  }

  private static DynamicTest train(int status, String part, Object... options) {
    return told(
        status,
        part.replace("--power:", "--power is given more than once:"),
        (Object[]) Cli.train(text, fresh(), options));
  }

  @TestFactory
  Stream<DynamicTest> data() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.txt"));
    Path binary = Files.write(folder.resolve("binary.txt"), new byte[] {'a', 'b', 0, 1});
    Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, 'b'});
    Path shortOne = Files.writeString(folder.resolve("short.txt"), "to be or not");
    Path other = Files.writeString(folder.resolve("other.txt"), "The cat\n".repeat(30));
    Path none = folder.resolve("none.txt");
    Path hollow = Files.createDirectory(folder.resolve("hollow"));
    return Stream.of(
        told(USAGE, "no text to train on: give --data FILE", "train", "text", "--out", fresh()),
        told(
            USAGE,
            none + ": there is no such file or directory",
            (Object[]) Cli.train(none, fresh())),
        told(
            USAGE,
            "the file is empty; give a file with text",
            (Object[]) Cli.train(empty, fresh())),
        told(USAGE, "holds no text files", (Object[]) Cli.train(hollow, fresh())),
        told(
            FAILED,
            "a NUL byte at offset 2: not a UTF-8 text",
            (Object[]) Cli.train(binary, fresh())),
        told(
            FAILED,
            "byte 0xE9, which is not UTF-8, at offset 1",
            (Object[]) Cli.train(latin, fresh())),
        told(FAILED, "too short: 12 tokens", (Object[]) Cli.train(shortOne, fresh())),
        told(FAILED, "other.txt, line 1: character 'T' (U+0054)", "eval", run, "--data", other),
        told(USAGE, none + ": there is no such file", "eval", run, "--data", none),
        told(USAGE, "it is for runs of 'udm demo'", "eval", run, "--data=grammar:english"));
  }

  @TestFactory
  Stream<DynamicTest> places() {
    return Stream.of(
        told(USAGE, "already holds a run: go on with it by", (Object[]) Cli.train(text, run)),
        told(USAGE, "is a file: a run needs a directory", (Object[]) Cli.train(text, text)),
        told(
            FAILED,
            "cannot make the directory",
            (Object[]) Cli.train(text, text.resolve("below a file"))),
        told(
            USAGE,
            "holds another run, which the demonstration would replace",
            "demo",
            "--out",
            run));
  }

  @TestFactory
  Stream<DynamicTest> configurations() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List.of(
            List.of(
                "{\"layres\": 2}",
                "layres: there is no such option; did you mean layers? there are data, "),
            List.of("{\"layers\": 2.5}", "layers 2.5: it must be a whole number"),
            List.of("{\"layers\": null}", "layers null: it must be a whole number"),
            List.of("{\"lr\": \"fast\"}", "lr fast: it must be a number"),
            List.of("{\"data\": [1]}", "data [1]: it must be a text"),
            List.of(
                "{\"lr\": 1, \"lr\": 2}", "is not a JSON object: Duplicate field 'lr' in line 1"),
            List.of("{\"lr\": 1,\n oops}", "is not a JSON object: Unexpected character ('o'"),
            List.of(
                "{\"lr\": 1",
                "is not a JSON object: Unexpected end-of-input: expected close marker for Object in line 1"),
            List.of(
                "{\"power\": 3}", "--power 3 with --schedule linear: it is for --schedule polyn"),
            List.of("[1, 2]", "is not a JSON object: it must be {"),
            List.of("", "is not a JSON object"),
            List.of("{} {}", "is not a JSON object"))
        .forEach(
            pair -> {
              Path config = write(folder.resolve("config-" + tests.size() + ".json"), pair.get(0));
              int status = pair.get(1).startsWith("is") ? FAILED : USAGE;
              tests.add(
                  told(
                      status,
                      pair.get(1),
                      (Object[]) Cli.train(text, fresh(), "--config=" + config)));
            });
    tests.add(
        told(
            USAGE,
            "there is no file " + folder.resolve("none.json"),
            (Object[]) Cli.train(text, fresh(), "--config=" + folder.resolve("none.json"))));
    tests.add(
        told(USAGE, "leave --config out", "train", "text", "--resume", "--out", run, "--config=x"));
    tests.add(
        told(
            USAGE,
            "--lr with --resume: it would make another run of it; only --data, --steps, ",
            "train",
            "text",
            "--resume",
            "--out",
            run,
            "--lr=1"));
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> damagedRuns() throws IOException {
    byte[] whole = Files.readAllBytes(RunDirectory.of(run).checkpoint());
    Random random = new Random(1);
    List<DynamicTest> tests = new ArrayList<>();
    for (int length : new int[] {0, 7, 8, 100, whole.length / 2, whole.length - 1}) {
      Path broken = copy("checkpoint.safetensors", Arrays.copyOf(whole, length));
      tests.add(told(FAILED, "checkpoint.safetensors ", "sample", broken));
    }
    for (int k = 0; k < 20; k++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Path broken = copy("checkpoint.safetensors", changed);
      tests.add(told(FAILED, "checkpoint.safetensors ", "sample", broken));
      tests.add(
          told(
              FAILED,
              "checkpoint.safetensors ",
              "train",
              "text",
              "--resume",
              "--steps=9",
              "--out",
              broken));
    }
    Path wider = fresh();
    Cli.succeed((Object[]) Cli.train(text, wider, "--steps=1", "--width=24"));
    tests.add(
        told(
            FAILED,
            "it belongs to another network",
            "sample",
            copy(
                "checkpoint.safetensors",
                Files.readAllBytes(RunDirectory.of(wider).checkpoint()))));
    tests.add(
        told(
            FAILED,
            "checkpoint.safetensors ",
            "eval",
            copy("checkpoint.safetensors", Files.readAllBytes(text))));
    tests.add(told(USAGE, "it has no vocabulary.json", "sample", copy("vocabulary.json", null)));
    tests.add(told(USAGE, "it has no run.json", "eval", copy("run.json", null)));
    tests.add(
        told(
            USAGE,
            "it has no checkpoint.safetensors",
            "eval",
            copy("checkpoint.safetensors", null)));
    for (String vocabulary : new String[] {"", "{", "[]", "\u00ff"}) {
      tests.add(
          told(
              FAILED,
              "vocabulary.json is not a JSON object",
              "sample",
              copy("vocabulary.json", utf8(vocabulary))));
    }
    tests.add(
        told(
            FAILED,
            "vocabulary.json is not UTF-8 text",
            "sample",
            copy("vocabulary.json", new byte[] {(byte) 0xE9})));
    tests.add(
        told(
            FAILED,
            "vocabulary.json: no vocabulary has the description {kind=runes}",
            "sample",
            copy("vocabulary.json", utf8("{\"kind\": \"runes\"}"))));
    tests.add(
        told(
            FAILED,
            "vocabulary.json is not what the model was trained with",
            "sample",
            copy("vocabulary.json", utf8("{\"kind\": \"characters\", \"characters\": \"abc\"}"))));
    tests.add(told(FAILED, "run.json is not a JSON object", "sample", copy("run.json", utf8("{"))));
    return tests.stream();
  }

  @Test
  void aChangedTextIsNotResumed() throws IOException {
    Path data = Files.copy(text, folder.resolve("changing.txt"));
    Path out = fresh();
    Cli.succeed((Object[]) Cli.train(data, out, "--steps=2"));
    Files.writeString(data, Files.readString(text) + "the cat.\n");
    String changed = "changing.txt has changed since the run was started (it is sha256:";
    assertTold(FAILED, changed, "train", "text", "--resume", "--out", out, "--steps=3");
    assertTold(FAILED, changed, "eval", out);
    Files.delete(data);
    String gone = "changing.txt: there is no such file or directory (looked in " + folder + "); if";
    assertTold(USAGE, gone, "train", "text", "--resume", "--out", out, "--steps=3");
    Cli.succeed("eval", out, "--data", text, "--draws=1");
    Cli.succeed("train", "text", "--resume", "--out", out, "--steps=3", "--data", text);
    Cli.succeed("eval", out, "--draws=1");
  }

  @Test
  void aLossThatIsNotFiniteKeepsTheLastCheckpoint() {
    Path out = fresh();
    Cli failed =
        Cli.run(
            (Object[])
                Cli.train(
                    text,
                    out,
                    "--lr=10",
                    "--weight-decay=10",
                    "--clip=1e12",
                    "--decay=constant",
                    "--save-every=1"));
    assertEquals(FAILED, failed.status());
    String last = failed.err().lines().reduce((first, second) -> second).orElseThrow();
    assertTrue(
        last.matches(
            "udm: the loss is not finite at step \\d+ \\(.*\\): lower the learning rate, .*;"
                + " the checkpoint of step \\d+ is kept"),
        last);
    Cli.succeed("eval", out, "--draws=1", "--rows=2");
  }

  @Test
  void verboseShowsTheStackTraceToo() {
    Cli failed = Cli.run("sample", folder.resolve("none"), "--verbose");
    assertTrue(failed.err().contains("\tat org.udm.cli."), failed.err());
    assertTrue(failed.err().lines().anyMatch(line -> line.startsWith("udm: ")), failed.err());
  }

  static DynamicTest told(int status, String part, Object... args) {
    String name = String.join(" ", Cli.strings(args)).replaceAll("\\S*/", "");
    return DynamicTest.dynamicTest(name, () -> assertTold(status, part, args));
  }

  static void assertTold(int status, String part, Object... args) {
    Cli told = Cli.run(args);
    assertEquals(status, told.status(), told.err());
    assertEquals("", told.out());
    List<String> lines = told.err().lines().toList();
    assertTrue(lines.get(0).startsWith("udm: "), told.err());
    assertTrue(told.err().contains(part), told.err());
    assertFalse(told.err().contains("\tat "), told.err());
    assertFalse(told.err().matches("(?s).*\\w(Exception|Error)\\b.*"), told.err());
    assertTrue(lines.size() <= 2, told.err());
    assertTrue(
        lines.size() == 1 || lines.get(1).matches("(Try '|Did you mean: |\\(--verbose).*"),
        told.err());
  }

  private static Path fresh() {
    return folder.resolve("run-" + ++copies);
  }

  /** A copy of the run in which one file has other bytes, or is missing. */
  private static Path copy(String changed, byte[] bytes) throws IOException {
    Path copy = Files.createDirectories(fresh());
    for (String name : List.of("run.json", "vocabulary.json", "checkpoint.safetensors")) {
      Files.copy(run.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    if (bytes == null) {
      Files.delete(copy.resolve(changed));
    } else {
      Files.write(copy.resolve(changed), bytes);
    }
    return copy;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Setting;

/** What runs on points promise, on models that train in a second. */
class PointRunsTest {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @TempDir static Path folder;
  private static Path table;
  private static Path labelled;
  private static Path run;
  private static int runs;

  @BeforeAll
  static void train() throws IOException {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("height,weight,label\n");
    for (int i = 0; i < 300; i++) {
      boolean tall = random.nextBoolean();
      rows.append(170 + (tall ? 10 : -10) + random.nextGaussian())
          .append(',')
          .append(0.01 * random.nextGaussian())
          .append(tall ? ",tall\n" : ",small\n");
    }
    table = Files.writeString(folder.resolve("table.csv"), rows);
    run = trained("moons", "--steps=60");
    labelled = trained(table, "--steps=150", "--classes=labels", "--lr=1e-2", "--batch=64");
  }

  private static Path trained(Object data, Object... options) {
    Path out = folder.resolve("run-" + ++runs);
    Cli.succeed((Object[]) Cli.trainOn("points", data, out, options));
    return out;
  }

  private static byte[] checkpoint(Path out) throws IOException {
    return Files.readAllBytes(RunDirectory.of(out).checkpoint());
  }

  @Test
  void lookingAndStoppingDoNotChangeWhatIsLearned() throws IOException {
    Path whole = trained(table, "--steps=20", "--eval-every=0", "--classes=labels");
    Path watched =
        trained(table, "--steps=20", "--eval-every=5", "--eval-rows=8", "--classes=labels");
    Path stopped = trained(table, "--steps=10", "--decay=constant", "--classes=labels");
    Cli.succeed("train", "points", "--resume", "--out", stopped, "--steps=20");
    Path constant = trained(table, "--steps=20", "--decay=constant", "--classes=labels");
    assertArrayEquals(checkpoint(whole), checkpoint(watched));
    assertArrayEquals(checkpoint(constant), checkpoint(stopped));
  }

  /** Every choice of every option can be trained, resumed, evaluated and sampled. */
  @TestFactory
  Stream<DynamicTest> everyChoiceWorks() {
    List<String> choices = new ArrayList<>();
    for (Setting setting : settings()) {
      setting.words().stream().skip(1).forEach(word -> choices.add(setting.name() + "=" + word));
    }
    choices.addAll(List.of("ema=0", "accumulate=3", "batch=1", "samples=0", "smallest-time=0"));
    choices.removeIf(c -> c.equals("classes=labels")); // a table has them
    choices.removeIf(c -> c.equals("engine=dl4j")); // GraphRunsTest has it, in its own JVM
    return choices.stream().map(c -> DynamicTest.dynamicTest(c, () -> assertWorks("moons", c)));
  }

  private static List<Setting> settings() {
    return Kinds.create().all().stream()
        .filter(kind -> kind.name().equals("points"))
        .findAny()
        .orElseThrow()
        .settings();
  }

  @ParameterizedTest
  @ValueSource(strings = {"moons", "rings", "swiss-roll", "checkerboard", "mixture"})
  void everyLawWorks(String law) {
    assertWorks(law, law.equals("checkerboard") ? "seed=2" : "noise=0.1"); // it has none
  }

  private static void assertWorks(String data, String choice) {
    Path out = trained(data, "--" + choice, "--steps=3", "--eval-every=2", "--eval-rows=4");
    Cli.succeed("train", "points", "--resume", "--out", out, "--steps=4");
    assertTrue(Double.isFinite(bits(out, "--rows=4", "--draws=1", "--count=8")));
    assertEquals(2, Cli.succeed("sample", out, "--count=2", "--steps=3").out().lines().count());
  }

  private static double bits(Path out, Object... options) {
    Map<?, ?> eval =
        (Map<?, ?>) Cli.succeed("eval", out, "--json", options).json().get("bits_per_dimension");
    return (Double) eval.get("mean");
  }

  /** Every sampler draws finite points, the same ones whatever the batch. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ddim",
        "ddpm",
        "ddpm-large",
        "same",
        "fresh",
        "ode-euler",
        "ode-heun",
        "dpm2",
        "dpm3",
        "dpmpp-2m",
        "dpmpp-3m",
        "unipc",
        "sde",
        "predictor-corrector",
        "edm-stochastic",
        "ode-adaptive"
      })
  void batchesDoNotChangePoints(String sampler) {
    List<List<Double>> drawn = new ArrayList<>();
    for (int batch : new int[] {2, 5}) {
      List<Object> args =
          new ArrayList<>(List.of("sample", run, "--count=5", "--sampler=" + sampler));
      args.add("--batch=" + batch);
      if (!sampler.equals("ode-adaptive")) {
        args.add("--steps=6");
      }
      drawn.add(
          Stream.of(Cli.succeed(args.toArray()).out().split("[,\\s]+"))
              .map(Double::valueOf)
              .toList());
    }
    assertEquals(10, drawn.get(0).size());
    for (int k = 0; k < 10; k++) {
      assertTrue(Double.isFinite(drawn.get(0).get(k)));
      // products of other sizes differ in last bits, to which steps of its own choice answer
      assertEquals(
          drawn.get(0).get(k), drawn.get(1).get(k), sampler.equals("ode-adaptive") ? 0.05 : 1e-3);
    }
  }

  /** A table is learned in its own units, and a class that is asked for is drawn. */
  @Test
  void classesOfATableAreDrawnInItsUnits() throws IOException {
    for (String name : List.of("small", "tall")) {
      Path out = folder.resolve(name + ".csv");
      Cli.succeed("sample", labelled, "--count=50", "--class=" + name, "--out", out);
      List<String> lines = Files.readAllLines(out);
      assertEquals("x1,x2,label", lines.get(0));
      double mean = 0;
      for (String line : lines.subList(1, 51)) {
        String[] cells = line.split(",");
        mean += Double.parseDouble(cells[0]) / 50;
        assertEquals(name, cells[2]);
        assertTrue(Math.abs(Double.parseDouble(cells[1])) < 0.2, line);
      }
      assertEquals(name.equals("tall") ? 180 : 160, mean, 4);
    }
    Path turns = folder.resolve("turns.csv");
    Cli.succeed("sample", labelled, "--count=4", "--batch=3", "--out", turns);
    List<String> classes =
        Files.readAllLines(turns).stream().skip(1).map(l -> l.replaceFirst(".*,", "")).toList();
    assertEquals(List.of("small", "tall", "small", "tall"), classes);
  }

  /** What other units do to a density is known: both bounds are of one model. */
  @Test
  void boundsAreInTheUnitsOfTheData() throws IOException {
    Path other = folder.resolve("metres.csv");
    StringBuilder rows = new StringBuilder("a,b,label\n");
    for (String line : Files.readAllLines(table).subList(1, 301)) {
      String[] cells = line.split(",");
      rows.append(Double.parseDouble(cells[0]) * 4 + "," + cells[1] + "," + cells[2] + "\n");
    }
    Files.writeString(other, rows);
    double own = bits(trained(table, "--steps=5"), "--seed=3", "--count=0");
    double scaled = bits(trained(other, "--steps=5"), "--seed=3", "--count=0");
    assertEquals(own + 1, scaled, 1e-3); // two bits more for one of the two numbers
  }

  @Test
  void guidanceCountsBothPredictions() {
    assertEquals(8, nfe("--class=tall", "--guidance=2"));
    assertEquals(4, nfe("--class=tall"));
    assertEquals(4, nfe("--class=none"));
  }

  private static double nfe(Object... options) {
    return (Double)
        Cli.succeed("sample", labelled, "--steps=4", "--json", options).json().get("nfe");
  }

  @Test
  void picturesAreWrittenDuringTrainingAndOnDemand() throws IOException {
    Path out = trained("moons", "--steps=4", "--eval-every=2", "--eval-rows=4");
    for (int step : new int[] {2, 4}) {
      Path picture = RunDirectory.of(out).samples().resolve("step-%d.png".formatted(step));
      assertEquals(500, ImageIO.read(picture.toFile()).getWidth());
    }
    Path grid = folder.resolve("grid.png");
    Path steps = folder.resolve("steps.png");
    Cli drawn =
        Cli.succeed("sample", run, "--count=3", "--steps=4", "--grid", grid, "--trajectory", steps);
    assertEquals("", drawn.out());
    assertTrue(drawn.err().contains("wrote " + grid), drawn.err());
    assertEquals(500, ImageIO.read(grid.toFile()).getHeight());
    assertEquals(5 * 242 - 2, ImageIO.read(steps.toFile()).getWidth());
  }

  @Test
  void drawsAreHeldAgainstRows() {
    Map<String, Object> eval =
        Cli.succeed("eval", labelled, "--json", "--draws=1", "--count=30", "--guidance=1.5").json();
    assertEquals(30, eval.get("draws"));
    assertEquals(30, eval.get("reference_rows"));
    assertEquals("ddim", eval.get("sampler"));
    assertEquals(1.5, eval.get("guidance"));
    assertTrue((Double) eval.get("energy_distance") < 0.5, eval::toString);
    assertTrue((Double) eval.get("nearest_training_row_least") > 0, eval::toString);
    String shown =
        Cli.succeed("eval", run, "--draws=1", "--rows=10", "--count=20", "--sampler=unipc").out();
    assertTrue(
        shown.contains("20 draws (unipc, steps 20, times log-snr) held against 20 rows"), shown);
    assertTrue(shown.contains("energy distance"), shown);
  }

  @TestFactory
  Stream<DynamicTest> messages() throws IOException {
    Path wide = Files.writeString(folder.resolve("wide.csv"), "1,2,3\n4,5,6\n");
    Path gap = Files.writeString(folder.resolve("gap.csv"), "1,2\n3,\n");
    Path ragged = Files.writeString(folder.resolve("ragged.csv"), "1,2\n3,4,5\n");
    Path nan = Files.writeString(folder.resolve("nan.csv"), "1,2\n3,NaN\n");
    Path single = Files.writeString(folder.resolve("single.csv"), "1,2\n");
    Path told = trained(table, "--steps=1", "--classes=labels", "--drop-labels=0");
    return Stream.of(
        data(USAGE, "did you mean moons?", "mons"),
        data(USAGE, "no points to train on: give --data LAW", ""),
        data(FAILED, "gap.csv, row 2: '' in column 2 is no finite number", gap),
        data(FAILED, "nan.csv, row 2: 'NaN' in column 2 is no finite number", nan),
        data(FAILED, "ragged.csv, row 2: 3 columns where the first row has 2", ragged),
        data(FAILED, "single.csv: a single row; at least two are needed", single),
        data(USAGE, folder + " is a directory: give a CSV file, or a law", folder),
        data(USAGE, "with --data " + wide + ": it is for --data moons", wide, "--noise=0.1"),
        data(USAGE, "moons has no labels; leave --classes out", "moons", "--classes=labels"),
        data(USAGE, "--width 0: it must be a whole number", "moons", "--width=0"),
        MessagesTest.told(
            FAILED,
            "has items of shape 3, but the run is on items of 2",
            "eval",
            run,
            "--data",
            wide),
        MessagesTest.told(USAGE, "choose one of ddim, ddpm", "sample", run, "--sampler=dim"),
        MessagesTest.told(USAGE, "did you mean ddim?", "sample", run, "--sampler=dim"),
        MessagesTest.told(USAGE, "did you mean karras?", "sample", run, "--times=kras"),
        MessagesTest.told(
            USAGE, "--eta 1.5: it must be a number from 0 to 1", "sample", run, "--eta=1.5"),
        MessagesTest.told(
            USAGE,
            "--eta 0.5 with --sampler ddpm: it has none; choose --sampler ddim",
            "sample",
            run,
            "--eta=0.5",
            "--sampler=ddpm"),
        MessagesTest.told(
            USAGE, "--churn 1.0 with --sampler ddim: it has none", "sample", run, "--churn=1"),
        MessagesTest.told(
            USAGE,
            "it chooses its steps itself",
            "sample",
            run,
            "--sampler=ode-adaptive",
            "--steps=3"),
        MessagesTest.told(
            USAGE,
            "all must be of one class; add --class",
            "sample",
            labelled,
            "--sampler=ode-adaptive"),
        MessagesTest.told(
            USAGE,
            "--class tal: choose one of small, tall, or none; did you mean tall?",
            "sample",
            labelled,
            "--class=tal"),
        MessagesTest.told(
            USAGE,
            "is told of no class; train one with --classes labels",
            "sample",
            run,
            "--class=1"),
        MessagesTest.told(
            USAGE,
            "it leads towards a class, and none is told; train",
            "sample",
            run,
            "--guidance=2"),
        MessagesTest.told(
            USAGE, "leave --class none out", "sample", labelled, "--guidance=2", "--class=none"),
        MessagesTest.told(
            USAGE, "train one with --drop-labels 0.1", "sample", told, "--guidance=2"),
        MessagesTest.told(
            USAGE, "--inpaint and --mask belong together", "sample", run, "--mask=x.png"),
        MessagesTest.told(USAGE, "--count 3: it must be 0", "eval", run, "--count=3"),
        MessagesTest.told(USAGE, "--sampler-steps 0: it must be", "eval", run, "--sampler-steps=0"),
        MessagesTest.told(
            USAGE, "choose one of ddim, ddpm", "eval", run, "--sampler=improved", "--draws=1"),
        MessagesTest.told(
            USAGE, "--classifier: it is for images", "eval", run, "--classifier", "--draws=1"),
        MessagesTest.told(
            USAGE, "it judges draws; ask for some", "eval", run, "--classifier", "--count=0"),
        MessagesTest.told(
            USAGE,
            "it is for images, and this run is on points",
            "sample",
            run,
            "--inpaint=x.png",
            "--mask=x.png"),
        MessagesTest.told(
            USAGE, "--prompt: " + run + " is of a run on points", "sample", run, "--prompt=a"));
  }

  /** Nobody's file is replaced by something else, and nothing is left where nothing is written. */
  @Test
  void outputsAreRefusedBeforeAnythingIsDrawn() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path words = Files.writeString(home.resolve("words.txt"), "to be or not");
    Path none = home.resolve("none");
    String other = "words.txt: its name must end in ";
    MessagesTest.assertTold(
        USAGE,
        other + ".png, as what is written there; give " + home,
        "sample",
        run,
        "--grid",
        words);
    MessagesTest.assertTold(USAGE, other + ".png", "sample", run, "--trajectory", words);
    MessagesTest.assertTold(USAGE, other + ".csv", "sample", run, "--out", words);
    MessagesTest.assertTold(
        USAGE, "--out " + home + " is a directory: give a file", "sample", run, "--out", home);
    MessagesTest.assertTold(
        USAGE,
        "there is no directory " + none + ": make it, or give another path",
        "sample",
        run,
        "--out",
        none.resolve("x.csv"));
    assertEquals("to be or not", Files.readString(words));
    try (Stream<Path> files = Files.list(home)) {
      assertEquals(List.of(words), files.toList());
    }
    Path again = Files.writeString(home.resolve("AGAIN.CSV"), "old");
    Cli.succeed("sample", run, "--count=1", "--steps=1", "--out", again);
    assertEquals("x1,x2", Files.readAllLines(again).get(0));
  }

  private static DynamicTest data(int status, String part, Object data, Object... options) {
    return MessagesTest.told(
        status,
        part,
        (Object[]) Cli.trainOn("points", data, folder.resolve("run-" + ++runs), options));
  }

  @Test
  void changedPointsAreNotResumed() throws IOException {
    Path moving = Files.copy(table, folder.resolve("moving.csv"));
    Path out = trained(moving, "--steps=2");
    Files.writeString(moving, Files.readString(table) + "1,2,tall\n");
    MessagesTest.assertTold(
        FAILED,
        "has changed since the run was started",
        "train",
        "points",
        "--resume",
        "--out",
        out,
        "--steps=3");
    Files.delete(moving);
    MessagesTest.assertTold(USAGE, "if the run's data were moved, say --data where", "eval", out);
    Cli.succeed("eval", out, "--data", table, "--draws=1", "--count=8");
  }
}

package org.udm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.udm.cli.run.RunDirectory;
import org.udm.continuous.data.Glyphs;
import org.udm.continuous.data.ImageFolder;
import org.udm.continuous.data.LabelledData;
import org.udm.core.random.RandomStreams;

/** What runs on images promise, on networks that learn nothing but take a step in no time. */
class ImageRunsTest {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int SIDE = 8;
  private static final int KINDS = 8; // of glyphs

  @TempDir static Path folder;
  private static Path digits; // an IDX file with its labels
  private static Path run;
  private static Path blurred;
  private static int runs;

  @BeforeAll
  static void train() throws IOException {
    digits = idx(folder.resolve("a-images-idx3-ubyte"), 40, SIDE);
    run = trained(digits, "--steps=3", "--classes=labels");
    blurred = trained(digits, "--steps=3", "--corruption=cold-blur");
  }

  /** Glyphs as an IDX file, with the file of their labels beside it. */
  private static Path idx(Path file, int n, int side) throws IOException {
    LabelledData glyphs = Glyphs.of(side).draw(n, RandomStreams.of(5));
    ByteBuffer images = ByteBuffer.allocate(16 + n * side * side);
    images.putInt(0x803).putInt(n).putInt(side).putInt(side);
    ByteBuffer labels = ByteBuffer.allocate(8 + n).putInt(0x801).putInt(n);
    for (int i = 0; i < n; i++) {
      for (float value : glyphs.items().row(i)) {
        images.put((byte) Math.round((value + 1) * 127.5));
      }
      labels.put((byte) (i % KINDS)); // each one occurs
    }
    String name = file.getFileName().toString();
    Files.write(file.resolveSibling(name.replace("images-idx3", "labels-idx1")), labels.array());
    return Files.write(file, images.array());
  }

  private static Path trained(Object data, Object... options) {
    Path out = folder.resolve("run-" + ++runs);
    Cli.succeed((Object[]) Cli.trainOn("images", data, out, options));
    return out;
  }

  private static byte[] checkpoint(Path out) throws IOException {
    return Files.readAllBytes(RunDirectory.of(out).checkpoint());
  }

  @Test
  void lookingAndStoppingDoNotChangeWhatIsLearned() throws IOException {
    String[] common = {"--decay=constant", "--classes=labels", "--eval-rows=4"};
    Path whole = trained(digits, common, "--steps=6", "--eval-every=2");
    Path stopped = trained(digits, common, "--steps=3", "--eval-every=0");
    Cli.succeed("train", "images", "--resume", "--out", stopped, "--steps=6");
    assertArrayEquals(checkpoint(whole), checkpoint(stopped));
    assertTrue(picture(whole, 6).exists(), "the last step is shown");
  }

  private static java.io.File picture(Path out, int step) {
    return RunDirectory.of(out).samples().resolve("step-%d.png".formatted(step)).toFile();
  }

  /** Every corruption and network can be trained, resumed, evaluated and sampled. */
  @TestFactory
  Stream<DynamicTest> everyChoiceWorks() {
    return Stream.of(
            "corruption=blur",
            "corruption=blurring",
            "corruption=pixelation",
            "corruption=fading",
            "corruption=cold-pixelation",
            "network=dit",
            "attention=all",
            "attention=none",
            "patch=1",
            "multipliers=1",
            "classes=labels")
        .map(choice -> DynamicTest.dynamicTest(choice, () -> assertWorks(choice)));
  }

  private static void assertWorks(String choice) throws IOException {
    Path out = trained("glyphs", "--" + choice, "--steps=2", "--eval-every=2", "--eval-rows=4");
    Cli.succeed("train", "images", "--resume", "--out", out, "--steps=3");
    assertTrue(picture(out, 3).exists(), "the last step is shown");
    Cli.succeed("eval", out, "--json", "--rows=4", "--draws=1", "--count=0").json();
    Cli drawn = Cli.succeed("sample", out, "--count=2", "--steps=2");
    assertEquals("", drawn.out());
    assertTrue(drawn.err().contains("wrote " + out), drawn.err());
  }

  /** What is drawn does not depend on how many are drawn together. */
  @ParameterizedTest
  @CsvSource({"gaussian,unipc", "gaussian,ddpm", "cold,improved", "cold,naive"})
  void batchesDoNotChangeImages(String of, String sampler) {
    Path out = of.equals("cold") ? blurred : run;
    LabelledData[] drawn = new LabelledData[2];
    for (int k = 0; k < 2; k++) {
      Path images = folder.resolve("%s-%d".formatted(sampler, k));
      String batch = "--batch=" + (k == 0 ? 2 : 8);
      Cli.succeed(
          "sample", out, "--count=8", batch, "--sampler=" + sampler, "--steps=3", "--out", images);
      drawn[k] = ImageFolder.read(images);
    }
    assertArrayEquals(drawn[0].labels(), drawn[1].labels());
    assertEquals(of.equals("cold") ? 1 : KINDS, drawn[0].names().size());
    for (int i = 0; i < 8; i++) {
      for (int e = 0; e < SIDE * SIDE; e++) {
        assertEquals(
            drawn[0].items().at(i, e), drawn[1].items().at(i, e), 2 / 255.0 + 1e-6, "one level");
      }
    }
  }

  /** A folder that was drawn is data again, with its classes. */
  @Test
  void aFolderThatWasDrawnCanBeTrainedOn() {
    Path images = folder.resolve("drawn");
    Cli.succeed("sample", run, "--count=16", "--steps=2", "--out", images);
    Path out = trained(images, "--classes=labels", "--steps=1");
    Cli.succeed("sample", out, "--class=7", "--steps=2");
  }

  /** Labels are read where they are told, and those who tell none need none. */
  @Test
  void imagesOfAnIdxFileNeedNoLabels() throws IOException {
    Path alone = Files.copy(digits, folder.resolve("alone-images-idx3-ubyte"));
    Path out = trained(alone, "--steps=1");
    Cli.succeed("eval", out, "--draws=1", "--rows=2", "--count=0");
  }

  @Test
  void whatIsKnownOfAnImageComesOutAsItIs() throws IOException {
    BufferedImage known = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int k = 0; k < SIDE * SIDE; k++) {
      known.getRaster().setSample(k % SIDE, k / SIDE, 0, 3 * k);
      mask.setRGB(k % SIDE, k / SIDE, k % SIDE < SIDE / 2 ? 0xFFFFFF : 0);
    }
    Path picture = folder.resolve("known.png");
    Path where = folder.resolve("mask.png");
    ImageIO.write(known, "png", picture.toFile());
    ImageIO.write(mask, "png", where.toFile());
    for (String sampler : List.of("ddim", "unipc", "sde")) {
      Path images = folder.resolve("inpainted-" + sampler);
      Cli.succeed(
          "sample",
          run,
          "--class=none",
          "--count=3",
          "--sampler=" + sampler,
          "--steps=4",
          "--inpaint",
          picture,
          "--mask",
          where,
          "--out",
          images);
      LabelledData drawn = ImageFolder.read(images);
      for (int i = 0; i < 3; i++) {
        for (int k = 0; k < SIDE * SIDE; k++) {
          if (k % SIDE < SIDE / 2) {
            assertEquals(3 * k / 127.5 - 1, drawn.items().at(i, k), 1e-5);
          }
        }
      }
    }
  }

  @Test
  void theStepsOfAFewAreShown() throws IOException {
    Path steps = folder.resolve("steps.png");
    Cli.succeed("sample", run, "--count=3", "--steps=4", "--trajectory", steps);
    BufferedImage picture = ImageIO.read(steps.toFile());
    int zoom = 56 / SIDE;
    assertEquals((5 * (SIDE + 1) + 1) * zoom, picture.getWidth());
    assertEquals((3 * (SIDE + 1) + 1) * zoom, picture.getHeight());
  }

  @Test
  void boundsOfImagesCountLevels() {
    Map<String, Object> eval = Cli.succeed("eval", run, "--json", "--steps=3", "--count=0").json();
    Map<?, ?> bits = (Map<?, ?>) eval.get("bits_per_dimension");
    double mean = (Double) bits.get("mean");
    assertTrue(mean > 0 && mean < 40, "bits " + mean); // an untrained network; levels have 8
  }

  /** An untrained network draws noise: the classifier is right about glyphs and unsure of noise. */
  @Test
  void aClassifierJudgesDraws() {
    Path out = trained("glyphs", "--steps=1", "--classes=labels");
    String[] eval = {
      "--classifier",
      "--classifier-steps=100",
      "--count=16",
      "--sampler-steps=2",
      "--rows=4",
      "--draws=1"
    };
    Map<String, Object> first = Cli.succeed("eval", out, "--json", eval).json();
    assertTrue((Double) first.get("classifier_accuracy") > 0.6, first::toString);
    assertEquals(2000, first.get("classifier_held_out_images"));
    assertTrue((Double) first.get("draws_surer_than_0.9") < 0.9, first::toString);
    Map<?, ?> hits = (Map<?, ?>) first.get("draws_by_class");
    assertEquals(16, hits.values().stream().mapToInt(hit -> ((Number) hit).intValue()).sum());
    assertTrue((Double) first.get("classifier_feature_frechet") > 0, first::toString);
    assertTrue(first.containsKey("draws_of_the_class_asked_for"));
    // it is kept with the run
    assertEquals(first, Cli.succeed("eval", out, "--json", eval).json());
    String shown = Cli.succeed("eval", out, eval).out();
    assertTrue(shown.contains("held-out images, is surer than 0.9 of"), shown);
  }

  @TestFactory
  Stream<DynamicTest> messages() throws IOException {
    Path larger = idx(folder.resolve("b-images-idx3-ubyte"), 4, 16);
    Path alone = Files.copy(digits, folder.resolve("c-images-idx3-ubyte"));
    Path cut =
        Files.write(
            folder.resolve("d-images-idx3-ubyte"),
            java.util.Arrays.copyOf(Files.readAllBytes(digits), 300));
    Files.copy(folder.resolve("a-labels-idx1-ubyte"), folder.resolve("d-labels-idx1-ubyte"));
    Path hollow = Files.createDirectory(folder.resolve("hollow"));
    Path broad = folder.resolve("broad");
    Path clear = folder.resolve("clear");
    for (int k = 0; k < 2; k++) {
      write(new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_GRAY), broad, k);
      write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB), clear, k);
    }
    Path deep = folder.resolve("deep");
    BufferedImage sixteen = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    sixteen.getRaster().setSample(0, 0, 0, 300);
    write(sixteen, deep, 0);
    write(sixteen, deep, 1);
    Path small = folder.resolve("broad").resolve("0.png");
    return Stream.of(
        data(USAGE, "did you mean glyphs?", "glyhps"),
        data(USAGE, "no images to train on: give --data IMAGES", ""),
        data(FAILED, "there is no c-labels-idx1-ubyte; leave", alone, "--classes=labels"),
        data(
            USAGE,
            "--size 8 with --data " + alone + ": it is for --data glyphs",
            alone,
            "--size=8"),
        data(
            USAGE,
            "--path ve with --corruption blur: it is for --corruption gaussian; add that, or leave",
            "glyphs",
            "--corruption=blur",
            "--path=ve"),
        data(
            USAGE,
            "it is for --corruption pixelation or cold-pixelation; add that, or leave --levels",
            "glyphs",
            "--corruption=blur",
            "--levels=3"),
        data(USAGE, "--layers 6 with --network unet: it is for", "glyphs", "--layers=6"),
        MessagesTest.told(
            USAGE, "it is a file, and a folder is needed", "sample", run, "--out", digits),
        MessagesTest.told(
            USAGE,
            digits + " is a file, and a folder is needed",
            "sample",
            run,
            "--out",
            digits.resolve("a").resolve("b")),
        data(FAILED, "truncated, 284 of 2560 bytes", cut),
        data(FAILED, "no .png, .jpg or .jpeg file there", hollow),
        data(USAGE, "images of [1, 8, 9] (channels, height, width)", broad),
        data(FAILED, "an image with transparency", clear),
        data(FAILED, "save the images with 8 bits a channel", deep),
        data(FAILED, "a single image; give the folder", small),
        data(USAGE, "--patch 3: it must divide the size of the images, 8", "glyphs", "--patch=3"),
        data(USAGE, "--multipliers 1,x: give whole numbers", "glyphs", "--multipliers=1,x"),
        data(USAGE, "use fewer levels", "glyphs", "--multipliers=1,1,1,1"),
        data(USAGE, "it must be a positive multiple of 8", "glyphs", "--width=12"),
        data(
            USAGE,
            "--weight simple with --corruption blur: it is for",
            "glyphs",
            "--weight=simple",
            "--corruption=blur"),
        data(
            USAGE,
            "--parametrization velocity with --corruption fading",
            "glyphs",
            "--parametrization=velocity",
            "--corruption=fading"),
        data(
            USAGE,
            "--times log-normal with --corruption blur",
            "glyphs",
            "--times=log-normal",
            "--corruption=blur"),
        data(
            USAGE,
            "blur widths from 5.0 to 2.0 pixels",
            "glyphs",
            "--blur-min=5",
            "--blur-max=2",
            "--corruption=blur"),
        MessagesTest.told(
            FAILED,
            "has items of shape 1 x 16 x 16, but the run is on items of 1 x 8 x 8",
            "eval",
            run,
            "--data",
            larger),
        MessagesTest.told(
            USAGE, "choose one of improved, naive", "sample", blurred, "--sampler=ddim"),
        MessagesTest.told(
            USAGE, "choose one of uniform, quadratic", "sample", blurred, "--times=karras"),
        MessagesTest.told(
            USAGE, "no sampler of this corruption has it", "sample", blurred, "--eta=0"),
        MessagesTest.told(
            USAGE, "choose one of 0, 1, 2, 3, 4, 5, 6, 7, or none", "sample", run, "--class=9"),
        MessagesTest.told(
            USAGE,
            "9 x 8 pixels (width x height) where 8 x 8",
            "sample",
            run,
            "--inpaint",
            small,
            "--mask",
            small),
        MessagesTest.told(
            USAGE, "this corruption has no bound", "eval", blurred, "--steps=3", "--count=0"));
  }

  private static void write(BufferedImage image, Path place, int number) throws IOException {
    Files.createDirectories(place);
    ImageIO.write(image, "png", place.resolve(number + ".png").toFile());
  }

  private static DynamicTest data(int status, String part, Object data, Object... options) {
    return MessagesTest.told(
        status,
        part,
        (Object[]) Cli.trainOn("images", data, folder.resolve("run-" + ++runs), options));
  }

  /** A prior that is made of data needs them when rows are drawn. */
  @Test
  void dataThatWereMovedAreFoundWhereTheyAreSaidToBe() throws IOException {
    Path here = Files.createDirectory(folder.resolve("here"));
    Path file = idx(here.resolve("images-idx3-ubyte"), 10, SIDE);
    Path out = trained(file, "--steps=2", "--corruption=pixelation");
    Path there = Files.move(here, folder.resolve("there"));
    MessagesTest.assertTold(USAGE, "if the run's data were moved, say --data where", "sample", out);
    Path moved = there.resolve("images-idx3-ubyte");
    Cli.succeed("sample", out, "--steps=2", "--data", moved);
    MessagesTest.assertTold(
        FAILED, "has changed since the run was started", "sample", out, "--data", digits);
  }
}

package org.udm.notebook.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.Glyphs;
import org.udm.continuous.data.PointLaws;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.train.StepReport;
import org.udm.core.verify.Finding;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.Requirement;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.CharacterVocabulary;

/**
 * Every picture has its size and shows its data. The pictures are left in target/pictures, to be
 * looked at.
 */
class PicturesTest {
  private static final Path FOLDER = Path.of("target", "pictures");
  private static final RandomStreams RNG = RandomStreams.of(1);

  @Test
  void pointsAreScattered() throws IOException {
    FloatBatch data = PointLaws.twoMoons(0.08).draw(1000, RNG);
    FloatBatch noise = noisy(data, 0.9);
    BufferedImage picture =
        save("scatter", Scatter.of("data", data).and("x_t, t = 0.9", noise).withTitle("two moons"));
    assertEquals(picture.getWidth(), picture.getHeight());
    assertTrue(colours(picture) > 50);
    assertThrows(
        IllegalArgumentException.class,
        () -> Scatter.of("", FloatBatch.points(new float[] {1, 2, 3})));
  }

  @Test
  void imagesAreLaidOutInAGrid() throws IOException {
    float[] half = new float[28 * 28];
    java.util.Arrays.fill(half, 0, 28 * 14, 1f);
    java.util.Arrays.fill(half, 28 * 14, 28 * 28, -1f);
    BufferedImage picture =
        save(
            "half",
            ImageGrid.of(FloatBatch.of(new int[] {1, 28, 28}, half, half, half)).withColumns(2));
    assertEquals(2 * (56 + 3) + 3, picture.getWidth());
    assertEquals(2 * (56 + 3) + 3, picture.getHeight());
    assertEquals(0xFFFFFFFF, picture.getRGB(10, 10));
    assertEquals(0xFF000000, picture.getRGB(10, 50));
    FloatBatch glyphs = Glyphs.of(16).draw(40, RNG).items();
    assertEquals(8 * (64 + 3) + 3, save("glyphs", ImageGrid.of(glyphs)).getWidth());
  }

  @Test
  void schedulesAreCurves() throws IOException {
    save("schedule", Curves.of(CosineSchedule.create()));
    save("path", Curves.of(VariancePreserving.standard()));
    BufferedImage picture =
        save(
            "curves",
            Curves.of("time t", "variance added a step")
                .with("cosine", t -> 0.001 + t * t)
                .with("linear", t -> 0.01 + 0.1 * t)
                .withScale(Curves.Scale.LOGARITHMIC)
                .withTitle("two schedules"));
    assertEquals(ChartStyle.WIDTH, picture.getWidth());
    Curves many = Curves.of("time t", "share");
    for (int k = 1; k <= 5; k++) {
      int power = k;
      many = many.with("a name that fills a third of the row, " + k, t -> Math.pow(t, power));
    }
    assertTrue(save("legend", many).getHeight() > picture.getHeight(), "room for the names");
  }

  @Test
  void matricesAreHeatMaps() throws IOException {
    double[][] small = {{0.9, 0.05, 0.05}, {0, 1, 0}, {0.2, 0.004, 0.796}};
    BufferedImage picture =
        save(
            "heat",
            HeatMap.of(small)
                .withNames(List.of("cat", "dog", "mask"))
                .withAxes("token at s", "token at t")
                .withTitle("Q from s to t"));
    assertTrue(colours(picture) > 10);
    double[][] large = new double[40][40];
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 40; j++) {
        large[i][j] = Math.exp(-Math.abs(i - j) / 4.0);
      }
    }
    save("heat-large", HeatMap.of(large));
    assertThrows(IllegalArgumentException.class, () -> HeatMap.of(new double[][] {{1, 2}, {1}}));
  }

  @Test
  void aTrainingRunIsACurve() throws IOException {
    LossCurve curve = LossCurve.silent();
    for (int step = 1; step <= 1500; step++) {
      double noise = RNG.row(step).uniform(0, 0.6);
      curve.afterStep(
          step,
          new StepReport(4 * Math.exp(-step / 200.0) + 1 + noise, new double[0], 1, 1e-3, 100));
    }
    save("loss", curve);
    assertTrue(curve.toString().startsWith("step 1500, loss "), curve.toString());
  }

  @Test
  void pointsOnTheirWayAreAStripAnAnimationAndPaths() throws IOException {
    FloatBatch data = PointLaws.twoMoons(0.08).draw(400, RNG);
    FloatTrajectory steps = FloatTrajectory.empty();
    for (int k = 0; k <= 60; k++) {
      double t = 1 - k / 60.0;
      steps.onState(k, t, noisy(data, t));
    }
    BufferedImage strip = save("strip", steps);
    assertEquals(6 * 208, strip.getWidth());
    BufferedImage row = save("beside", Beside.of(steps.paths(), steps));
    assertEquals(460 + 6 * 208, row.getWidth());
    assertEquals(460, row.getHeight());
    assertThrows(IllegalArgumentException.class, Beside::of);
    save("paths", steps.paths());
    byte[] gif = steps.animation().gif();
    Files.write(FOLDER.resolve("points.gif"), gif);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif)));
    assertEquals(40, reader.getNumImages(true));
    assertTrue(steps.animation().html().startsWith("<img "));
  }

  @Test
  void imagesOnTheirWayAreAStrip() throws IOException {
    FloatBatch glyphs = Glyphs.of(16).draw(16, RNG).items();
    FloatTrajectory steps = FloatTrajectory.empty();
    for (int k = 0; k <= 5; k++) {
      steps.onState(k, 1 - k / 5.0, noisy(glyphs, 1 - k / 5.0));
    }
    save("strip-images", steps);
  }

  @Test
  void tokensAreMarkedByWhatHappenedToThem() throws IOException {
    CharacterVocabulary letters = CharacterVocabulary.of("abc<");
    int mask = letters.size();
    TokenBatch before = TokenBatch.of(new int[] {1, mask, 2, mask});
    TokenBatch after = TokenBatch.of(new int[] {1, 3, 0, mask});
    // Its tokens are in the order of their code points: < a b c.
    String html = TokenText.of(letters, after).after(before).html();
    assertTrue(html.contains("a<span style='background:#a6e3a1;color:#000'>c</span>"), html);
    assertTrue(html.contains("<span style='background:#ffcf87;color:#000'>&lt;</span>"), html);
    assertTrue(html.contains("<span style='background:#d0d0d0;color:#707070'>_</span>"), html);
    String longer =
        TokenText.of(letters, TokenBatch.of(new int[] {1, 2, 3}))
            .after(TokenBatch.of(new int[] {1, 3}))
            .html();
    assertTrue(longer.contains("a<span style='background:#a6e3a1;color:#000'>b</span>c"), longer);
    String shorter =
        TokenText.of(letters, TokenBatch.of(new int[] {2, 3, 1}))
            .after(TokenBatch.of(new int[] {1, 2, 3, 3}))
            .html();
    assertTrue(shorter.contains("bc<span style='background:#a6e3a1;color:#000'>a</span>"), shorter);
    assertTrue(TokenText.ofIds(before).html().contains("1 4 2 4"));
    TextTrajectory steps = TextTrajectory.of(letters);
    steps.onState(0, 1, before);
    steps.onState(1, 0.5, after);
    assertTrue(steps.html().contains("0.500"), steps.html());
    page("tokens", html + longer + steps.html());
  }

  @Test
  void aBrokenLawIsRed() throws IOException {
    LawReport.Terms terms = new LawReport.Terms(0, 0, 1e-12, 1);
    Requirement law = Requirement.MARGINAL_IDENTITY;
    Finding good = new Finding(law, 0, 0.5, 0.25, "state [0, 1]", 1e-16, 1e-12, Double.NaN);
    Finding bad = new Finding(law, 1, 1, 0.5, "state [<2]", 0.25, 1e-12, Double.NaN);
    String html =
        new LawTable(new LawReport(LawReport.Method.EXACT, "few states", List.of(good, bad), terms))
            .html();
    assertTrue(html.contains("FAILS: 1 of 2"), html);
    assertTrue(html.indexOf("#fde0e0") < html.indexOf("&lt;2"), html);
    assertEquals(html.indexOf("#fde0e0"), html.lastIndexOf("#fde0e0"));
    String fine =
        new LawTable(new LawReport(LawReport.Method.EXACT, "", List.of(good), terms)).html();
    assertFalse(fine.contains("#fde0e0"));
    page("law", html + fine);
  }

  @Test
  void aTableSaysThatTheStartWasNotChecked() {
    Finding law = new Finding(Requirement.MARGINAL_IDENTITY, 0, 1, 0.5, "", 0, 1e-12, Double.NaN);
    Finding start = new Finding(Requirement.CLEAN_START, 0, 0, 0, "", 0, 1e-12, Double.NaN);
    LawReport.Terms terms = new LawReport.Terms(0, 0, 1e-12, 1);
    LawReport without = new LawReport(LawReport.Method.EXACT, "", List.of(law), terms);
    LawReport with = new LawReport(LawReport.Method.EXACT, "", List.of(law, start), terms);
    assertTrue(new LawTable(without).html().contains("t = 0 was not checked"));
    assertFalse(new LawTable(with).html().contains("not checked"));
  }

  @Test
  void stepsAreChosenEvenly() {
    assertArrayEquals(new int[] {0, 1, 2}, Frames.evenly(3, 5));
    assertArrayEquals(new int[] {0, 5, 10}, Frames.evenly(11, 3));
  }

  private static FloatBatch noisy(FloatBatch x0, double t) {
    GaussianCorruption noise = GaussianCorruption.of(CosinePath.standard());
    return noise.corrupt(x0, noise.drawNoise(x0, RNG.named("noise")), Times.all(x0.rows(), t));
  }

  private static BufferedImage save(String name, Picture picture) throws IOException {
    BufferedImage image = picture.image();
    Files.createDirectories(FOLDER);
    ImageIO.write(image, "png", FOLDER.resolve(name + ".png").toFile());
    return image;
  }

  private static void page(String name, String html) throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve(name + ".html"), "<meta charset='utf-8'>" + html);
  }

  private static long colours(BufferedImage image) {
    return java.util.Arrays.stream(
            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
        .distinct()
        .count();
  }

  /** Where only plain text can be shown, and for those who cannot see: never a Java address. */
  @Test
  void eachSaysInTextWhatItShows() {
    FloatBatch points = FloatBatch.points(new float[] {1, 2}, new float[] {3, 4});
    Scatter scatter = Scatter.of("data", points).withTitle("moons");
    assertEquals("moons: 2 points data", scatter.toString());
    Curves curves = Curves.of("t", "share").with("a", t -> t).with("b", t -> 1 - t);
    assertEquals("share over t: a, b", curves.toString());
    assertEquals(
        "moons: 2 points data | share over t: a, b", Beside.of(scatter, curves).toString());
    assertEquals(
        "Q: 1 x 2 numbers from 0 to 0.50, row by column",
        HeatMap.of(new double[][] {{0, 0.5}}).withTitle("Q").toString());
    FloatTrajectory way = FloatTrajectory.empty();
    assertEquals("no state yet", way.toString());
    way.onState(0, 1, points);
    way.onState(1, 0, points);
    assertEquals("2 states of 2 items from t = 1.00 to t = 0.00", way.toString());
    assertEquals("paths of " + way, way.paths().toString());
    assertEquals("2 frames", way.animation().toString());
    assertEquals(
        "3 images of shape [1, 2, 2]",
        ImageGrid.of(FloatBatch.of(new int[] {1, 2, 2}, new float[4], new float[4], new float[4]))
            .toString());
  }

  @Test
  void textSaysItsRowsInText() {
    CharacterVocabulary letters = CharacterVocabulary.of("abc");
    int mask = letters.size();
    int[] masked = {letters.encode("a")[0], mask, mask};
    TokenBatch before = TokenBatch.of(masked, masked);
    TokenBatch after = TokenBatch.of(letters.encode("abc"), letters.encode("acb"));
    assertEquals("a__\na__", TokenText.of(letters, before).toString());
    assertEquals("abc\nacb", TokenText.of(letters, after).after(before).toString());
    assertEquals("0 3 3\n0 3 3", TokenText.ofIds(before).toString());
    TextTrajectory way = TextTrajectory.of(letters);
    way.onState(0, 1, before);
    way.onState(1, 0, after);
    assertEquals("t = 1.000  a__\nt = 0.000  abc", way.toString());
  }
}

package org.udm.continuous.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStreams;

class PicturesTest {

  private static int rgb(BufferedImage picture, int x, int y) {
    return picture.getRGB(x, y) & 0xFFFFFF;
  }

  @Test
  void gridShowsEveryPixelWhereItBelongs() {
    FloatBatch images =
        FloatBatch.of(
            new int[] {1, 1, 2},
            new float[] {-1, 1},
            new float[] {0, Float.NaN},
            new float[] {-9, 9});
    BufferedImage picture = Pictures.grid(images, 2, 3);
    assertEquals((2 * 3 + 1) * 3, picture.getWidth());
    assertEquals((2 * 2 + 1) * 3, picture.getHeight());
    assertEquals(0x000000, rgb(picture, 3, 3));
    assertEquals(0xFFFFFF, rgb(picture, 8, 5));
    assertEquals(0x406080, rgb(picture, 9, 5));
    assertEquals(0x808080, rgb(picture, 12, 4));
    assertEquals(0xFF00FF, rgb(picture, 15, 4));
    assertEquals(0x000000, rgb(picture, 3, 9));
    assertEquals(0xFFFFFF, rgb(picture, 6, 9));
    assertEquals(0x406080, rgb(picture, 12, 9)); // no fourth image
  }

  @Test
  void gridShowsColours() {
    FloatBatch pixel = FloatBatch.of(new int[] {3, 1, 1}, new float[] {1, -0.6f, -1});
    assertEquals(0xFF3300, rgb(Pictures.grid(pixel, 5, 1), 1, 1));
  }

  @Test
  void whatIsWrittenIsReadAgain(@TempDir Path folder) {
    LabelledData glyphs = Glyphs.of(12).draw(1, RandomStreams.of(1));
    FloatBatch colour =
        FloatBatch.of(new int[] {3, 14, 14}, new float[3 * 14 * 14]); // glyph and its frame
    Path file = Pictures.write(Pictures.grid(glyphs.items(), 1, 1), folder.resolve("a/b/c.png"));
    FloatBatch read = ImageFolder.read(file.getParent(), 3, 14, 14).items().requireShapeOf(colour);
    for (int y = 0; y < 12; y++) {
      for (int x = 0; x < 12; x++) {
        assertEquals(glyphs.items().at(0, 12 * y + x), read.at(0, 14 * (y + 1) + x + 1), 1e-6);
      }
    }
    assertThrows(
        DataFileException.class,
        () -> Pictures.write(Pictures.grid(glyphs.items(), 1, 1), file.resolve("d.png")));
  }

  @Test
  void scatterPutsPointsWhereTheyBelong() {
    FloatBatch one = FloatBatch.points(new float[] {0.5f, 0.5f}, new float[] {9, 9});
    FloatBatch two = FloatBatch.points(new float[] {-0.5f, -0.5f});
    BufferedImage picture = Pictures.scatter(400, 1, one, two);
    int blue = rgb(picture, 300, 100);
    int red = rgb(picture, 100, 300);
    assertTrue((blue & 0xFF) > (blue >> 16) + 50, Integer.toHexString(blue));
    assertTrue((red >> 16) > (red & 0xFF) + 50, Integer.toHexString(red));
    assertEquals(0xFFFFFF, rgb(picture, 350, 50));
  }

  @Test
  void badArgumentsAreRefused() {
    FloatBatch points = FloatBatch.points(new float[] {1, 2, 3});
    FloatBatch image = FloatBatch.of(new int[] {1, 1, 1}, new float[1]);
    assertThrows(IllegalArgumentException.class, () -> Pictures.grid(points, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Pictures.grid(image, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Pictures.grid(image, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Pictures.grid(image, 1, 1_000_000));
    assertThrows(IllegalArgumentException.class, () -> Pictures.scatter(100, 1, points));
    assertThrows(IllegalArgumentException.class, () -> Pictures.scatter(100, 0));
    assertThrows(IllegalArgumentException.class, () -> Pictures.scatter(1, 1));
  }

  /** Pictures to look at, under target/. */
  @Test
  void drawsSamplesToLookAt() {
    RandomStreams rng = RandomStreams.of(1);
    Path glyphs =
        Pictures.write(
            Pictures.grid(Glyphs.of(28).draw(64, rng).items(), 8, 2),
            Path.of("target/pictures/glyphs.png"));
    Path moons =
        Pictures.write(
            Pictures.scatter(
                400,
                1.5,
                PointLaws.twoMoons(0.05).draw(1000, rng.named("moons")),
                PointLaws.swissRoll(0.01).draw(1000, rng.named("roll")),
                PointLaws.checkerboard(4).draw(1000, rng.named("board"))),
            Path.of("target/pictures/points.png"));
    assertTrue(Files.exists(glyphs) && Files.exists(moons));
  }
}

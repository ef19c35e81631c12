package org.udm.continuous.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStreams;

class GlyphsTest {
  private static final RandomStreams RNG = RandomStreams.of(4);

  @Test
  void imagesAreFunctionsOfTheirStreams() {
    LabelledData data = Glyphs.of(28).draw(40, RNG);
    FloatBatch batch = Glyphs.of(28).source(40).batch(0, RNG);
    assertEquals(data.items(), batch);
    assertEquals(batch.slice(7, 9), Glyphs.of(28).source(2).batch(0, RNG.fromRow(7)));
    assertArrayEquals(new int[] {1, 28, 28}, batch.shape());
    assertEquals(8, Arrays.stream(data.labels()).distinct().count());
    assertEquals(
        40,
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(i -> Arrays.hashCode(batch.row(i)))
            .distinct()
            .count());
  }

  /** Every glyph is drawn, white on black, with its border free. */
  @Test
  void everyImageShowsAGlyph() {
    for (int side : new int[] {8, 28, 64}) {
      FloatBatch images = Glyphs.of(side).draw(200, RNG).items();
      for (int i = 0; i < images.rows(); i++) {
        float[] image = images.row(i);
        float brightest = -1;
        double mean = 0;
        for (float x : image) {
          assertTrue(x >= -1 && x <= 1);
          brightest = Math.max(brightest, x);
          mean += x / image.length;
        }
        assertTrue(brightest > -0.5 && mean < 0, "row " + i + " of " + side);
        assertEquals(-1, image[0]);
      }
    }
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Glyphs.of(7));
    assertThrows(IllegalArgumentException.class, () -> Glyphs.of(5000));
    assertThrows(IllegalArgumentException.class, () -> Glyphs.of(28).source(0));
  }
}

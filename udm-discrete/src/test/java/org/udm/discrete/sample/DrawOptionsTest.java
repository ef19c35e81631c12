package org.udm.discrete.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DrawOptionsTest {
  private static final double[] P = {0.1, 0.4, 0.2, 0.3, 0};

  private static double[] drawn(DrawOptions options) {
    return options.apply(Arrays.stream(P).map(Math::log).toArray());
  }

  @Test
  void exactOptionsKeepTheLaw() {
    assertTrue(DrawOptions.exact().isExact());
    assertArrayEquals(P, drawn(DrawOptions.exact()), 1e-15);
  }

  @Test
  void temperatureRaisesToAPower() {
    assertArrayEquals(
        new double[] {0.01 / 0.3, 0.16 / 0.3, 0.04 / 0.3, 0.09 / 0.3, 0},
        drawn(DrawOptions.exact().withTemperature(0.5)),
        1e-15);
  }

  @Test
  void topPKeepsTheFewestValuesThatReachIt() {
    assertArrayEquals(
        new double[] {0, 4 / 7.0, 0, 3 / 7.0, 0}, drawn(DrawOptions.exact().withTopP(0.69)), 1e-15);
    assertArrayEquals(
        new double[] {0, 4 / 9.0, 2 / 9.0, 3 / 9.0, 0},
        drawn(DrawOptions.exact().withTopP(0.71)),
        1e-15);
    assertArrayEquals(
        new double[] {0, 1, 0, 0, 0}, drawn(DrawOptions.exact().withTopP(1e-9)), 1e-15);
  }

  @Test
  void ofEqualValuesTheSmallerIdIsKept() {
    assertArrayEquals(
        new double[] {1, 0, 0},
        DrawOptions.exact().withTopP(0.2).apply(new double[] {0, 0, 0}),
        1e-15);
  }

  @Test
  void numbersOutsideTheirRangesAreRefused() {
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new DrawOptions(wrong, 1));
      assertThrows(IllegalArgumentException.class, () -> new DrawOptions(1, wrong));
    }
    assertThrows(IllegalArgumentException.class, () -> new DrawOptions(1, 1.01));
  }
}

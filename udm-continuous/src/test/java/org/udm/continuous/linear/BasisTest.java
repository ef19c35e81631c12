package org.udm.continuous.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

class BasisTest {
  static final List<Basis> BASES =
      List.of(
          PixelBasis.of(3, 5, 7),
          DctBasis.of(9),
          DctBasis.of(5, 7),
          DctBasis.of(3, 6, 1),
          DctBasis.of(1, 28, 28),
          HaarBasis.of(1, 2, 2),
          HaarBasis.of(2, 3, 4, 12),
          HaarBasis.of(3, 1, 24, 8));

  private static double[] item(Basis basis) {
    RandomStream rng = RandomStreams.of(1).row(0);
    double[] item = new double[Planes.of(basis.shape()).size()];
    Arrays.setAll(item, k -> rng.gaussian());
    return item;
  }

  @ParameterizedTest
  @FieldSource("BASES")
  void isOrthonormal(Basis basis) {
    double[] x = item(basis);
    double[] u = basis.forward(x);
    assertArrayEquals(x, basis.inverse(u), 1e-13);
    assertArrayEquals(x, basis.forward(basis.inverse(x)), 1e-13);
    double lengthOfX = Arrays.stream(x).map(v -> v * v).sum();
    assertEquals(lengthOfX, Arrays.stream(u).map(v -> v * v).sum(), 1e-12 * lengthOfX);
  }

  @ParameterizedTest
  @FieldSource("BASES")
  void refusesAnotherSize(Basis basis) {
    double[] tooLong = new double[item(basis).length + 1];
    assertThrows(IllegalArgumentException.class, () -> basis.forward(tooLong));
    assertThrows(IllegalArgumentException.class, () -> basis.inverse(tooLong));
  }

  @Test
  void cosinesAreThoseOfTheDefinition() {
    DctBasis basis = DctBasis.of(2, 3, 5);
    double[] x = item(basis);
    double[] u = basis.forward(x);
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 5; j++) {
          double sum = 0;
          for (int p = 0; p < 15; p++) {
            double atY = Math.cos(Math.PI * i * (p / 5 + 0.5) / 3);
            double atX = Math.cos(Math.PI * j * (p % 5 + 0.5) / 5);
            sum += atY * atX * x[15 * c + p];
          }
          double scale = Math.sqrt((i == 0 ? 1 : 2) / 3.0 * ((j == 0 ? 1 : 2) / 5.0));
          assertEquals(scale * sum, u[15 * c + 5 * i + j], 1e-13);
        }
      }
    }
  }

  @Test
  void haarWithoutDetailsAreBlockMeans() {
    HaarBasis basis = HaarBasis.of(2, 2, 8, 4);
    double[] x = item(basis);
    for (int level = 1; level <= 2; level++) {
      double[] u = basis.forward(x);
      for (int k = 0; k < u.length; k++) {
        u[k] = basis.level(k) <= level ? 0 : u[k];
      }
      double[] blocks = basis.inverse(u);
      int side = 1 << level;
      for (int k = 0; k < x.length; k++) {
        double mean = 0;
        for (int other = 0; other < x.length; other++) {
          boolean together =
              other / 32 == k / 32
                  && other % 32 / 4 / side == k % 32 / 4 / side
                  && other % 4 / side == k % 4 / side;
          mean += together ? x[other] / (side * side) : 0;
        }
        assertEquals(mean, blocks[k], 1e-13);
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> DctBasis.of());
    assertThrows(IllegalArgumentException.class, () -> DctBasis.of(1, 2, 3, 4));
    assertThrows(IllegalArgumentException.class, () -> PixelBasis.of(0, 3));
    assertThrows(IllegalArgumentException.class, () -> HaarBasis.of(2, 1, 6, 8));
    assertThrows(IllegalArgumentException.class, () -> HaarBasis.of(0, 1, 8, 8));
    assertThrows(IllegalArgumentException.class, () -> HaarBasis.of(40, 1, 8, 8));
    assertThrows(IllegalArgumentException.class, () -> HaarBasis.of(1, 8));
  }
}

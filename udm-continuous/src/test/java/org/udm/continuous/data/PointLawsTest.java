package org.udm.continuous.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.continuous.FloatBatch;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;

class PointLawsTest {
  private static final RandomStreams RNG = RandomStreams.of(2);

  static final List<PointLaw> LAWS =
      List.of(
          PointLaws.twoMoons(0.05),
          PointLaws.rings(3, 0),
          PointLaws.swissRoll(0.01),
          PointLaws.checkerboard(4),
          GaussianMixture.circle(8, 1, 0.1),
          GaussianMixture.grid(5, 0.05));

  @ParameterizedTest
  @FieldSource("LAWS")
  void batchesAreFunctionsOfTheirStreams(PointLaw law) {
    DataSource<FloatBatch> source = law.source(6);
    FloatBatch batch = source.batch(3, RNG.at(3));
    assertEquals(6, batch.rows());
    assertEquals(2, batch.size());
    assertEquals(batch, law.source(6).batch(3, RNG.at(3)));
    assertEquals(batch.slice(2, 5), law.source(3).batch(3, RNG.at(3).fromRow(2)));
    for (float x : batch.toArray()) {
      assertTrue(Math.abs(x) < 2);
    }
  }

  @Test
  void pointsLieWhereTheyShould() {
    FloatBatch moons = PointLaws.twoMoons(0).draw(200, RNG);
    FloatBatch rings = PointLaws.rings(4, 0).draw(200, RNG);
    FloatBatch board = PointLaws.checkerboard(4).draw(200, RNG);
    FloatBatch roll = PointLaws.swissRoll(0).draw(200, RNG);
    for (int i = 0; i < 200; i++) {
      double x = 1.5 * moons.at(i, 0) + 0.5;
      double y = 1.5 * moons.at(i, 1) + 0.25;
      double toUpper = Math.abs(Math.hypot(x, y) - 1);
      double toLower = Math.abs(Math.hypot(x - 1, y - 0.5) - 1);
      assertEquals(0, Math.min(toUpper, toLower), 1e-6);
      double radius = 4 * Math.hypot(rings.at(i, 0), rings.at(i, 1));
      assertEquals(Math.round(radius), radius, 1e-5);
      int column = (int) Math.floor(2 * (board.at(i, 0) + 1));
      int row = (int) Math.floor(2 * (board.at(i, 1) + 1));
      assertEquals(0, (column + row) % 2);
      double angle = 4.5 * Math.PI * Math.hypot(roll.at(i, 0), roll.at(i, 1));
      assertEquals(Math.cos(angle), roll.at(i, 0) * 4.5 * Math.PI / angle, 1e-4);
    }
  }

  @Test
  void mixtureDensityIsExact() {
    GaussianMixture mixture =
        GaussianMixture.of(
            new double[] {1, 3},
            new double[][] {{0, 0}, {1, -1}},
            new double[][] {{1, 2}, {0.5, 1}});
    // (1/4) N(0; 0, 1) N(0; 0, 4) + (3/4) N(0; 1, 1/4) N(0; -1, 1), by hand
    double expected = 0.25 / (2 * Math.PI * 2) + 0.75 * Math.exp(-2 - 0.5) / (2 * Math.PI * 0.5);
    assertEquals(Math.log(expected), mixture.logDensity(0, 0), 1e-14);
    assertEquals(0, GaussianMixture.circle(3, 1, 0.1).logDensity(-900, 0) / 4.1e7 + 1, 0.1);
    // it integrates to 1: midpoint rule, which is exact to rounding for such functions
    double sum = 0;
    for (double x = -10; x < 10; x += 0.1) {
      for (double y = -15; y < 15; y += 0.1) {
        sum += 0.01 * Math.exp(mixture.logDensity(x, y));
      }
    }
    assertEquals(1, sum, 1e-9);
  }

  /** One seed, 5,000 draws, level 1e-4; a mixture with another weight must be told apart. */
  @Test
  void mixtureDrawsHaveItsLaw() {
    assertTrue(pValue(0.25) > 1e-4);
    assertTrue(pValue(0.5) < 1e-4);
  }

  private static double pValue(double weight) {
    GaussianMixture mixture =
        GaussianMixture.of(
            new double[] {weight, 1 - weight},
            new double[][] {{0}, {1}},
            new double[][] {{1}, {0.5}});
    double[] x = new double[5_000];
    FloatBatch points = mixture.draw(x.length, RNG);
    java.util.Arrays.setAll(x, i -> points.at(i, 0));
    var normal = org.apache.commons.statistics.distribution.NormalDistribution.of(0, 1);
    return KolmogorovSmirnovTest.withDefaults()
        .test(
            x,
            v ->
                0.25 * normal.cumulativeProbability(v)
                    + 0.75 * normal.cumulativeProbability((v - 1) / 0.5))
        .getPValue();
  }

  @Test
  void badArgumentsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> PointLaws.twoMoons(-1));
    assertThrows(IllegalArgumentException.class, () -> PointLaws.checkerboard(3));
    assertThrows(IllegalArgumentException.class, () -> PointLaws.rings(0, 0.1));
    assertThrows(IllegalArgumentException.class, () -> PointLaws.rings(2, 0.1).source(0));
    assertThrows(IllegalArgumentException.class, () -> GaussianMixture.circle(0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> GaussianMixture.circle(2, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> GaussianMixture.grid(1, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> GaussianMixture.of(new double[] {1}, new double[][] {{1}}, new double[][] {{1, 2}}));
    assertThrows(
        IllegalArgumentException.class, () -> GaussianMixture.circle(2, 1, 1).logDensity(1));
  }
}

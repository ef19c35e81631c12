package org.udm.continuous.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StraightPath;
import org.udm.continuous.gaussian.SubVariancePreserving;
import org.udm.continuous.gaussian.TabulatedPath;
import org.udm.continuous.gaussian.VarianceExploding;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.core.Times;
import org.udm.core.train.Weight;

class ParametrizationTest {
  static final List<GaussianPath> PATHS =
      List.of(
          VariancePreserving.standard(),
          SubVariancePreserving.standard(),
          VarianceExploding.geometric(0.01, 50),
          CosinePath.standard(),
          TabulatedPath.ddpm().withZeroTerminalSnr(),
          StraightPath.rectifiedFlow(),
          StraightPath.edm(80));

  /** What each output is, as a combination a x_0 + b eps, from the definitions. */
  private static Map<Parametrization, double[]> definitions(GaussianPath path, double t) {
    double alpha = path.alpha(t);
    double sigma = path.sigma(t);
    Map<Parametrization, double[]> of = new LinkedHashMap<>();
    of.put(Parametrization.x0(), new double[] {1, 0});
    of.put(Parametrization.epsilon(), new double[] {0, 1});
    of.put(Parametrization.score(), new double[] {0, -1 / sigma});
    of.put(Parametrization.velocity(), new double[] {-sigma, alpha});
    of.put(Parametrization.flow(), new double[] {path.alphaDerivative(t), path.sigmaDerivative(t)});
    // EDM: F = (x_0 - c_skip (x_0 + r eps)) / c_out
    double r = sigma / alpha;
    double skip = 0.25 / (r * r + 0.25);
    double out = r * 0.5 / Math.sqrt(r * r + 0.25);
    of.put(Parametrization.edm(0.5), new double[] {(1 - skip) / out, -skip * r / out});
    return of;
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void scalarsInvertTheDefinitionsToTwelveDigits(GaussianPath path) {
    for (double t : new double[] {0.05, 0.4, 0.8}) {
      definitions(path, t)
          .forEach(
              (parametrization, output) -> {
                Parametrization.Scalars c = parametrization.at(path, t);
                // x_0 = skip (alpha x_0 + sigma eps) + out (a x_0 + b eps)
                assertEquals(1, c.skip() * path.alpha(t) + c.out() * output[0], 1e-12);
                double eps = c.skip() * path.sigma(t) + c.out() * output[1];
                assertEquals(0, eps, 1e-12 * Math.max(1, path.ratio(t)));
              });
    }
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void batchesAreConvertedBothWays(GaussianPath path) {
    FloatBatch x0 = FloatBatch.points(new float[] {1, -0.5f}, new float[] {0.25f, 2});
    FloatBatch eps = FloatBatch.points(new float[] {-1, 0.5f}, new float[] {0.75f, 1.5f});
    Times t = Times.of(0.2, 0.6);
    FloatBatch xt =
        x0.map((i, e, x) -> path.alpha(t.at(i)) * x + path.sigma(t.at(i)) * eps.at(i, e));
    for (int i = 0; i < 2; i++) {
      int row = i;
      Times own = t.gather(row);
      definitions(path, t.at(i))
          .forEach(
              (parametrization, output) -> {
                FloatBatch expected =
                    x0.gather(row).map((k, e, x) -> output[0] * x + output[1] * eps.at(row, e));
                FloatBatch back = parametrization.x0(path, xt.gather(row), expected, own);
                float size = (float) Math.max(1, path.ratio(own.at(0)));
                assertArrayEquals(x0.row(row), back.row(0), 1e-5f * size);
                FloatBatch target =
                    parametrization.output(path, xt.gather(row), x0.gather(row), own);
                assertArrayEquals(
                    expected.row(0), target.row(0), 1e-3f * Math.max(1, norm(expected)));
              });
    }
  }

  private static float norm(FloatBatch x) {
    return (float) Math.hypot(x.at(0, 0), x.at(0, 1));
  }

  @Test
  void edmIsTableOneAndHasUnitVariance() {
    GaussianPath edm = StraightPath.edm(80);
    double d = 0.5;
    for (double sigma : new double[] {0.002, 0.5, 7, 80}) {
      Parametrization.Scalars c = Parametrization.edm(d).at(edm, sigma / 80);
      double sum = sigma * sigma + d * d;
      assertEquals(d * d / sum, c.skip(), 1e-12);
      assertEquals(sigma * d / Math.sqrt(sum), c.out(), 1e-12);
      assertEquals(1 / Math.sqrt(sum), c.in(), 1e-12);
      assertEquals(Math.log(sigma) / 4, c.noise(), 1e-12);
      // the input, and the target ((1 - skip) x_0 - skip sigma eps) / out, for Var x_0 = d^2
      assertEquals(1, c.in() * c.in() * sum, 1e-12);
      double target = Math.pow((1 - c.skip()) * d, 2) + Math.pow(c.skip() * sigma, 2);
      assertEquals(1, target / (c.out() * c.out()), 1e-9);
    }
  }

  @Test
  void outputsThatSayNothingAreRefused() {
    GaussianPath flow = StraightPath.rectifiedFlow();
    FloatBatch x = FloatBatch.points(new float[] {1});
    assertThrows(IllegalArgumentException.class, () -> Parametrization.epsilon().at(flow, 1));
    assertThrows(IllegalArgumentException.class, () -> Parametrization.score().at(flow, 1));
    assertThrows(IllegalArgumentException.class, () -> Parametrization.edm(0.5).at(flow, 1));
    assertThrows(IllegalArgumentException.class, () -> Parametrization.edm(0.5).at(flow, 0));
    assertThrows(IllegalArgumentException.class, () -> Parametrization.edm(Double.NaN));
    assertThrows(
        IllegalArgumentException.class,
        () -> Parametrization.flow().at(VariancePreserving.standard(), 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> Parametrization.epsilon().output(flow, x, x, Times.of(0)));
    // rectified flow's own output works at both ends
    assertEquals(x, Parametrization.flow().x0(flow, x, x, Times.of(0)));
    assertEquals(-1, Parametrization.flow().at(flow, 1).out());
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void weightsAreTheSquaredErrorsOfOtherOutputs(GaussianPath path) {
    for (double t : new double[] {0.1234, 0.5678, 0.8765}) {
      double snr = Math.pow(path.alpha(t) / path.sigma(t), 2);
      double epsilon = Math.pow(Parametrization.epsilon().at(path, t).out(), -2);
      assertEquals(epsilon, LossWeights.simple(path).at(t), 1e-12 * epsilon);
      double edm = Math.pow(Parametrization.edm(0.5).at(path, t).out(), -2);
      assertEquals(edm, LossWeights.edm(path, 0.5).at(t), 1e-12 * edm);
      assertEquals(Math.min(snr, 5), LossWeights.minSnr(path, 5).at(t), 1e-12);
      assertEquals(snr / (1 + snr), LossWeights.p2(path, 1, 1).at(t), 1e-12);
      assertEquals(snr, LossWeights.p2(path, 1, 0).at(t), 1e-12 * snr);
      double h = 1e-6;
      double before = Math.pow(path.alpha(t - h) / path.sigma(t - h), 2);
      double after = Math.pow(path.alpha(t + h) / path.sigma(t + h), 2);
      double bound = LossWeights.bound(path).at(t);
      assertEquals((before - after) / (4 * h), bound, 1e-4 * Math.max(bound, 1e-6));
    }
    Weight atTheEnd = LossWeights.bound(path);
    assertEquals(true, Double.isFinite(atTheEnd.at(1)));
  }

  @Test
  void badWeightsAreRefused() {
    GaussianPath path = VariancePreserving.standard();
    assertThrows(IllegalArgumentException.class, () -> LossWeights.minSnr(path, 0));
    assertThrows(IllegalArgumentException.class, () -> LossWeights.p2(path, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> LossWeights.p2(path, 1, -1));
    assertThrows(IllegalArgumentException.class, () -> LossWeights.edm(path, Double.NaN));
  }
}

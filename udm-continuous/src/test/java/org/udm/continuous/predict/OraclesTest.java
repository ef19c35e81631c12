package org.udm.continuous.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.StraightPath;
import org.udm.continuous.gaussian.VarianceExploding;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.core.Times;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.random.RandomStreams;

class OraclesTest {
  private static final RandomStreams RNG = RandomStreams.of(1);
  static final List<GaussianPath> PATHS =
      List.of(
          VariancePreserving.standard(),
          VarianceExploding.geometric(0.01, 5),
          StraightPath.rectifiedFlow());

  private static final FloatBatch MEANS =
      FloatBatch.points(new float[] {1, -1}, new float[] {-0.5f, 0.5f}, new float[] {0, 2});
  private static final double[] WEIGHTS = {1, 2, 3};
  private static final double[] VARIANCES = {0.04, 0.25, 0.09};

  @Test
  void gaussianDataHasTheNoisePredictorOfTheOracle() {
    GaussianPath path = VariancePreserving.standard();
    GaussianDataOracle oracle = GaussianDataOracle.of(path, 0, 2.5);
    FloatBatch xt = FloatBatch.points(new float[] {0.7f, -1.2f});
    FloatBatch x0 = oracle.predict(xt, Times.of(0.3)).mean().orElseThrow();
    FloatBatch eps = Parametrization.epsilon().output(path, xt, x0, Times.of(0.3));
    // ORACLES.md: eps* = sqrt(1 - abar) x / (abar s2 + 1 - abar)
    double bar = Math.pow(path.alpha(0.3), 2);
    double factor = Math.sqrt(1 - bar) / (bar * 2.5 + 1 - bar);
    assertEquals(factor * 0.7, eps.at(0, 0), 1e-6);
    assertEquals(factor * -1.2, eps.at(0, 1), 1e-6);
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void aMixtureOfOneIsGaussianData(GaussianPath path) {
    GaussianDataOracle gaussian = GaussianDataOracle.of(path, 0.4, 0.3);
    MixtureOracle mixture =
        MixtureOracle.of(
            path,
            new double[] {7},
            FloatBatch.points(new float[] {0.4f, 0.4f}),
            new double[] {0.3});
    FloatBatch xt = FloatBatch.points(new float[] {0.7f, -1.2f}, new float[] {0, 1});
    Times t = Times.of(0.3, 1);
    SpreadBelief one = gaussian.predict(xt, t);
    SpreadBelief other = mixture.predict(xt, t);
    assertArrayEquals(one.variance(), other.variance(), 1e-7);
    assertArrayEquals(
        one.mean().orElseThrow().toArray(), other.mean().orElseThrow().toArray(), 1e-6f);
    assertArrayEquals(one.logProb(MEANS.slice(0, 2)), other.logProb(MEANS.slice(0, 2)), 1e-4);
    assertArrayEquals(
        gaussian.vectorJacobian(xt, t, xt).toArray(),
        mixture.vectorJacobian(xt, t, xt).toArray(),
        1e-6f);
    // at t = 0 nothing is uncertain
    assertArrayEquals(new double[2], mixture.predict(xt, Times.all(2, 0)).variance());
    assertArrayEquals(
        xt.toArray(), mixture.predict(xt, Times.all(2, 0)).mean().orElseThrow().toArray(), 1e-6f);
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void theScoreIsTheGradientOfTheDensity(GaussianPath path) {
    MixtureOracle oracle = MixtureOracle.of(path, WEIGHTS, MEANS, VARIANCES);
    float h = 1f / 256; // exact in float
    FloatBatch x = FloatBatch.points(new float[] {0.25f, 0.5f});
    for (double t : new double[] {0.3, 0.7, 0.95}) {
      for (int d = 0; d < 2; d++) {
        int own = d;
        FloatBatch up = x.map((i, e, v) -> e == own ? v + h : v);
        FloatBatch down = x.map((i, e, v) -> e == own ? v - h : v);
        double slope =
            (oracle.logDensity(up, Times.of(t))[0] - oracle.logDensity(down, Times.of(t))[0])
                / (2 * h);
        double score = oracle.score(x, Times.of(t)).at(0, d);
        assertEquals(slope, score, 2e-3 * Math.max(1, Math.abs(slope)));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void theVectorJacobianProductIsTheDerivativeOfTheMean(GaussianPath path) {
    MixtureOracle oracle = MixtureOracle.of(path, WEIGHTS, MEANS, VARIANCES);
    float h = 1f / 128;
    FloatBatch x = FloatBatch.points(new float[] {0.25f, 0.5f});
    Times t = Times.of(0.6);
    for (int out = 0; out < 2; out++) {
      int row = out;
      FloatBatch unit = x.map((i, e, v) -> e == row ? 1 : 0);
      FloatBatch product = oracle.vectorJacobian(x, t, unit);
      for (int d = 0; d < 2; d++) {
        int own = d;
        FloatBatch up = x.map((i, e, v) -> e == own ? v + h : v);
        FloatBatch down = x.map((i, e, v) -> e == own ? v - h : v);
        double slope =
            (oracle.predict(up, t).mean().orElseThrow().at(0, out)
                    - oracle.predict(down, t).mean().orElseThrow().at(0, out))
                / (2 * h);
        assertEquals(slope, product.at(0, d), 1e-3);
      }
    }
  }

  @Test
  void posteriorDrawsFollowTheJointLaw() {
    // x_0' ~ p(x_0 | x_t) for x_t of data x_0: x_0' is data again. 8,000 draws, level 1e-3 / 2
    GaussianPath path = VariancePreserving.standard();
    GaussianCorruption noise = GaussianCorruption.of(path);
    MixtureOracle oracle = MixtureOracle.of(path, WEIGHTS, MEANS, VARIANCES);
    FloatBatch x0 = oracle.drawData(8000, RNG.named("data"));
    FloatBatch xt =
        noise.corrupt(x0, noise.drawNoise(x0, RNG.named("noise")), Times.all(8000, 0.3));
    FloatBatch again = oracle.predict(xt, Times.all(8000, 0.3)).draw(RNG.named("draw"));
    FloatBatch mean = oracle.predict(xt, Times.all(8000, 0.3)).mean().orElseThrow();
    for (int d = 0; d < 2; d++) {
      assertTrue(pValue(x0, again, d) > 5e-4);
      assertTrue(pValue(x0, mean, d) < 1e-6); // the mean has too little variance
    }
  }

  private static double pValue(FloatBatch one, FloatBatch other, int d) {
    double[] a = new double[one.rows()];
    double[] b = new double[other.rows()];
    Arrays.setAll(a, i -> one.at(i, d));
    Arrays.setAll(b, i -> other.at(i, d));
    return KolmogorovSmirnovTest.withDefaults().test(a, b).getPValue();
  }

  @Test
  void pointsAreTheFiniteOracleOfCore() {
    GaussianPath path = VariancePreserving.standard();
    MixtureOracle mixture = MixtureOracle.ofPoints(path, MEANS);
    var finite = OraclePredictor.of(MEANS, new double[] {1, 1, 1}, GaussianCorruption.of(path));
    FloatBatch xt =
        FloatBatch.points(new float[] {0.3f, 0.2f}, new float[] {0, 1}, new float[] {1, 1});
    Times t = Times.of(0.3, 0.5, 0.9);
    assertArrayEquals(
        finite.predict(xt, t).logProb(MEANS), mixture.predict(xt, t).logProb(MEANS), 1e-5);
    assertEquals(finite.predict(xt, t).draw(RNG), mixture.predict(xt, t).draw(RNG));
    assertEquals(MEANS, mixture.predict(MEANS, Times.all(3, 0)).mean().orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> mixture.predict(xt, Times.all(3, 0)));
  }

  @Test
  void aBeliefWithoutVarianceIsAPoint() {
    GaussianBelief point = GaussianBelief.point(MEANS);
    assertEquals(MEANS, point.draw(RNG));
    assertArrayEquals(new double[3], point.logProb(MEANS));
    assertEquals(Double.NEGATIVE_INFINITY, point.logProb(MEANS.gather(1, 1, 2))[0]);
    double[] logs = GaussianBelief.of(MEANS, 1, 4, 0).logProb(MEANS);
    assertArrayEquals(
        new double[] {-Math.log(2 * Math.PI), -Math.log(8 * Math.PI), 0}, logs, 1e-12);
  }

  @Test
  void badArgumentsAreRefused() {
    GaussianPath path = VariancePreserving.standard();
    FloatBatch two = MEANS.slice(0, 2);
    double[] ones = {1, 1};
    for (Runnable make :
        Arrays.<Runnable>asList(
            () -> GaussianDataOracle.of(path, 0, 0),
            () -> GaussianDataOracle.of(path, Double.NaN, 1),
            () -> GaussianBelief.of(two, 1),
            () -> GaussianBelief.of(two, 1, -1),
            () -> MixtureOracle.of(path, new double[] {1}, two, ones),
            () -> MixtureOracle.of(path, new double[] {1, 0}, two, ones),
            () -> MixtureOracle.of(path, ones, two, new double[] {1, 0}),
            () -> MixtureOracle.of(path, ones, two, new double[] {1, Double.NaN}),
            () ->
                MixtureOracle.ofPoints(path, two)
                    .predict(FloatBatch.points(new float[] {1}), Times.of(0.5)))) {
      assertThrows(IllegalArgumentException.class, make::run);
    }
  }
}

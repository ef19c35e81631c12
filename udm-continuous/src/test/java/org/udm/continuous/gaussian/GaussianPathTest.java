package org.udm.continuous.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GaussianPathTest {
  static final List<GaussianPath> PATHS =
      List.of(
          VariancePreserving.standard(),
          VariancePreserving.linear(3, 3),
          SubVariancePreserving.standard(),
          VarianceExploding.geometric(0.01, 50),
          CosinePath.standard(),
          CosinePath.withOffset(0),
          TabulatedPath.ddpm(),
          TabulatedPath.ddpm().withZeroTerminalSnr(),
          TabulatedPath.ofBetas(0.3, 0.1, 0.5, 1),
          TabulatedPath.ofAlphas(1, 0.9, 0.3, 0.2),
          StraightPath.rectifiedFlow(),
          StraightPath.edm(80),
          // a sum of monotone functions, as the network of VDM is
          MonotonePath.of(
              t -> -9 + 6 * t + 8 / (1 + Math.exp(4 - 8 * t)),
              t -> 6 + 64 * Math.exp(4 - 8 * t) / Math.pow(1 + Math.exp(4 - 8 * t), 2),
              0.05));

  @ParameterizedTest
  @FieldSource("PATHS")
  void isCleanAtZeroAndGetsNoisier(GaussianPath path) {
    assertEquals(1, path.alpha(0));
    assertEquals(0, path.sigma(0));
    assertEquals(0, path.ratio(0));
    assertEquals(0, path.timeOfRatio(0));
    double last = 0;
    for (int k = 1; k <= 997; k++) {
      double t = k / 997.0;
      assertTrue(path.alpha(t) >= 0 && path.alpha(t) <= 1);
      assertTrue(path.ratio(t) > last, path + " at " + t);
      last = path.ratio(t);
    }
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void derivativesAreThoseOfTheCoefficients(GaussianPath path) {
    double h = 1e-6;
    for (double t : new double[] {0.1234, 0.3333, 0.5678, 0.87654, 0.9995}) {
      double alpha = (path.alpha(t + h) - path.alpha(t - h)) / (2 * h);
      double sigma = (path.sigma(t + h) - path.sigma(t - h)) / (2 * h);
      assertEquals(alpha, path.alphaDerivative(t), 1e-6 * Math.max(1, Math.abs(alpha)));
      assertEquals(sigma, path.sigmaDerivative(t), 1e-6 * Math.max(1, sigma));
      // g^2 = (sigma^2)' - 2 (alpha' / alpha) sigma^2
      double diffusion =
          2 * path.sigma(t) * path.sigmaDerivative(t)
              - 2 * path.alphaDerivative(t) / path.alpha(t) * Math.pow(path.sigma(t), 2);
      assertEquals(diffusion, path.diffusion(t), 1e-9 * diffusion);
    }
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void theRatioAndTheLogSnrAreInverted(GaussianPath path) {
    for (double t : new double[] {1e-4, 0.01, 0.2, 0.25, 0.5, 0.6789, 0.9, 0.9999, 1}) {
      assertEquals(t, path.timeOfRatio(path.ratio(t)), 1e-12 * Math.max(1, t / 1e-2));
      assertEquals(t, path.timeOfLogSnr(path.logSnr(t)), 1e-12);
    }
    assertThrows(IllegalArgumentException.class, () -> path.timeOfRatio(-1e-3));
    assertThrows(IllegalArgumentException.class, () -> path.timeOfRatio(Double.NaN));
    if (path.ratio(1) < Double.POSITIVE_INFINITY) {
      assertThrows(IllegalArgumentException.class, () -> path.timeOfRatio(1.01 * path.ratio(1)));
    }
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void timesOutsideTheUnitIntervalAreRefused(GaussianPath path) {
    for (double t : new double[] {-1e-9, 1 + 1e-9, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> path.alpha(t));
      assertThrows(IllegalArgumentException.class, () -> path.sigma(t));
      assertThrows(IllegalArgumentException.class, () -> path.alphaDerivative(t));
      assertThrows(IllegalArgumentException.class, () -> path.sigmaDerivative(t));
      assertThrows(IllegalArgumentException.class, () -> path.diffusion(t));
    }
    assertThrows(IllegalArgumentException.class, () -> path.addedVariance(0.5, 0.5));
  }

  @Test
  void variancePreservingHasThePapersNumbers() {
    // Song et al. 2021, beta from 0.1 to 20; the numbers of ORACLES.md
    GaussianPath vp = VariancePreserving.standard();
    assertEquals(0.281182880797, vp.alpha(0.5), 5e-13);
    assertEquals(0.959654202068, vp.sigma(0.5), 5e-13);
    assertEquals(0.1, vp.diffusion(0));
    assertEquals(20, vp.diffusion(1), 1e-12);
    assertEquals(Math.exp(-0.5 * 10.05), vp.alpha(1), 1e-15);
  }

  @Test
  void subVariancePreservingHasTheSquareOfTheVariance() {
    GaussianPath vp = VariancePreserving.standard();
    GaussianPath sub = SubVariancePreserving.standard();
    for (double t : new double[] {0.01, 0.3, 1}) {
      assertEquals(vp.alpha(t), sub.alpha(t));
      assertEquals(Math.pow(vp.sigma(t), 2), sub.sigma(t), 1e-15);
    }
  }

  @Test
  void varianceExplodingSolvesItsEquationFromTheCleanState() {
    GaussianPath ve = VarianceExploding.geometric(0.01, 50);
    for (double t : new double[] {0.1, 0.5, 1}) {
      double geometric = 0.01 * Math.pow(5000, t);
      assertEquals(Math.sqrt(geometric * geometric - 1e-4), ve.sigma(t), 1e-12 * geometric);
      assertEquals(2 * Math.log(5000) * geometric * geometric, ve.diffusion(t), 1e-9);
    }
  }

  @Test
  void cosineIsNicholAndDhariwals() {
    GaussianPath cosine = CosinePath.standard();
    double first = Math.pow(Math.cos(0.008 / 1.008 * Math.PI / 2), 2);
    for (double t : new double[] {0.1, 0.5, 0.9}) {
      double bar = Math.pow(Math.cos((t + 0.008) / 1.008 * Math.PI / 2), 2) / first;
      assertEquals(bar, Math.pow(cosine.alpha(t), 2), 1e-14);
      assertEquals(1 - bar, Math.pow(cosine.sigma(t), 2), 1e-14);
    }
    assertEquals(0, cosine.alpha(1));
    assertEquals(1, cosine.sigma(1), 1e-15);
  }

  @Test
  void theTableIsTheProductOfDdpm() {
    TabulatedPath path = TabulatedPath.ddpm();
    double bar = 1;
    for (int k = 1; k <= 1000; k++) {
      double beta = 1e-4 + (0.02 - 1e-4) * (k - 1) / 999;
      bar *= 1 - beta;
      double t = k / 1000.0;
      assertEquals(Math.sqrt(bar), path.alpha(t), 1e-13);
      assertEquals(Math.sqrt(1 - bar), path.sigma(t), 1e-12);
      assertEquals(beta, path.addedVariance(t, (k - 1) / 1000.0), 1e-13);
    }
    // Ho et al. 2020 report alpha-bar_T of about 4e-5: L_T is then some 1e-5 bits per dimension
    assertEquals(4.0358e-5, bar, 1e-9);
  }

  @Test
  void zeroTerminalSnrKeepsTheFirstStepAndEndsAtZero() {
    TabulatedPath path = TabulatedPath.ddpm();
    TabulatedPath zero = path.withZeroTerminalSnr();
    assertEquals(path.alpha(0.001), zero.alpha(0.001), 1e-15);
    assertEquals(0, zero.alpha(1));
    assertEquals(1, zero.sigma(1));
    assertEquals(Double.POSITIVE_INFINITY, zero.ratio(1));
    // Lin et al. 2024, algorithm 1
    double first = path.alpha(0.001);
    double last = path.alpha(1);
    double expected = (path.alpha(0.5) - last) * first / (first - last);
    assertEquals(expected, zero.alpha(0.5), 1e-14);
  }

  @Test
  void aSingleStepIsAPath() {
    assertEquals(Math.sqrt(0.7), TabulatedPath.linear(1, 0.3, 0.9).alpha(1), 1e-15);
    assertEquals(Math.sqrt(0.7), TabulatedPath.scaledLinear(1, 0.3, 0.9).alpha(1), 1e-15);
    // Rombach et al. 2022 (Stable Diffusion): sqrt(beta) from 0.00085 to 0.012
    TabulatedPath latent = TabulatedPath.scaledLinear(1000, 0.00085, 0.012);
    assertEquals(0.00085, latent.addedVariance(0.001, 0), 1e-15);
    assertEquals(0.012, latent.addedVariance(1, 0.999), 1e-12);
  }

  @Test
  void pathsThatAreNoneAreRefused() {
    for (Runnable make :
        Arrays.<Runnable>asList(
            () -> VariancePreserving.linear(0, 1),
            () -> VariancePreserving.linear(2, 1),
            () -> VariancePreserving.linear(1, Double.NaN),
            () -> SubVariancePreserving.linear(1, Double.POSITIVE_INFINITY),
            () -> VarianceExploding.geometric(0, 1),
            () -> VarianceExploding.geometric(1, 1),
            () -> CosinePath.withOffset(-0.1),
            () -> CosinePath.withOffset(Double.NaN),
            () -> StraightPath.edm(0),
            () -> MonotonePath.of(t -> t, t -> 1, 0),
            () -> MonotonePath.of(t -> -t, t -> -1, 0.1),
            () -> MonotonePath.of(t -> Math.sin(3 * t), t -> 3 * Math.cos(3 * t), 0.1),
            () -> MonotonePath.of(t -> t == 1 ? Double.POSITIVE_INFINITY : t, t -> 1, 0.1),
            () -> MonotonePath.of(t -> t, t -> 2, 0.1),
            () -> MonotonePath.of(t -> t, t -> Double.NaN, 0.1),
            () -> StraightPath.edm(Double.NaN),
            TabulatedPath::ofBetas,
            () -> TabulatedPath.ofBetas(0.1, 0, 0.2),
            () -> TabulatedPath.ofBetas(1, 0.2),
            () -> TabulatedPath.ofBetas(0.1, Double.NaN),
            () -> TabulatedPath.ofAlphas(1, 0.5, 0.5),
            () -> TabulatedPath.ofAlphas(0.9, 0.5),
            () -> TabulatedPath.linear(0, 0.1, 0.2),
            () -> TabulatedPath.linear(1, 0.1, 0.2).withZeroTerminalSnr())) {
      assertThrows(IllegalArgumentException.class, make::run);
    }
  }
}

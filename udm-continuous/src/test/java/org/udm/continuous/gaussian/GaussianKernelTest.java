package org.udm.continuous.gaussian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;

/** Every named method is a member of the one family: its coefficients, and the law. */
class GaussianKernelTest {
  private static final RandomStreams RNG = RandomStreams.of(1);
  static final List<GaussianPath> PATHS = GaussianPathTest.PATHS;

  private static void assertCoefficients(
      double x0, double xt, double noise, GaussianKernel.Coefficients found) {
    assertEquals(x0, found.x0(), 1e-12);
    assertEquals(xt, found.xt(), 1e-12);
    assertEquals(noise, found.noise(), 1e-12);
  }

  @Test
  void ddpmIsThePosteriorOfHoEtAl() {
    TabulatedPath path = TabulatedPath.ddpm();
    GaussianKernel kernel = GaussianKernel.ddpm(path);
    double before = 1; // alpha-bar_{t-1}
    for (int k = 1; k <= 1000; k++) {
      double beta = 1e-4 + (0.02 - 1e-4) * (k - 1) / 999;
      double bar = before * (1 - beta);
      // equation 7
      assertCoefficients(
          Math.sqrt(before) * beta / (1 - bar),
          Math.sqrt(1 - beta) * (1 - before) / (1 - bar),
          Math.sqrt((1 - before) / (1 - bar) * beta),
          kernel.coefficients(k / 1000.0, (k - 1) / 1000.0));
      before = bar;
    }
  }

  @Test
  void ddimIsTheUpdateOfSongEtAlForEveryEtaAndStride() {
    TabulatedPath path = TabulatedPath.ddpm();
    double[] bar = new double[1001];
    bar[0] = 1;
    for (int k = 1; k <= 1000; k++) {
      bar[k] = bar[k - 1] * (1 - (1e-4 + (0.02 - 1e-4) * (k - 1) / 999));
    }
    for (double eta : new double[] {0, 0.3, 1}) {
      GaussianKernel kernel = GaussianKernel.ddim(path, eta);
      for (int[] step : new int[][] {{1000, 999}, {1000, 10}, {700, 350}, {20, 1}, {1, 0}}) {
        double t = bar[step[0]];
        double s = bar[step[1]];
        // equation 16, then 12 with eps = (x_t - sqrt(t) x_0) / sqrt(1 - t)
        double sigma = eta * Math.sqrt((1 - s) / (1 - t)) * Math.sqrt(1 - t / s);
        double direction = Math.sqrt(1 - s - sigma * sigma) / Math.sqrt(1 - t);
        assertCoefficients(
            Math.sqrt(s) - Math.sqrt(t) * direction,
            direction,
            sigma,
            kernel.coefficients(step[0] / 1000.0, step[1] / 1000.0));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void theEndsOfTheFamilyAreSameAndFresh(GaussianPath path) {
    GaussianCorruption noise = GaussianCorruption.of(path);
    FloatBatch x0 = FloatBatch.points(new float[] {1.5f, -0.5f}, new float[] {0, 3});
    Times t = Times.of(1, 0.5);
    Times s = Times.of(0.25, 0);
    FloatBatch xt = noise.corrupt(x0, noise.drawNoise(x0, RNG), t);
    FloatBatch same = ReverseKernels.same(noise, noise).step(xt, x0, t, s, RNG);
    for (GaussianKernel kernel :
        List.of(GaussianKernel.ddim(path, 0), GaussianKernel.partlyFresh(path, 0))) {
      assertArrayEquals(
          same.toArray(), kernel.step(xt, x0, t, s, RNG).toArray(), 1e-5f * norm(same));
    }
    GaussianKernel.Coefficients fresh = GaussianKernel.partlyFresh(path, 1).coefficients(0.8, 0.3);
    assertCoefficients(path.alpha(0.3), 0, path.sigma(0.3), fresh);
    // DDPM is DDIM with eta 1
    assertEquals(
        GaussianKernel.ddpm(path).coefficients(0.8, 0.3),
        GaussianKernel.ddim(path, 1).coefficients(0.8, 0.3));
  }

  private static float norm(FloatBatch x) {
    float largest = 1;
    for (float value : x.toArray()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void theFamilyKeepsMeanAndVarianceToTwelveDigits(GaussianPath path) {
    for (double eta : new double[] {0, 0.5, 1}) {
      for (double[] step : new double[][] {{1, 0.9}, {1, 0}, {0.5, 0.49}, {0.3, 0.01}}) {
        double t = step[0];
        double s = step[1];
        GaussianKernel.Coefficients c = GaussianKernel.ddim(path, eta).coefficients(t, s);
        // the law, for x_t ~ N(alpha_t x_0, sigma_t^2)
        assertEquals(path.alpha(s), c.x0() + c.xt() * path.alpha(t), 1e-12);
        double variance = Math.pow(c.xt() * path.sigma(t), 2) + c.noise() * c.noise();
        double expected = Math.pow(path.sigma(s), 2);
        assertEquals(expected, variance, 1e-12 * Math.max(1, expected));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("PATHS")
  void ddpmIsTheMarkovPosteriorOfEveryPath(GaussianPath path) {
    double t = 0.7;
    double s = 0.2;
    // p(x_s | x_t, x_0) proportional to p(x_t | x_s) p(x_s | x_0): precisions add
    double quotient = path.alpha(t) / path.alpha(s);
    double added = path.addedVariance(t, s);
    double precision = quotient * quotient / added + 1 / Math.pow(path.sigma(s), 2);
    assertCoefficients(
        path.alpha(s) / Math.pow(path.sigma(s), 2) / precision,
        quotient / added / precision,
        1 / Math.sqrt(precision),
        GaussianKernel.ddpm(path).coefficients(t, s));
  }

  static Stream<LawCase> lawful() {
    return LawCases.registered().filter(c -> c.name().startsWith("gaussian-"));
  }

  @Test
  void allAreRegistered() {
    assertEquals(8 * 7, lawful().count());
  }

  @ParameterizedTest
  @MethodSource("lawful")
  void obeysTheLaw(LawCase lawCase) {
    // level 1e-4 per report by default: 56 reports give a false alarm with probability 0.006
    LawReport report = lawCase.check().get().check(RandomStreams.of(20));
    assertEquals(LawReport.Method.STATISTICAL, report.method());
    report.assertHolds();
  }

  private static final GaussianPath VP = VariancePreserving.linear(3, 3);

  /** Steps that look right and are not. */
  static final List<ReverseKernel<FloatBatch>> PLANTED =
      List.of(
          // DDPM with beta_{t|s} in place of the posterior variance
          planted((c, t, s) -> rule(c.x0(), c.xt(), Math.sqrt(VP.addedVariance(t, s)))),
          // DDIM's noise added without taking its share from the direction
          planted((c, t, s) -> rule(c.x0(), VP.sigma(s) / VP.sigma(t), 0.7 * c.noise())),
          // alpha_s x_0 in the mean with x_t's own share counted twice
          planted((c, t, s) -> rule(VP.alpha(s), c.xt(), c.noise())),
          // Cold Diffusion's update x_t - F_t(x_0, z) + F_s(x_0, z) with a z of its own
          planted(
              (c, t, s) ->
                  rule(VP.alpha(s) - VP.alpha(t), 1, Math.abs(VP.sigma(s) - VP.sigma(t)))));

  private interface Rule {
    GaussianKernel.Coefficients of(GaussianKernel.Coefficients c, double t, double s);
  }

  private static GaussianKernel.Coefficients rule(double x0, double xt, double noise) {
    return new GaussianKernel.Coefficients(x0, xt, noise);
  }

  private static ReverseKernel<FloatBatch> planted(Rule rule) {
    GaussianKernel posterior = GaussianKernel.ddpm(VP);
    return (xt, x0, t, s, rng) -> {
      var c = rule.of(posterior.coefficients(t.at(0), s.at(0)), t.at(0), s.at(0));
      FloatBatch eps = GaussianNoise.like(xt, rng);
      return xt.map((i, e, x) -> c.x0() * x0.at(i, e) + c.xt() * x + c.noise() * eps.at(i, e));
    };
  }

  @ParameterizedTest
  @FieldSource("PLANTED")
  void aPlantedErrorIsRejected(ReverseKernel<FloatBatch> kernel) {
    FloatBatch x0 = FloatBatch.points(new float[] {1.5f, -0.5f});
    for (int seed = 0; seed < 5; seed++) {
      assertFalse(
          MarginalIdentity.of(GaussianCorruption.of(VP), kernel, x0)
              .withStatistics(GaussianLawCases.planeStatistics())
              .with(MarginalIdentity.Options.defaults().withSamples(4000))
              .check(RandomStreams.of(seed))
              .holds());
    }
  }

  @Test
  void variancesOfStepsAreThePapers() {
    TabulatedPath path = TabulatedPath.ddpm();
    GaussianKernel kernel = GaussianKernel.ddpm(path);
    GaussianKernel.Coefficients c = kernel.coefficients(0.5, 0.499);
    assertEquals(c.noise() * c.noise(), StepVariance.SMALL.at(kernel, 0.5, 0.499, 7));
    double beta = 1e-4 + (0.02 - 1e-4) * 499 / 999;
    assertEquals(beta, StepVariance.LARGE.at(kernel, 0.5, 0.499, 7), 1e-13);
    // for x_0 ~ N(0, 1) the large variance is the optimal one
    double variance = 1 - Math.pow(path.alpha(0.5), 2);
    assertEquals(beta, StepVariance.OPTIMAL.at(kernel, 0.5, 0.499, variance), 1e-13);
    assertThrows(
        IllegalArgumentException.class,
        () -> StepVariance.OPTIMAL.at(kernel, 0.5, 0.4, Double.NaN));
  }

  @Test
  void badRequestsAreRefused() {
    GaussianPath path = VariancePreserving.standard();
    for (double outside : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> GaussianKernel.ddim(path, outside));
      assertThrows(IllegalArgumentException.class, () -> GaussianKernel.partlyFresh(path, outside));
    }
    FloatBatch x = FloatBatch.points(new float[] {1});
    GaussianKernel ddim = GaussianKernel.ddim(path, 0.5);
    assertThrows(
        IllegalArgumentException.class, () -> ddim.step(x, x, Times.of(0.5), Times.of(0.5), RNG));
    assertThrows(
        IllegalArgumentException.class,
        () -> ddim.step(x, x, Times.of(0.5, 0.6), Times.of(0.1), RNG));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ddim.step(x, FloatBatch.points(new float[] {1, 2}), Times.of(0.5), Times.of(0.1), RNG));
    assertThrows(IllegalArgumentException.class, () -> ddim.coefficients(0.5, Double.NaN));
    GaussianKernel large = GaussianKernel.of(path, (p, t, s) -> p.addedVariance(t, s));
    String message =
        assertThrows(IllegalArgumentException.class, () -> large.coefficients(0.5, 0.1))
            .getMessage();
    assertTrue(message.contains("outside [0, ") && message.contains("sigma_s^2"), message);
    GaussianKernel undefined = GaussianKernel.of(path, (p, t, s) -> Double.NaN);
    assertThrows(IllegalArgumentException.class, () -> undefined.coefficients(0.5, 0.1));
  }

  @Test
  void aRowDoesNotDependOnItsBatch() {
    GaussianKernel kernel = GaussianKernel.ddpm(VP);
    FloatBatch x = FloatBatch.points(new float[] {1, 2}, new float[] {3, 4}, new float[] {5, 6});
    Times t = Times.of(1, 0.8, 0.6);
    Times s = Times.of(0.5, 0.4, 0.3);
    FloatBatch all = kernel.step(x, x, t, s, RNG);
    FloatBatch last = kernel.step(x.gather(2), x.gather(2), t.gather(2), s.gather(2), RNG.rows(2));
    assertEquals(all.gather(2), last);
    assertNotEquals(all, kernel.step(x, x, t, s, RandomStreams.of(2)));
  }
}

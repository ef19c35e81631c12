package org.udm.continuous.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.data.GaussianMixture;
import org.udm.core.random.RandomStreams;

/**
 * Against closed forms for Gaussians. Where a limit is statistical it is five standard errors,
 * measured over 20 repetitions; the root of the random numbers is 6 throughout.
 */
class MetricsTest {
  private static final RandomStreams RNG = RandomStreams.of(6);
  private static final int REPETITIONS = 20;
  private static final int N = 400;

  /** Points of N(m, s^2) in the plane. */
  private static FloatBatch gaussian(int n, double m0, double m1, double s, RandomStreams rng) {
    return GaussianMixture.of(new double[] {1}, new double[][] {{m0, m1}}, new double[][] {{s, s}})
        .draw(n, rng);
  }

  private interface Metric {
    double of(FloatBatch sample, FloatBatch reference);
  }

  /** Requires the mean of an unbiased estimate to be the truth. */
  private static void assertEstimates(double truth, double m0, double m1, double s, Metric metric) {
    assertEquals(0, standardErrors(truth, m0, m1, s, metric), 5);
  }

  private static double standardErrors(
      double truth, double m0, double m1, double s, Metric metric) {
    double[] found = new double[REPETITIONS];
    Arrays.setAll(
        found,
        r ->
            metric.of(
                gaussian(N, 0, 0, 1, RNG.named("sample").at(r)),
                gaussian(N / 2, m0, m1, s, RNG.named("reference").at(r))));
    double mean = Arrays.stream(found).average().orElseThrow();
    double variance =
        Arrays.stream(found).map(v -> (v - mean) * (v - mean)).sum() / (REPETITIONS - 1);
    return (mean - truth) / Math.sqrt(variance / REPETITIONS);
  }

  /** E|z| for z ~ N(0, v I) in the plane: sqrt(pi v / 2). */
  private static double length(double v) {
    return Math.sqrt(Math.PI * v / 2);
  }

  @Test
  void energyDistanceOfGaussians() {
    assertEstimates(0, 0, 0, 1, EnergyDistance::of);
    double truth = 2 * length(1 + 4) - length(2) - length(8); // s = 2
    assertEstimates(truth, 0, 0, 2, EnergyDistance::of);
    // with pairs of an item with itself it is biased: the planted error is found
    Metric biased = (x, y) -> EnergyDistance.of(x, y) + length(2) / N + length(2) / (N / 2);
    assertTrue(standardErrors(0, 0, 0, 1, biased) > 5);
  }

  /** In one dimension: E|z| = s sqrt(2/pi) exp(-m^2/2s^2) + m (1 - 2 Phi(-m/s)), z ~ N(m, s^2). */
  @Test
  void energyDistanceOfShiftedGaussians() {
    double s = Math.sqrt(2);
    double across =
        s * Math.sqrt(2 / Math.PI) * Math.exp(-0.25)
            + 1
            - 2 * NormalDistribution.of(0, 1).cumulativeProbability(-1 / s);
    double truth = 2 * across - 2 * s * Math.sqrt(2 / Math.PI);
    assertEstimates(truth, 1, 0, 1, (x, y) -> EnergyDistance.of(first(x), first(y)));
  }

  private static FloatBatch first(FloatBatch x) {
    float[][] rows = new float[x.rows()][];
    Arrays.setAll(rows, i -> new float[] {x.at(i, 0)});
    return FloatBatch.points(rows);
  }

  /** E k for x - y ~ N(d, v I) in the plane: h^2 / (h^2 + v) exp(-d^2 / (2 (h^2 + v))). */
  private static double kernel(double v, double d, double h) {
    return h * h / (h * h + v) * Math.exp(-d * d / (2 * (h * h + v)));
  }

  @Test
  void meanDiscrepancyOfGaussians() {
    assertEstimates(0, 0, 0, 1, (x, y) -> MaximumMeanDiscrepancy.of(x, y, 0.7));
    double h = 1.3;
    double truth = kernel(2, 0, h) + kernel(0.5, 0, h) - 2 * kernel(1.25, 0.5, h);
    assertEstimates(truth, 0.3, -0.4, 0.5, (x, y) -> MaximumMeanDiscrepancy.of(x, y, h));
    FloatBatch x = gaussian(300, 0, 0, 1, RNG);
    FloatBatch y = gaussian(300, 3, 0, 1, RNG.named("y"));
    double median = MaximumMeanDiscrepancy.medianWidth(x, y);
    assertEquals(MaximumMeanDiscrepancy.of(x, y, median), MaximumMeanDiscrepancy.of(x, y), 0);
    assertEquals(slowMedian(x.concat(y)), median, 1e-9);
  }

  private static double slowMedian(FloatBatch x) {
    java.util.List<Double> all = new java.util.ArrayList<>();
    for (int i = 0; i < x.rows(); i++) {
      for (int j = i + 1; j < x.rows(); j++) {
        all.add(Math.hypot((double) x.at(i, 0) - x.at(j, 0), (double) x.at(i, 1) - x.at(j, 1)));
      }
    }
    all.sort(null);
    return all.get(all.size() / 2);
  }

  /** In every direction W_2^2 = (m . d)^2 + (1 - s)^2; on average |m|^2 / 2 + (1 - s)^2. */
  @Test
  void slicedWassersteinOfGaussians() {
    FloatBatch x = gaussian(4_000, 0, 0, 1, RNG.named("sample"));
    FloatBatch wide = gaussian(2_000, 0, 0, 2, RNG.named("reference"));
    // all directions alike; the standard error is that of a deviation of 2 from 2,000: 0.03
    assertEquals(1, SlicedWasserstein.of(x, wide, 100, RNG), 0.15);
    FloatBatch far = gaussian(2_000, 3, 4, 2, RNG.named("reference"));
    // 2,000 directions: Var((m . d)^2) = 25^2 / 8, standard error 0.027; of the means 0.032
    assertEquals(Math.sqrt(25 / 2.0 + 1), SlicedWasserstein.of(x, far, 2_000, RNG), 0.21);
    assertEquals(0, SlicedWasserstein.of(x, x, 10, RNG), 0);
    // sets of unlike sizes: {0, 1} is at 0 from {0, 0, 1, 1}; {0} is at sqrt(1/2) from {0, 1}
    FloatBatch two = FloatBatch.points(new float[] {0}, new float[] {1});
    assertEquals(0, SlicedWasserstein.of(two, two.concat(two), 3, RNG), 0);
    assertEquals(Math.sqrt(0.5), SlicedWasserstein.of(two.slice(0, 1), two, 3, RNG), 1e-12);
    // {0, 0, 1} against {0, 1}: they differ on q in [1/2, 2/3]
    FloatBatch three = two.slice(0, 1).concat(two);
    assertEquals(Math.sqrt(1 / 6.0), SlicedWasserstein.of(three, two, 3, RNG), 1e-12);
  }

  @Test
  void momentsAreThoseOfTheDefinition() {
    FloatBatch x = FloatBatch.points(new float[] {1, 2}, new float[] {3, 8}, new float[] {5, 2});
    Moments moments = Moments.of(x);
    assertArrayEquals(new double[] {3, 4}, moments.mean(), 1e-12);
    assertArrayEquals(new double[] {4, 0}, moments.covariance()[0], 1e-12);
    assertArrayEquals(new double[] {0, 12}, moments.covariance()[1], 1e-12);
  }

  /** For 2 x 2: tr (S_1 S_2)^1/2 = sqrt(tr(S_1 S_2) + 2 sqrt(det S_1 det S_2)). */
  @Test
  void frechetDistanceOfMatricesThatDoNotCommute() {
    FloatBatch x = gaussian(50, 0, 0, 1, RNG).map((i, k, v) -> k == 0 ? 3 * v + 1 : v - 2);
    FloatBatch raw = gaussian(60, 0, 0, 1, RNG.named("y"));
    FloatBatch y = raw.map((i, k, v) -> k == 0 ? v : v + 2 * raw.at(i, 0));
    double[][] a = Moments.of(x).covariance();
    double[][] b = Moments.of(y).covariance();
    double trace = a[0][0] * b[0][0] + 2 * a[0][1] * b[0][1] + a[1][1] * b[1][1];
    double det = (a[0][0] * a[1][1] - a[0][1] * a[0][1]) * (b[0][0] * b[1][1] - b[0][1] * b[0][1]);
    double expected =
        a[0][0] + a[1][1] + b[0][0] + b[1][1] - 2 * Math.sqrt(trace + 2 * Math.sqrt(det));
    for (int k = 0; k < 2; k++) {
      expected += Math.pow(Moments.of(x).mean()[k] - Moments.of(y).mean()[k], 2);
    }
    assertEquals(expected, FrechetDistance.of(x, y), 1e-9);
    assertEquals(FrechetDistance.of(x, y), FrechetDistance.of(y, x), 1e-9);
  }

  @Test
  void frechetDistanceOfFewItemsWithManyFeatures() {
    FloatBatch few =
        FloatBatch.of(new int[] {1, 4, 5}, new float[6][20])
            .mapItems(
                (i, zero) -> {
                  for (int k = 0; k < 20; k++) {
                    zero[k] = (float) Math.sin(7 * i + k * k);
                  }
                  return zero;
                });
    assertEquals(0, FrechetDistance.of(few, few), 1e-6); // covariance of rank 5
    assertEquals(20, FrechetDistance.of(few, few.map((i, k, v) -> v + 1)), 1e-5);
  }

  /** Four of eight well-separated components: nothing outside, half of it missed. */
  @Test
  void precisionAndRecallTellQualityFromCoverage() {
    FloatBatch reference = GaussianMixture.circle(8, 1, 0.02).draw(400, RNG.named("all"));
    FloatBatch sample =
        GaussianMixture.of(
                new double[] {1, 1, 1, 1},
                Arrays.copyOf(GaussianMixture.circle(8, 1, 0.02).means(), 4),
                Arrays.copyOf(GaussianMixture.circle(8, 1, 0.02).deviations(), 4))
            .draw(400, RNG.named("half"));
    PrecisionRecall found = PrecisionRecall.of(sample, reference, 3);
    assertTrue(found.precision() > 0.85, found::toString);
    assertEquals(0.5, found.recall(), 0.1);
    assertEquals(slowPrecision(sample, reference, 3), found.precision(), 0);
    assertEquals(slowPrecision(reference, sample, 3), found.recall(), 0);
    FloatBatch far = sample.map((i, k, v) -> v + 9);
    assertEquals(new PrecisionRecall(0, 0), PrecisionRecall.of(far, reference, 3));
  }

  /** Equation 1 as it stands: some item of the set has the sample within its k-th neighbour. */
  private static double slowPrecision(FloatBatch x, FloatBatch set, int k) {
    NearestNeighbours within = NearestNeighbours.of(set, set, k + 1); // itself the first
    int inside = 0;
    for (int i = 0; i < x.rows(); i++) {
      boolean found = false;
      for (int j = 0; j < set.rows(); j++) {
        double distance =
            Math.hypot((double) x.at(i, 0) - set.at(j, 0), (double) x.at(i, 1) - set.at(j, 1));
        found |= distance <= within.distance(j)[k];
      }
      inside += found ? 1 : 0;
    }
    return (double) inside / x.rows();
  }

  @Test
  void nearestNeighboursShowCopies() {
    FloatBatch training =
        FloatBatch.points(
            new float[] {0, 0}, new float[] {3, 4}, new float[] {3, 4}, new float[] {6, 8});
    FloatBatch sample = FloatBatch.points(new float[] {3, 4}, new float[] {0, 1});
    NearestNeighbours near = NearestNeighbours.of(sample, training, 3);
    assertArrayEquals(new int[] {1, 2, 0}, near.index(0));
    assertArrayEquals(new double[] {0, 0, 5}, near.distance(0), 1e-12);
    assertArrayEquals(new int[] {0, 1, 2}, near.index(1));
    assertArrayEquals(new double[] {1, Math.sqrt(18), Math.sqrt(18)}, near.distance(1), 1e-12);
  }

  @Test
  void badArgumentsAreRefused() {
    FloatBatch two = FloatBatch.points(new float[] {0, 1}, new float[] {1, 0});
    FloatBatch other = FloatBatch.points(new float[] {0}, new float[] {1});
    FloatBatch one = two.slice(0, 1);
    assertThrows(IllegalArgumentException.class, () -> EnergyDistance.of(two, other));
    assertThrows(IllegalArgumentException.class, () -> EnergyDistance.of(one, two));
    assertThrows(IllegalArgumentException.class, () -> MaximumMeanDiscrepancy.of(two, two, 0));
    assertThrows(IllegalArgumentException.class, () -> SlicedWasserstein.of(two, two, 0, RNG));
    assertThrows(IllegalArgumentException.class, () -> Moments.of(one));
    assertThrows(IllegalArgumentException.class, () -> FrechetDistance.of(two, other));
    assertThrows(
        IllegalArgumentException.class,
        () -> FrechetDistance.of(Moments.of(two), Moments.of(other)));
    assertThrows(IllegalArgumentException.class, () -> PrecisionRecall.of(two, two, 2));
    assertThrows(IllegalArgumentException.class, () -> PrecisionRecall.of(two, two, 0));
    assertThrows(IllegalArgumentException.class, () -> NearestNeighbours.of(two, two, 3));
  }
}

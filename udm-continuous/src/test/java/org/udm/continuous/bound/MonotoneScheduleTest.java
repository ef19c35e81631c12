package org.udm.continuous.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.MonotonePath;
import org.udm.continuous.predict.GaussianDataOracle;
import org.udm.continuous.predict.LossWeights;
import org.udm.core.bound.BoundReport;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Weight;

/** VDM: in continuous time the bound depends on the ends of w alone, its variance on all of w. */
class MonotoneScheduleTest {
  private static final double SMALLEST = 0.01;
  private static final double VARIANCE = 0.3;
  private static final double FIRST = -7; // w at the smallest time
  private static final double LAST = 6; // w at 1

  private static double part(double t) {
    return (t - SMALLEST) / (1 - SMALLEST);
  }

  private static final MonotonePath LINEAR =
      MonotonePath.of(
          t -> FIRST + (LAST - FIRST) * part(t), t -> (LAST - FIRST) / (1 - SMALLEST), SMALLEST);
  private static final MonotonePath BENT =
      MonotonePath.of(
          t -> FIRST + (LAST - FIRST) * (0.2 * part(t) + 0.8 * Math.pow(part(t), 3)),
          t -> (LAST - FIRST) * (0.2 + 2.4 * Math.pow(part(t), 2)) / (1 - SMALLEST),
          SMALLEST);

  /** The integral over t of -SNR'(t) / 2 E|x_0 - D|^2, and the variance of its integrand. */
  private static double[] integral(GaussianPath path) {
    Weight weight = LossWeights.bound(path);
    GaussianDataOracle oracle = GaussianDataOracle.of(path, 0, VARIANCE);
    int pieces = 200_000;
    double sum = 0;
    double squares = 0;
    for (int k = 0; k < pieces; k++) {
      double t = SMALLEST + (1 - SMALLEST) * (k + 0.5) / pieces;
      double value = weight.at(t) * oracle.posteriorVariance(t) * (1 - SMALLEST);
      sum += value / pieces;
      squares += value * value / pieces;
    }
    return new double[] {sum, squares - sum * sum};
  }

  @Test
  void theIntegralOverTimeDependsOnTheEndsAlone() {
    // 1/2 integral of s2 / (1 + s2 SNR) dSNR
    double exact =
        0.5 * (Math.log1p(VARIANCE * Math.exp(-FIRST)) - Math.log1p(VARIANCE * Math.exp(-LAST)));
    double[] linear = integral(LINEAR);
    double[] bent = integral(BENT);
    assertEquals(exact, linear[0], 1e-8);
    assertEquals(exact, bent[0], 1e-8);
    // what w changes is the variance of an estimate from random times
    assertTrue(linear[1] > 1.5 * bent[1], linear[1] + " " + bent[1]);
  }

  @Test
  void soDoesTheEstimatedBound() {
    int rows = 2000;
    FloatBatch x0 =
        GaussianNoise.like(FloatBatch.points(new float[rows][1]), RandomStreams.of(6))
            .map((i, e, z) -> Math.sqrt(VARIANCE) * z);
    long[] units = new long[rows];
    Arrays.fill(units, 1);
    double[] means = new double[2];
    for (GaussianPath path : List.of(LINEAR, BENT)) {
      GaussianDataOracle oracle = GaussianDataOracle.of(path, 0, VARIANCE);
      BoundReport report =
          BoundReport.of(
              ContinuousNelbo.of(path, SMALLEST).withDraws(4),
              x0,
              units,
              oracle,
              RandomStreams.of(7));
      // the entropy, and KL(p(x_1) || prior) below SNR_1 / 2; 4.5 standard errors of 2,000 rows
      double entropy = 0.5 * Math.log(2 * Math.PI * Math.E * VARIANCE);
      assertEquals(
          entropy,
          report.total().mean(),
          4.5 * report.total().standardError() + 0.5 * Math.exp(-LAST));
      means[path == LINEAR ? 0 : 1] = report.total().mean();
    }
    assertEquals(means[0], means[1], 1e-4); // the same draws at the same levels
  }
}

package org.udm.continuous.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;

class ColdKernelsTest {
  private static final RandomStreams RNG = RandomStreams.of(5);
  private static final FloatBatch X0 =
      FloatBatch.points(new float[] {1, -2, 0}, new float[] {3, 4, 5});

  /** A degradation that is not linear in x_0. */
  private static final ColdDegradation SQUASHING =
      ColdDegradation.of(
          (x0, t) -> {
            for (int k = 0; k < x0.length; k++) {
              x0[k] = (float) Math.tanh((1 - t) * x0[k] * x0[k]);
            }
            return x0;
          });

  @Test
  void bothObeyTheLawExactly() {
    for (var kernel :
        java.util.List.of(ColdKernels.naive(SQUASHING), ColdKernels.improved(SQUASHING))) {
      LawReport report = MarginalIdentity.of(SQUASHING, kernel, X0).check(RNG);
      assertEquals(LawReport.Method.EXACT, report.method());
      report.assertHolds();
    }
  }

  /** Bansal et al., section 3.3: for D = x_0 + t e the improved update forgives every error. */
  @Test
  void improvedUpdateForgivesWhatNaiveDoesNot() {
    ColdDegradation adding =
        ColdDegradation.of(
            (x0, t) -> {
              x0[0] += 2 * (float) t;
              return x0;
            });
    Times t = Times.all(2, 0.75);
    Times s = Times.all(2, 0.5);
    FloatBatch xt = adding.degrade(X0, t);
    FloatBatch guess = X0.map((i, k, x) -> x + 0.125);
    FloatBatch exact = adding.degrade(X0, s);
    assertArrayEquals(
        exact.toArray(), ColdKernels.improved(adding).step(xt, guess, t, s, RNG).toArray(), 1e-6f);
    assertNotEquals(exact, ColdKernels.naive(adding).step(xt, guess, t, s, RNG));
  }

  @Test
  void improvedUpdateIsSameNoiseWhereNoiseIsConstant() {
    LinearCorruption heat =
        LinearCorruption.of(Blur.of(DctBasis.of(3), BlurWidth.sine(2), NoiseLevel.constant(0.1)));
    Times t = Times.all(2, 0.75);
    Times s = Times.all(2, 0.5);
    FloatBatch xt = heat.corrupt(X0, heat.drawNoise(X0, RNG), t);
    assertArrayEquals(
        ReverseKernels.same(heat, heat).step(xt, X0, t, s, RNG).toArray(),
        ColdKernels.improved(ColdDegradation.of(heat.spectrum())).step(xt, X0, t, s, RNG).toArray(),
        1e-5f);
  }
}

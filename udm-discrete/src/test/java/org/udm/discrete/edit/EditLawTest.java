package org.udm.discrete.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.NoisePosterior;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.MaskNoise;

class EditLawTest {
  static Stream<LawCase> lawful() {
    return LawCases.registered().filter(c -> c.name().matches("(deletion|insertion|infilling)-.*"));
  }

  @Test
  void allAreRegistered() {
    assertEquals(3 * 5 + 2, lawful().count());
  }

  @ParameterizedTest
  @MethodSource("lawful")
  void obeysTheLawExactly(LawCase lawCase) {
    LawReport report = lawCase.check().get().check(RandomStreams.of(1));
    assertEquals(LawReport.Method.EXACT, report.method());
    report.assertHolds();
  }

  private static final Deletion DELETION = Deletion.of(2, PolynomialSchedule.linear());

  @Test
  void theLeftmostAlignmentIsRejected() {
    NoisePosterior<TokenBatch, MaskNoise> leftmost =
        (xt, x0, t, rng) -> {
          RandomStream stream = rng.row(0); // the exact check asks for one row at a time
          double[] u = new double[x0.length(0)];
          int k = 0;
          for (int l = 0; l < u.length; l++) {
            boolean kept = k < xt.length(0) && xt.token(0, k) == x0.token(0, l);
            k += kept ? 1 : 0;
            u[l] = kept ? stream.uniform(t.at(0), 1) : stream.uniform(0, t.at(0));
          }
          return MaskNoise.of(u);
        };
    TokenBatch x0 = TokenBatch.of(new int[] {0, 1, 0});
    LawReport report =
        MarginalIdentity.of(DELETION, ReverseKernels.same(DELETION, leftmost), x0)
            .with(MarginalIdentity.Options.defaults().withTimes(0, 0.3, 0.7))
            .check(RandomStreams.of(1));
    assertEquals(LawReport.Method.EXACT, report.method());
    assertFalse(report.holds());
  }
}

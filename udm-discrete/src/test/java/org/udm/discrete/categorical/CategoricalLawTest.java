package org.udm.discrete.categorical;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;
import org.udm.discrete.TokenBatch;

class CategoricalLawTest {
  static Stream<LawCase> lawful() {
    return LawCases.registered().filter(c -> c.name().startsWith("categorical-"));
  }

  @Test
  void allAreRegistered() {
    assertEquals(13 * 3 + 1, lawful().count());
  }

  @ParameterizedTest
  @MethodSource("lawful")
  void obeysTheLawExactly(LawCase lawCase) {
    LawReport report = lawCase.check().get().check(RandomStreams.of(1));
    assertEquals(LawReport.Method.EXACT, report.method());
    report.assertHolds();
  }

  @Test
  void rowsOfTwoTokensObeyItToo() {
    Categorical uniform =
        Categorical.of(Replacement.uniform(2, PolynomialSchedule.linear()))
            .withClock(TokenClock.byPosition(new double[] {0.5, -0.5}, 1));
    for (ReverseKernel<TokenBatch> kernel :
        List.of(ReverseKernels.same(uniform, uniform), MarkovKernel.of(uniform))) {
      MarginalIdentity.of(uniform, kernel, TokenBatch.of(new int[] {0, 1}))
          .with(MarginalIdentity.Options.defaults().withTimes(0, 0.3, 1))
          .check(RandomStreams.of(1))
          .assertHolds();
    }
  }

  private static final Categorical UNIFORM =
      Categorical.of(Replacement.uniform(3, PolynomialSchedule.linear()));

  /** Steps that look right and are not; alpha_t = 1 - t. */
  static final List<ReverseKernel<TokenBatch>> PLANTED =
      List.of(
          // a wrong token is put right without the denominator
          (xt, x0, t, s, rng) -> corrected(xt, x0, t.at(0) - s.at(0), rng),
          // the posterior of another time
          (xt, x0, t, s, rng) ->
              MarkovKernel.of(UNIFORM)
                  .step(xt, x0, org.udm.core.Times.of((1 + t.at(0)) / 2), s, rng),
          // a noise posterior whose tokens were touched too early
          ReverseKernels.same(
              UNIFORM,
              (xt, x0, t, rng) -> {
                CategoricalNoise drawn = UNIFORM.draw(xt, x0, t, rng);
                return xt.equals(x0)
                    ? drawn
                    : CategoricalNoise.of(
                        new double[][] {{Math.sqrt(drawn.when(0, 0))}},
                        new double[][] {{drawn.which(0, 0)}});
              }));

  private static TokenBatch corrected(TokenBatch xt, TokenBatch x0, double p, RandomStreams rng) {
    return rng.row(0).bernoulli(p) ? x0 : xt;
  }

  @ParameterizedTest
  @FieldSource("PLANTED")
  void aPlantedErrorIsRejected(ReverseKernel<TokenBatch> kernel) {
    LawReport report =
        MarginalIdentity.of(UNIFORM, kernel, TokenBatch.of(new int[] {1}))
            .with(MarginalIdentity.Options.defaults().withTimes(0, 0.3, 0.7))
            .check(RandomStreams.of(1));
    assertEquals(LawReport.Method.EXACT, report.method());
    assertFalse(report.holds());
  }
}

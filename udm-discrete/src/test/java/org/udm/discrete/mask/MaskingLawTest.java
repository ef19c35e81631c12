package org.udm.discrete.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.NoisePosterior;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.PlateauSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;
import org.udm.discrete.TokenBatch;

class MaskingLawTest {
  private static final TokenBatch CLEAN = TokenBatch.of(new int[] {0, 2}, new int[] {1});

  static Stream<LawCase> lawful() {
    return LawCases.registered().filter(c -> c.name().startsWith("masking-"));
  }

  @Test
  void allAreRegistered() {
    assertEquals(5 * 9 + 2, lawful().count());
  }

  /** While alpha rests, what is masked again is what is revealed, up to (1 - alpha) / alpha. */
  @Test
  void aLoopKeepsItsBound() {
    Masking resting = Masking.of(3, PlateauSchedule.of(PolynomialSchedule.linear(), 0.2, 0.1, 0.8));
    double bound = 0.2 / 0.8;
    assertEquals(bound, RemaskingKernel.rescaled(resting, 1).sigma(0.6, 0.3), 1e-12);
    assertEquals(0.1, RemaskingKernel.capped(resting, 0.1).within(0.1, 0.8).sigma(0.6, 0.3));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> RemaskingKernel.of(resting, (t, s) -> 0.26).sigma(0.6, 0.3))
            .getMessage();
    assertTrue(message.contains("it must be in [0, 0.2"), message);
    // planted: revealed as if alpha had fallen
    ReverseKernel<TokenBatch> falling =
        RemaskingKernel.capped(Masking.of(3, PolynomialSchedule.linear()), 0.1);
    assertFalse(MarginalIdentity.of(resting, falling, CLEAN).check(RandomStreams.of(1)).holds());
  }

  @ParameterizedTest
  @MethodSource("lawful")
  void obeysTheLawExactly(LawCase lawCase) {
    LawReport report = lawCase.check().get().check(RandomStreams.of(1));
    assertEquals(LawReport.Method.EXACT, report.method());
    report.assertHolds();
  }

  private static final Masking MASKING = NineStates.linear();

  /** Steps that look right and are not. */
  static final List<ReverseKernel<TokenBatch>> PLANTED =
      List.of(
          // (alpha_s - alpha_t) without the denominator
          (xt, x0, t, s, rng) -> reveal(xt, x0, rng, t.at(0) - s.at(0), 0),
          // the denominator of the other time
          (xt, x0, t, s, rng) -> reveal(xt, x0, rng, (t.at(0) - s.at(0)) / (1 - s.at(0)), 0),
          // fresh at masked places alone
          (xt, x0, t, s, rng) -> reveal(xt, x0, rng, 1 - s.at(0), 0),
          // remasking without revealing more
          (xt, x0, t, s, rng) -> reveal(xt, x0, rng, (t.at(0) - s.at(0)) / t.at(0), 0.1 * s.at(0)),
          // remasking above its bound, with the other probability cut off at 1
          (xt, x0, t, s, rng) -> {
            double sigma = Math.min(1, 1.3 * s.at(0) / (1 - t.at(0) + 1e-9));
            double p = (1 - s.at(0) - (1 - sigma) * (1 - t.at(0))) / t.at(0);
            return reveal(xt, x0, rng, Math.min(1, p), sigma);
          },
          // a posterior over [0, 1] for the masked tokens only
          ReverseKernels.same(MASKING, wrongWhereMasked()));

  private static NoisePosterior<TokenBatch, MaskNoise> wrongWhereMasked() {
    return (xt, x0, t, rng) -> {
      double[][] u = new double[xt.rows()][];
      for (int i = 0; i < u.length; i++) {
        var stream = rng.row(i);
        u[i] = new double[xt.length(i)];
        for (int l = 0; l < u[i].length; l++) {
          double low = xt.token(i, l) == MASKING.mask() || t.at(i) == 1 ? 0 : t.at(i);
          u[i][l] = stream.uniform(low, 1);
        }
      }
      return MaskNoise.of(u);
    };
  }

  private static TokenBatch reveal(
      TokenBatch xt, TokenBatch x0, RandomStreams rng, double reveal, double remask) {
    var streams = rng.row(0); // the exact check asks for one row at a time
    return xt.map(
        (i, l, id) -> {
          boolean masked = id == MASKING.mask();
          boolean change = streams.bernoulli(masked ? reveal : remask);
          return !change ? id : masked ? x0.token(i, l) : MASKING.mask();
        });
  }

  @ParameterizedTest
  @FieldSource("PLANTED")
  void aPlantedErrorIsRejected(ReverseKernel<TokenBatch> kernel) {
    LawReport report = MarginalIdentity.of(MASKING, kernel, CLEAN).check(RandomStreams.of(1));
    assertEquals(LawReport.Method.EXACT, report.method());
    assertFalse(report.holds());
  }

  @Test
  void noiseDrawnWithoutLookingIsNoPosteriorButALawfulKernel() {
    // it is the fresh kernel; what it breaks is F_t(x_0, eps) = x_t
    ReverseKernel<TokenBatch> kernel =
        ReverseKernels.same(MASKING, (xt, x0, t, rng) -> MASKING.drawNoise(x0, rng));
    MarginalIdentity.of(MASKING, kernel, CLEAN).check(RandomStreams.of(1)).assertHolds();
  }

  @Test
  void remaskingAboveItsBoundIsRefused() {
    TokenBatch xt = TokenBatch.of(new int[] {0, 3});
    TokenBatch x0 = TokenBatch.of(new int[] {0, 2});
    ReverseKernel<TokenBatch> kernel = RemaskingKernel.of(MASKING, (t, s) -> 0.26);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> kernel.step(xt, x0, Times.of(0.2), Times.of(0.1), RandomStreams.of(1)))
            .getMessage();
    assertTrue(message.contains("sigma = 0.26") && message.contains("[0, 0.1249"), message);
    kernel.step(xt, x0, Times.of(0.6), Times.of(0.5), RandomStreams.of(1));
    for (double outside : new double[] {-0.1, 1.1, Double.NaN}) {
      Arrays.<Runnable>asList(
              () -> RemaskingKernel.capped(MASKING, outside),
              () -> RemaskingKernel.rescaled(MASKING, outside),
              () -> RemaskingKernel.mixture(MASKING, outside))
          .forEach(make -> assertThrows(IllegalArgumentException.class, make::run));
    }
  }

  @Test
  void kernelsRefuseTimesThatDoNotDecreaseAndTokensThatDisagree() {
    TokenBatch x0 = TokenBatch.of(new int[] {0, 2});
    TokenBatch other = TokenBatch.of(new int[] {1, 3});
    for (ReverseKernel<TokenBatch> kernel :
        List.of(UnmaskingKernel.of(MASKING), RemaskingKernel.capped(MASKING, 0.1))) {
      RandomStreams rng = RandomStreams.of(1);
      assertThrows(
          IllegalArgumentException.class,
          () -> kernel.step(x0, x0, Times.of(0.5), Times.of(0.5), rng));
      assertThrows(
          IllegalArgumentException.class,
          () -> kernel.step(other, x0, Times.of(0.5), Times.of(0.4), rng));
    }
  }
}

package org.udm.discrete.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.udm.core.bound.BoundReport;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.KnownTokens;
import org.udm.discrete.sample.TokenPredictor;

/** The whole way once: train, evaluate, sample with a prompt. */
class MaskingExampleTest {
  private static final Masking MASKING = Masking.of(3, PolynomialSchedule.linear());
  private static final TokenPredictor PREDICTOR = NineStates.marginals(MASKING);
  private static final TokenBatch X0 = NineStates.data();

  @Test
  void trainingExample() {
    Objective<TokenBatch, MaskNoise> objective =
        new Objective<>(MASKING, AntitheticTimes.from(1e-3), Weight.bound(MASKING.schedule()));
    Example<TokenBatch> example = objective.example(X0, RandomStreams.of(1));
    // the loss of a row is its weight times the cross-entropy at its masked places
    double[] losses =
        MaskedTerms.crossEntropy(MASKING, PREDICTOR, example.x0(), example.xt(), example.t());
    assertEquals(9, losses.length);
    assertEquals(1 / example.t().at(4), example.weights()[4], 1e-12);
  }

  @Test
  void bound() {
    long[] tokens = new long[9];
    java.util.Arrays.fill(tokens, 2);
    BoundReport report =
        BoundReport.of(
            MaskedNelbo.of(MASKING).withDraws(200), X0, tokens, PREDICTOR, RandomStreams.of(1));
    double exact = java.util.Arrays.stream(NineStates.weights()).map(p -> -Math.log(p)).sum() / 18;
    assertEquals(exact, report.total().mean(), 0.05);
  }

  @Test
  void samplesWithAPrompt() {
    TokenBatch rows =
        GridSampler.of(
                MASKING.prior(2),
                UnmaskingTransition.of(PREDICTOR, MASKING).withCondition(KnownTokens.prefix(1)),
                TimeGrid.uniform(20))
            .draw(8, RandomStreams.of(1))
            .x0();
    TokenBatch one =
        FirstHittingSampler.of(PREDICTOR, MASKING, MASKING.prior(2))
            .withCondition(KnownTokens.prefix(1))
            .draw(8, RandomStreams.of(1))
            .x0();
    assertArrayEquals(new int[] {1, 1}, new int[] {rows.token(7, 0), one.token(7, 0)});
  }
}

package org.udm.discrete.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.udm.core.Times;
import org.udm.core.bound.BoundReport;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.DrawnNelbo;
import org.udm.core.bound.EnumeratedNelbo;
import org.udm.core.predict.PredictionCost;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.core.sample.Transition;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.CachedPredictor;
import org.udm.discrete.sample.ContextPredictor;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

class PoliciesTest {
  private static final Masking MASKING = NineStates.linear();
  private static final MarginalOracle ORACLE = NineStates.marginals(MASKING);
  private static final TokenBatch DATA = NineStates.data();

  private static Map<TokenBatch, Double> law(Sampler<TokenBatch> sampler) {
    return Enumeration.withThresholds().law(rng -> sampler.draw(1, rng).x0());
  }

  private static double distance(Map<TokenBatch, Double> law) {
    double sum = 0;
    for (int k = 0; k < 9; k++) {
      sum += Math.abs(law.getOrDefault(DATA.gather(k), 0.0) - NineStates.weights()[k]) / 2;
    }
    return sum;
  }

  @Test
  void theOrderOfConfidenceLeavesTheLaw() {
    // two steps, one token each: at random this is exact, by confidence it is not
    Transition<TokenBatch> step = new ConfidenceUnmasking(ORACLE, MASKING);
    Sampler<TokenBatch> confident = GridSampler.of(MASKING.prior(2), step, TimeGrid.uniform(2));
    assertTrue(distance(law(confident)) > 0.01);
    assertEquals(
        0, distance(law(FirstHittingSampler.of(ORACLE, MASKING, MASKING.prior(2)))), 1e-14);
    Samples<TokenBatch> samples = confident.draw(3, RandomStreams.of(1));
    assertEquals(6, samples.rowsPredicted());
  }

  @Test
  void theMostConfidentTokensAreRevealedFirst() {
    TokenBatch xt = TokenBatch.of(new int[] {3, 3}, new int[] {1, 3}, new int[] {0, 2});
    Transition<TokenBatch> step = new ConfidenceUnmasking(ORACLE, MASKING);
    for (int seed = 0; seed < 20; seed++) {
      Transition.Step<TokenBatch> taken =
          step.step(xt, Times.all(3, 1), Times.all(3, 0.5), RandomStreams.of(seed));
      assertEquals(2, taken.rowsPredicted());
      TokenBatch xs = taken.xs();
      int[] drawn = ORACLE.predict(xt, Times.all(3, 1)).draw(RandomStreams.of(seed)).row(0);
      TokenBelief belief = ORACLE.predict(xt.slice(0, 1), Times.of(1));
      double[] logs =
          belief.logProbAt(
              TokenBatch.of(drawn), org.udm.discrete.sample.Positions.all(xt.slice(0, 1)));
      int sure = logs[1] > logs[0] ? 1 : 0;
      assertEquals(drawn[sure], xs.token(0, sure));
      assertEquals(3, xs.token(0, 1 - sure));
      assertTrue(xs.token(1, 1) < 3); // floor(1 / 2) stay masked
      assertEquals(xt.gather(2), xs.gather(2));
    }
  }

  @Test
  void confidentRemaskingEndsCleanAndIsUnmaskingWhereItMayNotRemask() {
    TimeGrid grid = TimeGrid.uniform(3);
    Sampler<TokenBatch> never =
        ConfidenceRemasking.of(
            ORACLE, MASKING, RemaskingKernel.capped(MASKING, 0), MASKING.prior(2), grid);
    NineStates.assertSameLaw(NineStates.law(DATA, NineStates.mixed(1.0 / 3)), law(never), 1e-13);
    Sampler<TokenBatch> full =
        ConfidenceRemasking.of(
            ORACLE, MASKING, RemaskingKernel.rescaled(MASKING, 1), MASKING.prior(2), grid);
    Map<TokenBatch, Double> law = law(full);
    assertEquals(9, law.size());
    assertTrue(law.keySet().stream().allMatch(x -> MASKING.maskedIn(x).size() == 0));
    assertTrue(distance(law) > 1e-3); // neither the data nor the law of unmasking
  }

  @Test
  void remaskingWithinAWindowIsUnmaskingOutsideIt() {
    RemaskingKernel kernel = RemaskingKernel.capped(MASKING, 0.2).within(0.3, 0.6);
    assertEquals(0.2, kernel.sigma(0.5, 0.4));
    assertEquals(0, kernel.sigma(0.7, 0.6));
    assertEquals(0, kernel.sigma(0.2, 0.1));
    for (double[] wrong : new double[][] {{0.5, 0.5}, {-0.1, 0.5}, {0.5, 1.1}}) {
      assertThrows(IllegalArgumentException.class, () -> kernel.within(wrong[0], wrong[1]));
    }
  }

  /** The exact law of the next tokens of the nine states given those before, for any length. */
  private static class Prefixes implements ContextPredictor {
    final List<TokenBatch> contexts = new ArrayList<>();
    int opened;

    @Override
    public TokenBelief predict(TokenBatch xt, Times t) {
      int length = xt.length(0);
      TokenBatch data =
          length == 2 ? DATA : TokenBatch.of(new int[] {0}, new int[] {1}, new int[] {2});
      double[] first = new double[3];
      for (int k = 0; k < 9; k++) {
        first[k / 3] += NineStates.weights()[k];
      }
      return MarginalOracle.of(data, length == 2 ? NineStates.weights() : first, MASKING)
          .predict(xt, t);
    }

    @Override
    public TimeUse timeUse() {
      return TimeUse.IGNORES_TIME;
    }

    @Override
    public Memory remember() {
      opened++;
      return new Memory() {
        @Override
        public TokenPredictor following(TokenBatch known) {
          contexts.add(known);
          return Prefixes.this;
        }

        @Override
        public void close() {
          opened--;
        }
      };
    }
  }

  private static final BlockSampler.BlockStep HITTING =
      (p, prior, known) -> FirstHittingSampler.of(p, MASKING, prior).withCondition(known);

  @Test
  void blockByBlockRowsFollowTheLaw() {
    Prefixes prefixes = new Prefixes();
    BlockSampler sampler = BlockSampler.of(prefixes, MASKING, 1, 2, HITTING);
    NineStates.assertSameLaw(NineStates.law(DATA, NineStates.weights()), law(sampler), 1e-14);
    // a sampler that remasks needs the condition, and follows the law as well
    BlockSampler remasking =
        BlockSampler.of(
            prefixes,
            MASKING,
            1,
            2,
            (p, prior, known) ->
                GridSampler.of(
                    prior,
                    PredictThenCorrect.of(p, RemaskingKernel.rescaled(MASKING, 1))
                        .withCondition(known),
                    TimeGrid.uniform(2)));
    NineStates.assertSameLaw(NineStates.law(DATA, NineStates.weights()), law(remasking), 1e-14);
    prefixes.contexts.clear();
    Samples<TokenBatch> samples = sampler.draw(5, RandomStreams.of(1));
    assertEquals(List.of(0, 5), prefixes.contexts.stream().map(TokenBatch::tokens).toList());
    assertEquals(10, samples.rowsPredicted());
    assertEquals(0, prefixes.opened);
    assertEquals(samples.x0().slice(3, 4), sampler.draw(1, RandomStreams.of(1).fromRow(3)).x0());
  }

  /**
   * Rows of one token are P's first, those of two are P: the number of places tells which. Written
   * as one block that is then cut, a row of one token would be the first of two.
   */
  @Test
  void theLastBlockHasAsManyPlacesAsAreLeft() {
    double[] alone = {0.7, 0.1, 0.2};
    TokenPredictor byLength =
        new Prefixes() {
          @Override
          public TokenBelief predict(TokenBatch xt, Times t) {
            TokenBatch short3 = TokenBatch.of(new int[] {0}, new int[] {1}, new int[] {2});
            return xt.length(0) == 1
                ? MarginalOracle.of(short3, alone, MASKING).predict(xt, t)
                : super.predict(xt, t);
          }
        };
    BlockSampler block = BlockSampler.of(byLength, MASKING, 2, 2, HITTING);
    law(block.withLengths(1)).forEach((x, p) -> assertEquals(alone[x.token(0, 0)], p, 1e-14));
    NineStates.assertSameLaw(
        NineStates.law(DATA, NineStates.weights()), law(block.withLengths(2)), 1e-14);
    assertEquals(0, block.withLengths(0).draw(3, RandomStreams.of(1)).x0().tokens());
    assertThrows(IllegalArgumentException.class, block::withLengths);
    assertThrows(IllegalArgumentException.class, () -> block.withLengths(3, -1));
  }

  @Test
  void theBoundByBlocksIsTheChainRule() {
    double[] exact =
        BlockNelbo.of(1, ExactMaskedNelbo.of(MASKING)::given)
            .terms(DATA, new Prefixes(), RandomStreams.of(1))
            .diffusion();
    // by steps a block of one token costs the same, whatever their number
    BoundTerms stepped =
        BlockNelbo.of(1, MaskedStepNelbo.of(MASKING, TimeGrid.uniform(3))::given)
            .terms(DATA.repeat(4, 4000), new Prefixes(), RandomStreams.of(2));
    BoundTerms drawn =
        BlockNelbo.of(1, MaskedNelbo.of(MASKING)::given)
            .terms(DATA, new Prefixes(), RandomStreams.of(1));
    // planted: blocks that are not given those before
    double[] blind =
        BlockNelbo.of(1, from -> MaskedNelbo.of(MASKING))
            .terms(DATA, new Prefixes(), RandomStreams.of(1))
            .diffusion();
    for (int k = 0; k < 9; k++) {
      double surprise = -Math.log(NineStates.P[k / 3][k % 3]);
      assertEquals(surprise, exact[k], 1e-12);
      assertEquals(surprise, drawn.total(k), 1e-12); // one of one token is always masked
    }
    assertTrue(Math.abs(blind[0] - exact[0]) > 1e-2);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 4000; i++) {
      sum += stepped.total(i);
      squares += stepped.total(i) * stepped.total(i);
    }
    double mean = sum / 4000;
    // seed 2, 4,000 rows, 4.4 standard errors
    assertEquals(exact[4], mean, 4.4 * Math.sqrt((squares / 4000 - mean * mean) / 4000));
    assertThrows(IllegalArgumentException.class, () -> MaskedNelbo.of(MASKING).given(-1));
    assertThrows(
        IllegalArgumentException.class, () -> BlockNelbo.of(0, MaskedNelbo.of(MASKING)::given));
  }

  @Test
  void blocksContinueAPromptStopAndForgetWhatIsOutsideTheWindow() {
    Prefixes prefixes = new Prefixes();
    BlockSampler prompted = BlockSampler.of(prefixes, MASKING, 1, 1, HITTING).withPrompt(1);
    double row = NineStates.P[1][0] + NineStates.P[1][1] + NineStates.P[1][2];
    law(prompted).forEach((x, p) -> assertEquals(NineStates.P[1][x.token(0, 1)] / row, p, 1e-14));
    BlockSampler endless =
        BlockSampler.of(prefixes, MASKING, 1, 40, HITTING).withWindow(1).withStop(2);
    TokenBatch written = endless.draw(50, RandomStreams.of(2)).x0();
    for (int i = 0; i < 50; i++) {
      int length = written.length(i);
      assertTrue(length == 40 || written.token(i, length - 1) == 2);
      for (int l = 0; l < length - 1; l++) {
        assertTrue(written.token(i, l) != 2);
      }
    }
    assertThrows(
        IllegalArgumentException.class, () -> BlockSampler.of(prefixes, MASKING, 0, 1, HITTING));
    assertThrows(IllegalArgumentException.class, () -> endless.withWindow(-1));
  }

  @Test
  void remaskingHasItsDensityAndSoABound() {
    RemaskingKernel kernel = RemaskingKernel.rescaled(MASKING, 0.5);
    TokenBatch x0 = TokenBatch.of(new int[] {1, 0});
    TokenBatch xt = TokenBatch.of(new int[] {3, 0});
    Times t = Times.of(0.6);
    Times s = Times.of(0.3);
    Map<TokenBatch, Double> law = Enumeration.exact().law(r -> kernel.step(xt, x0, t, s, r));
    assertEquals(4, law.size());
    law.forEach((xs, p) -> assertEquals(p, Math.exp(kernel.logProb(xs, xt, x0, t, s)[0]), 1e-14));
    assertEquals(
        Double.NEGATIVE_INFINITY, kernel.logProb(TokenBatch.of(new int[] {2, 0}), xt, x0, t, s)[0]);
    // remasking costs: same marginals, a larger bound; seed 8, 2,000 rows, 4.4 standard errors
    TimeGrid grid = TimeGrid.uniform(3);
    double exact =
        EnumeratedNelbo.of(MASKING, kernel, MASKING.prior(2), grid)
            .terms(DATA.slice(0, 1), ORACLE, RandomStreams.of(1))
            .total(0);
    double unmasking =
        EnumeratedNelbo.of(MASKING, UnmaskingKernel.of(MASKING), MASKING.prior(2), grid)
            .terms(DATA.slice(0, 1), ORACLE, RandomStreams.of(1))
            .total(0);
    assertTrue(exact > unmasking + 1e-3, exact + " and " + unmasking);
    long[] units = new long[2000];
    java.util.Arrays.fill(units, 1);
    BoundReport drawn =
        BoundReport.of(
            DrawnNelbo.of(MASKING, kernel, x -> MaskedTerms.prior(MASKING, x, 0), grid)
                .withDraws(64),
            DATA.repeat(0, 2000),
            units,
            ORACLE,
            RandomStreams.of(8));
    assertEquals(exact, drawn.total().mean(), 0.03 + 4.4 * drawn.total().standardError());
  }

  @Test
  void samplersCountTheRowsThatWereReallyPredicted() {
    CachedPredictor cached = CachedPredictor.of(ORACLE);
    Samples<TokenBatch> samples =
        GridSampler.of(
                MASKING.prior(2),
                PredictThenCorrect.of(cached, RemaskingKernel.capped(MASKING, 0.01)),
                TimeGrid.uniform(50))
            .draw(3, RandomStreams.of(4));
    assertEquals(cached.rowsEvaluated(), samples.rowsPredicted());
    assertTrue(samples.nfe() < 25, "of 50: " + samples.nfe());
    assertEquals(3, PredictionCost.of(ORACLE.predict(DATA.slice(0, 3), Times.all(3, 1))));
  }
}

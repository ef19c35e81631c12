package org.udm.discrete.categorical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.Masking;

class CategoricalTest {
  private static final RandomStreams RNG = RandomStreams.of(3);
  private static final Categorical UNIFORM =
      Categorical.of(Replacement.uniform(5, PolynomialSchedule.linear()));

  private static TokenBatch some(int rows, int length) {
    return TokenBatch.filled(rows, length, 0).map((i, l, id) -> (3 * i + l) % 5);
  }

  @Test
  void theLawOfACorruptedTokenIsTheRowOfItsMatrix() {
    for (TokenProcess process : TokenProcessTest.PROCESSES) {
      Categorical corruption = Categorical.of(process);
      TokenBatch x0 = TokenBatch.of(new int[] {1});
      Times t = Times.of(0.6);
      Map<TokenBatch, Double> law =
          Thresholds.enumeration(corruption, 0.6)
              .law(r -> corruption.corrupt(x0, corruption.drawNoise(x0, r), t));
      for (int v = 0; v < process.states(); v++) {
        TokenBatch xt = TokenBatch.of(new int[] {v});
        double expected = process.between(0, 0.6).at(1, v);
        assertEquals(expected, law.getOrDefault(xt, 0.0), 1e-14);
        assertEquals(Math.log(expected), corruption.logProb(xt, x0, t)[0], 1e-12);
      }
    }
  }

  @Test
  void drawsOfThePosteriorLeadToTheSameState() {
    for (TokenProcess process : TokenProcessTest.PROCESSES) {
      Categorical corruption = Categorical.of(process);
      TokenBatch x0 = some(40, 7).map((i, l, id) -> id % process.vocabulary());
      double[] times = new double[40];
      Arrays.setAll(times, i -> i / 39.0);
      Times t = Times.of(times);
      TokenBatch xt = corruption.corrupt(x0, corruption.drawNoise(x0, RNG), t);
      CategoricalNoise drawn = corruption.draw(xt, x0, t, RNG.named("posterior"));
      assertEquals(xt, corruption.corrupt(x0, drawn, t));
      assertEquals(x0, corruption.corrupt(x0, drawn, Times.all(40, 0)));
    }
  }

  @Test
  void aLargeVocabularyNeedsNoMatrix() {
    int v = 50_000;
    Categorical large = Categorical.of(Replacement.mixed(v, 0.5, PolynomialSchedule.linear()));
    TokenBatch x0 = TokenBatch.filled(2, 1000, 0).map((i, l, id) -> 49 * l + i);
    Times t = Times.of(0.5, 1);
    TokenBatch xt = large.corrupt(x0, large.drawNoise(x0, RNG), t);
    int[] masks = new int[2];
    xt.map(
        (i, l, id) -> {
          masks[i] += id == v ? 1 : 0;
          return id;
        });
    // seed 3: binomial(1000, 1/4) and (1000, 1/2), 4.42 standard deviations, level 1e-5
    assertEquals(250, masks[0], 4.42 * Math.sqrt(1000 * 0.25 * 0.75));
    assertEquals(500, masks[1], 4.42 * Math.sqrt(1000 * 0.25));
    CategoricalNoise drawn = large.draw(xt, x0, t, RNG.named("posterior"));
    assertEquals(xt, large.corrupt(x0, drawn, t));
  }

  @Test
  void aTokenComesFromWhatItIsOrTheCleanOne() {
    TokenBatch x0 = some(50, 20);
    Times t = Times.all(50, 0.8);
    TokenBatch xt = UNIFORM.corrupt(x0, UNIFORM.drawNoise(x0, RNG), t);
    TokenBatch xs =
        ReverseKernels.same(UNIFORM, UNIFORM).step(xt, x0, t, Times.all(50, 0.3), RNG.named("r"));
    xs.map(
        (i, l, id) -> {
          assertTrue(id == x0.token(i, l) || id == xt.token(i, l));
          return id;
        });
  }

  @Test
  void absorbingReplacementIsMasking() {
    LogLinearSchedule schedule = LogLinearSchedule.endingAt(1e-2);
    Masking masking = Masking.of(5, schedule);
    Categorical absorbing = Categorical.of(Replacement.absorbing(5, schedule));
    TokenBatch x0 = some(4, 3);
    Times t = Times.of(0, 0.3, 0.9, 1);
    TokenBatch xt = absorbing.corrupt(x0, absorbing.drawNoise(x0, RNG), t);
    assertArrayEquals(masking.logProb(xt, x0, t), absorbing.logProb(xt, x0, t), 1e-12);
    // x_1 does depend on x_0, so the prior is paid for: alpha_1 log V a token
    assertArrayEquals(
        new double[] {3 * 1e-2 * Math.log(5)}, absorbing.priorTerm(some(1, 3)), 1e-12);
    Map<TokenBatch, Double> law = Enumeration.exact().law(r -> absorbing.prior(1).draw(1, r));
    Map<TokenBatch, Double> expected = Enumeration.exact().law(r -> masking.prior(1).draw(1, r));
    expected.forEach((x, p) -> assertEquals(p, law.get(x), 1e-14));
  }

  @Test
  void clocksRunAheadOrBehind() {
    TokenClock spindle = TokenClock.spindle(new double[] {1, 0, -1}, 1);
    assertEquals(0.5 + 1 / Math.PI, spindle.at(0, 3, 0.5), 1e-15);
    assertEquals(0.5, spindle.at(1, 3, 0.5));
    assertEquals(0.5 - 1 / Math.PI, spindle.at(2, 3, 0.5), 1e-15);
    TokenClock places = TokenClock.byPosition(new double[] {1, -1}, 0.5);
    assertEquals(0.5 + 0.5 / Math.PI, places.at(7, 0, 0.5), 1e-15);
    assertEquals(0.5 - 0.5 / Math.PI, places.at(7, 9, 0.5), 1e-15);
    for (TokenClock clock : new TokenClock[] {spindle, places, TokenClock.common()}) {
      for (int v = 0; v < 3; v++) {
        assertEquals(0, clock.at(v, v, 0));
        assertEquals(1, clock.at(v, v, 1));
        for (double t = 0; t < 1; t += 0.01) {
          assertTrue(clock.at(v, v, t) <= clock.at(v, v, t + 0.01));
        }
      }
    }
  }

  @Test
  void aRowDoesNotDependOnItsBatch() {
    TokenBatch x0 = some(3, 6);
    TokenBatch alone = x0.slice(2, 3);
    Times t = Times.all(3, 0.5);
    TokenBatch xt = UNIFORM.corrupt(x0, UNIFORM.drawNoise(x0, RNG), t);
    assertEquals(
        xt.slice(2, 3),
        UNIFORM.corrupt(alone, UNIFORM.drawNoise(alone, RNG.fromRow(2)), Times.all(1, 0.5)));
    Times s = Times.all(3, 0.2);
    assertEquals(
        MarkovKernel.of(UNIFORM).step(xt, x0, t, s, RNG).slice(2, 3),
        MarkovKernel.of(UNIFORM)
            .step(xt.slice(2, 3), alone, Times.all(1, 0.5), Times.all(1, 0.2), RNG.fromRow(2)));
  }

  private static void assertRefused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void badInputIsNamed() {
    TokenBatch wide = TokenBatch.of(new int[] {5});
    TokenBatch fine = TokenBatch.of(new int[] {4});
    Times t = Times.of(0.5);
    assertRefused("outside [0, 5)", () -> UNIFORM.corrupt(wide, UNIFORM.drawNoise(wide, RNG), t));
    assertRefused("outside [0, 5)", () -> UNIFORM.draw(wide, fine, t, RNG));
    assertRefused("lengths", () -> UNIFORM.draw(fine, some(1, 2), t, RNG));
    assertRefused(
        "noise of 2 tokens", () -> UNIFORM.corrupt(fine, UNIFORM.drawNoise(some(1, 2), RNG), t));
    assertRefused(
        "noise of 2 rows", () -> UNIFORM.corrupt(fine, UNIFORM.drawNoise(some(2, 1), RNG), t));
    assertRefused(
        "is outside [0, 1]", () -> CategoricalNoise.of(new double[][] {{2}}, new double[][] {{0}}));
    assertRefused("without a length", UNIFORM::prior);
    TokenBatch other = TokenBatch.of(new int[] {1});
    Categorical absorbing = Categorical.of(Replacement.absorbing(5, PolynomialSchedule.linear()));
    assertRefused("cannot come from token 4", () -> absorbing.draw(other, fine, t, RNG));
    assertRefused(
        "cannot come from token 4",
        () -> MarkovKernel.of(absorbing).step(other, fine, t, Times.of(0.1), RNG));
    assertRefused("smaller than t", () -> MarkovKernel.of(UNIFORM).step(other, fine, t, t, RNG));
    assertRefused(
        "must be in [0, 1]",
        () ->
            UNIFORM
                .withClock((id, l, time) -> 2 * time)
                .corrupt(fine, UNIFORM.drawNoise(fine, RNG), Times.of(0.7)));
    TokenBatch empty = TokenBatch.of(new int[0]); // an empty row is a row
    assertEquals(empty, UNIFORM.corrupt(empty, UNIFORM.drawNoise(empty, RNG), t));
  }
}

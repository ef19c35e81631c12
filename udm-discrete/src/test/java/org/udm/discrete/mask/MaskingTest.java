package org.udm.discrete.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.Schedule;
import org.udm.core.schedule.TabulatedSchedule;
import org.udm.discrete.TokenBatch;

class MaskingTest {
  private static final TokenBatch RAGGED =
      TokenBatch.of(new int[] {0, 1, 2, 2, 1}, new int[] {}, new int[] {2}, new int[] {1, 1, 0});

  static List<Schedule> schedules() {
    return List.of(
        PolynomialSchedule.linear(),
        PolynomialSchedule.of(0.5),
        PolynomialSchedule.of(7),
        CosineSchedule.create(),
        LogLinearSchedule.endingAt(1e-3),
        TabulatedSchedule.of(1, 0.7, 0.1, 0));
  }

  @Test
  void nothingIsMaskedAtZeroAndMaskingOnlyGrows() {
    for (Schedule schedule : schedules()) {
      Masking masking = Masking.of(3, schedule);
      MaskNoise noise = masking.drawNoise(RAGGED, RandomStreams.of(1));
      TokenBatch before = masking.corrupt(RAGGED, noise, Times.all(4, 0));
      assertEquals(RAGGED, before);
      for (int k = 1; k <= 100; k++) {
        TokenBatch after = masking.corrupt(RAGGED, noise, Times.all(4, k / 100.0));
        for (int i = 0; i < 4; i++) {
          for (int l = 0; l < RAGGED.length(i); l++) {
            int now = after.token(i, l);
            assertTrue(now == 3 || now == before.token(i, l), schedule + " unmasked a token");
          }
        }
        before = after;
      }
      if (schedule.at(1) == 0) {
        assertEquals(RAGGED.map((i, l, id) -> 3), before);
      }
    }
  }

  @Test
  void zeroNoiseIsNotMaskedAtZero() {
    Masking masking = NineStates.linear();
    TokenBatch x0 = TokenBatch.of(new int[] {1});
    MaskNoise smallest = MaskNoise.of(new double[] {0});
    assertEquals(x0, masking.corrupt(x0, smallest, Times.of(0)));
    assertEquals(3, masking.corrupt(x0, smallest, Times.of(Double.MIN_NORMAL + 1e-15)).token(0, 0));
  }

  @Test
  void thePosteriorReproducesTheState() {
    RandomStreams rng = RandomStreams.of(2);
    for (Schedule schedule : schedules()) {
      Masking masking = Masking.of(3, schedule);
      for (int k = 0; k < 300; k++) {
        Times t = Times.all(4, k / 299.0);
        RandomStreams own = rng.at(k);
        TokenBatch xt = masking.corrupt(RAGGED, masking.drawNoise(RAGGED, own.named("noise")), t);
        MaskNoise again = masking.draw(xt, RAGGED, t, own.named("posterior"));
        assertEquals(xt, masking.corrupt(RAGGED, again, t));
      }
    }
  }

  @Test
  void forwardAndPosteriorGiveThePriorOfTheNoiseBack() {
    // sum over x_t of p(x_t) p(u | x_t): each of ten cells must have probability 1/10 again
    Masking masking = NineStates.linear();
    TokenBatch x0 = TokenBatch.of(new int[] {1});
    double[] edges = new double[11];
    for (int k = 0; k <= 10; k++) {
      edges[k] = k / 10.0;
    }
    Map<MaskNoise, Double> law =
        Enumeration.withThresholds(edges)
            .law(
                rng -> {
                  Times t = Times.of(0.5);
                  MaskNoise noise = masking.drawNoise(x0, rng.named("noise"));
                  TokenBatch xt = masking.corrupt(x0, noise, t);
                  return masking.draw(xt, x0, t, rng.named("posterior"));
                });
    Map<MaskNoise, Double> uniform = new HashMap<>();
    law.keySet().forEach(noise -> uniform.put(noise, 0.1));
    assertEquals(10, law.size());
    NineStates.assertSameLaw(uniform, law, 1e-15);
  }

  @Test
  void theForwardLawIsTheOneOfLogProb() {
    TokenBatch x0 = TokenBatch.of(new int[] {2, 0, 1});
    for (Schedule schedule : schedules()) {
      Masking masking = Masking.of(3, schedule);
      for (double t : new double[] {0, 0.1, 0.5, 1}) {
        Map<TokenBatch, Double> law =
            Thresholds.enumeration(masking, t)
                .law(rng -> masking.corrupt(x0, masking.drawNoise(x0, rng), Times.of(t)));
        law.forEach(
            (xt, p) -> assertEquals(p, Math.exp(masking.logProb(xt, x0, Times.of(t))[0]), 1e-13));
        assertEquals(1, law.values().stream().mapToDouble(p -> p).sum(), 1e-13);
      }
      TokenBatch other = TokenBatch.of(new int[] {2, 1, 3});
      assertEquals(Double.NEGATIVE_INFINITY, masking.logProb(other, x0, Times.of(0.5))[0]);
    }
  }

  @Test
  void theMaskMayBeAnIdOfTheVocabulary() {
    Masking masking = Masking.of(3, PolynomialSchedule.linear()).withMask(1);
    assertEquals(1, masking.mask());
    TokenBatch x0 = TokenBatch.of(new int[] {0, 2});
    MaskNoise noise = masking.drawNoise(x0, RandomStreams.of(1));
    assertEquals(TokenBatch.of(new int[] {1, 1}), masking.corrupt(x0, noise, Times.of(1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> masking.corrupt(TokenBatch.of(new int[] {0, 1}), noise, Times.of(1)));
  }

  @Test
  void thePriorIsFullyMaskedWhereTheScheduleEndsAtZero() {
    assertEquals(
        TokenBatch.of(new int[] {3, 3}, new int[] {}, new int[] {3}, new int[] {3, 3}),
        NineStates.linear().prior(2, 0, 1).draw(4, RandomStreams.of(1)));
  }

  @Test
  void thePriorHasUniformValuesWhereTheScheduleEndsAboveZero() {
    for (int mask : new int[] {3, 1, 9}) {
      Masking masking = Masking.of(3, LogLinearSchedule.endingAt(0.3)).withMask(mask);
      Map<Integer, Double> law =
          Enumeration.exact().law(rng -> masking.prior(1).draw(1, rng).token(0, 0));
      Map<Integer, Double> expected = new HashMap<>();
      for (int v = 0; v < 3; v++) {
        if (v != mask) {
          expected.put(v, 0.3 / (mask < 3 ? 2 : 3));
        }
      }
      expected.put(mask, 0.7);
      NineStates.assertSameLaw(expected, law, 1e-15);
    }
  }

  @Test
  void impossibleStatesAreRefused() {
    Masking masking = NineStates.linear();
    RandomStreams rng = RandomStreams.of(1);
    TokenBatch x0 = TokenBatch.of(new int[] {0, 1});
    TokenBatch different = TokenBatch.of(new int[] {0, 2});
    TokenBatch masked = TokenBatch.of(new int[] {3, 1});
    refused("shows token 2", () -> masking.draw(different, x0, Times.of(0.5), rng));
    refused("no token can be", () -> masking.draw(masked, x0, Times.of(0), rng));
    refused("2 tokens", () -> masking.draw(TokenBatch.of(new int[] {0}), x0, Times.of(1), rng));
    refused("holds the mask", () -> masking.draw(masked, masked, Times.of(0.5), rng));
    refused("give one time per row", () -> masking.draw(x0, x0, Times.all(2, 0.5), rng));
    refused(
        "outside [0, 3)",
        () ->
            masking.corrupt(
                TokenBatch.of(new int[] {4, 1}), MaskNoise.of(new double[2]), Times.of(1)));
    refused(
        "noise of 1 numbers", () -> masking.corrupt(x0, MaskNoise.of(new double[1]), Times.of(1)));
    refused(
        "noise of 2 rows",
        () -> masking.corrupt(x0, MaskNoise.of(new double[2], new double[2]), Times.of(1)));
    refused("outside [0, 1]", () -> MaskNoise.of(new double[] {1.5}));
    refused("vocabulary of 0", () -> Masking.of(0, PolynomialSchedule.linear()));
    refused("mask id -1", () -> masking.withMask(-1));
    refused("length -1", () -> masking.prior(2, -1));
    refused("without a length", () -> masking.prior());
  }

  private static void refused(String part, org.junit.jupiter.api.function.Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void aTokenThatAConditionShowsAtTheEndOfTimeIsKeptAtEveryTime() {
    Masking masking = NineStates.linear();
    TokenBatch x0 = TokenBatch.of(new int[] {0, 1});
    TokenBatch prompted = TokenBatch.of(new int[] {0, 3});
    MaskNoise noise = masking.draw(prompted, x0, Times.of(1), RandomStreams.of(1));
    assertEquals(prompted, masking.corrupt(x0, noise, Times.of(1)));
  }

  @Test
  void unmaskingIsSameNoiseInLaw() {
    TokenBatch x0 = TokenBatch.of(new int[] {2, 0, 1});
    for (Schedule schedule : schedules()) {
      Masking masking = Masking.of(3, schedule);
      for (double[] ts : new double[][] {{1, 0.6}, {0.6, 0.2}, {0.2, 0}, {1, 0}}) {
        TokenBatch xt = TokenBatch.of(new int[] {3, 0, 3});
        Times t = Times.of(ts[0]);
        Times s = Times.of(ts[1]);
        NineStates.assertSameLaw(
            Thresholds.enumeration(masking, ts[0], ts[1])
                .law(rng -> ReverseKernels.same(masking, masking).step(xt, x0, t, s, rng)),
            Enumeration.exact().law(rng -> UnmaskingKernel.of(masking).step(xt, x0, t, s, rng)),
            1e-13);
      }
    }
  }

  @Test
  void aRowDoesNotDependOnTheBatchAroundIt() {
    Masking masking = NineStates.linear();
    RandomStreams rng = RandomStreams.of(5);
    Times t = Times.of(0.2, 0.9, 0.5, 0.7);
    TokenBatch whole = masking.corrupt(RAGGED, masking.drawNoise(RAGGED, rng), t);
    for (int i = 0; i < 4; i++) {
      TokenBatch alone = RAGGED.gather(i);
      assertEquals(
          whole.gather(i),
          masking.corrupt(alone, masking.drawNoise(alone, rng.fromRow(i)), t.gather(i)));
    }
    assertArrayEquals(new double[] {0.25}, masking.thresholds(0.25));
  }
}

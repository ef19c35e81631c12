package org.udm.discrete.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.row.RowCorruption;
import org.udm.core.row.RowNoise;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;
import org.udm.core.verify.Statistic;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.TokenRows;

class RowCorruptionTest {
  private static final RandomStreams RNG = RandomStreams.of(11);
  private static final TokenBatch X0 = TokenBatch.of(new int[] {1, 2, 3, 4}, new int[] {5, 6});

  /** Cuts the row in half at the time u. */
  private static final RowCorruption<TokenBatch, int[], Double> CUT =
      RowCorruption.of(
          TokenRows.of(),
          (length, rng) -> rng.uniform(),
          (x0, u, t) -> u < t ? Arrays.copyOf(x0, x0.length / 2) : x0);

  private static final NoisePosterior<TokenBatch, RowNoise<Double>> CUT_POSTERIOR =
      RowCorruption.posterior(
          TokenRows.of(),
          (xt, x0, t, rng) -> xt.length < x0.length ? rng.uniform(0, t) : rng.uniform(t, 1));

  private static final RowCorruption<TokenBatch, int[], Supplier<RandomStream>> BLUR =
      RowCorruption.replayed(
          TokenRows.of(),
          (x0, t, rng) -> {
            for (int l = 0; l < x0.length; l++) {
              double u = rng.uniform();
              int noise = rng.index(9);
              x0[l] = u < t ? noise : x0[l];
            }
            return x0;
          });

  private static <E> LawReport check(
      Corruption<TokenBatch, E> corruption, ReverseKernel<TokenBatch> kernel) {
    return MarginalIdentity.of(corruption, kernel, X0)
        .withStatistics(
            List.of(
                new Statistic<>("tokens", RowCorruptionTest::lengths),
                new Statistic<>("first", RowCorruptionTest::first)))
        .with(
            MarginalIdentity.Options.defaults()
                .withChoice(MarginalIdentity.Choice.STATISTICAL)
                .withSamples(4_000)
                .withTimes(0, 0.4, 0.9))
        .check(RNG);
  }

  private static double[] lengths(TokenBatch x) {
    double[] values = new double[x.rows()];
    Arrays.setAll(values, x::length);
    return values;
  }

  private static double[] first(TokenBatch x) {
    double[] values = new double[x.rows()];
    Arrays.setAll(values, i -> x.token(i, 0));
    return values;
  }

  @Test
  void everyOneHasALawfulFreshKernel() {
    check(CUT, ReverseKernels.fresh(CUT)).assertHolds();
    check(BLUR, ReverseKernels.fresh(BLUR)).assertHolds();
  }

  @Test
  void aPosteriorMakesSameNoiseLawful() {
    check(CUT, ReverseKernels.same(CUT, CUT_POSTERIOR)).assertHolds();
    NoisePosterior<TokenBatch, RowNoise<Double>> wrong =
        RowCorruption.posterior(
            TokenRows.of(),
            (xt, x0, t, rng) -> xt.length < x0.length ? rng.uniform(0, t / 2) : rng.uniform(t, 1));
    assertFalse(check(CUT, ReverseKernels.same(CUT, wrong)).holds());
  }

  @Test
  void replayedNoiseIsTheSameAtEveryTime() {
    RowNoise<Supplier<RandomStream>> eps = BLUR.drawNoise(X0, RNG);
    TokenBatch late = BLUR.corrupt(X0, eps, Times.all(2, 0.9));
    TokenBatch early = BLUR.corrupt(X0, eps, Times.all(2, 0.4));
    // a token that is replaced early is replaced by the same later
    early.map(
        (i, l, id) -> {
          if (id != X0.token(i, l)) {
            assertEquals(id, late.token(i, l));
          }
          return id;
        });
    assertEquals(late, BLUR.corrupt(X0, eps, Times.all(2, 0.9)));
    assertEquals(X0, BLUR.corrupt(X0, eps, Times.all(2, 0)));
  }

  @Test
  void aRowDependsNeitherOnItsBatchNorOnTheThreads() throws Exception {
    TokenBatch many = X0.gather(java.util.stream.IntStream.range(0, 300).map(i -> i % 2).toArray());
    Supplier<TokenBatch> corrupted =
        () -> BLUR.corrupt(many, BLUR.drawNoise(many, RNG), Times.all(300, 0.5));
    TokenBatch here = corrupted.get();
    ForkJoinPool one = new ForkJoinPool(1);
    try {
      assertEquals(here, one.submit(corrupted::get).get());
    } finally {
      one.shutdown();
    }
    TokenBatch alone = many.slice(7, 8);
    assertEquals(
        here.slice(7, 8),
        BLUR.corrupt(alone, BLUR.drawNoise(alone, RNG.fromRow(7)), Times.all(1, 0.5)));
  }

  @Test
  void badInputIsNamed() {
    RowNoise<Double> one = CUT.drawNoise(X0.slice(0, 1), RNG);
    assertThrows(IllegalArgumentException.class, () -> CUT.corrupt(X0, one, Times.all(2, 0.5)));
    RowCorruption<TokenBatch, int[], Double> negative =
        RowCorruption.of(TokenRows.of(), (length, rng) -> 0.0, (x0, u, t) -> new int[] {-1});
    assertThrows(
        IllegalArgumentException.class,
        () -> negative.corrupt(X0, negative.drawNoise(X0, RNG), Times.all(2, 0.5)));
  }
}

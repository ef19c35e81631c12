package org.udm.core.reverse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.fixture.Deletion;
import org.udm.core.fixture.DoubleBatch;
import org.udm.core.fixture.GaussianKernels;
import org.udm.core.fixture.GaussianNoise;
import org.udm.core.fixture.Laws;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.fixture.Masking;
import org.udm.core.fixture.MaskingKernels;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.PolynomialSchedule;

/**
 * The marginal identity, sum over x_t of p(x_s | x_t, x_0) p(x_t | x_0) = p(x_s | x_0), written out
 * by hand: exactly for letters, by Kolmogorov-Smirnov for reals.
 */
class ReverseKernelsTest {
  private static final Masking MASKING = Masking.of(CosineSchedule.create());
  private static final Deletion DELETION = Deletion.of(PolynomialSchedule.of(2));
  private static final GaussianNoise GAUSSIAN = GaussianNoise.of(CosineSchedule.create());

  /** t and s: interior, to the clean end, from the prior, and both. */
  private static final double[][] TIMES = {{0.6, 0.3}, {0.6, 0}, {1, 0.3}, {1, 0}, {0.31, 0.3}};

  /** A kernel of a corruption, and a clean state to try it on. */
  record Entry<X extends Batch<X>>(
      String name, Corruption<X, ?> corruption, ReverseKernel<X> kernel, X x0) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static <E, C extends Corruption<LetterBatch, E> & NoisePosterior<LetterBatch, E>>
      Stream<Entry<LetterBatch>> constructions(String name, C corruption, String word) {
    LetterBatch x0 = LetterBatch.words(word);
    ReverseKernel<LetterBatch> fresh = ReverseKernels.fresh(corruption);
    ReverseKernel<LetterBatch> same = ReverseKernels.same(corruption, corruption);
    return Stream.of(
        new Entry<>(name + " fresh", corruption, fresh, x0),
        new Entry<>(name + " same", corruption, same, x0),
        new Entry<>(
            name + " mixture",
            corruption,
            ReverseKernels.mixture((t, s) -> s / t, same, fresh),
            x0));
  }

  static Stream<Entry<LetterBatch>> lawful() {
    LetterBatch word = LetterBatch.words("abb");
    return Stream.of(
            constructions("masking", MASKING, "ab"),
            constructions("deletion", DELETION, "aba"),
            Stream.of(
                new Entry<>("unmasking", MASKING, MaskingKernels.unmasking(MASKING), word),
                new Entry<>("remasking 0", MASKING, MaskingKernels.remasking(MASKING, 0), word),
                new Entry<>("remasking 1/2", MASKING, MaskingKernels.remasking(MASKING, .5), word),
                new Entry<>("remasking 1", MASKING, MaskingKernels.remasking(MASKING, 1), word)))
        .flatMap(entries -> entries);
  }

  /** The leftmost alignment is right for aab, where the letters that may be kept are neighbours. */
  static Stream<Entry<LetterBatch>> planted() {
    return Stream.of(
        new Entry<>(
            "wrong unmasking",
            MASKING,
            MaskingKernels.wrongUnmasking(MASKING),
            LetterBatch.words("ab")),
        new Entry<>(
            "deletion by leftmost alignment",
            DELETION,
            ReverseKernels.same(DELETION, DELETION.leftmost()),
            LetterBatch.words("aba")),
        new Entry<>(
            "a weight that depends on x_t",
            MASKING,
            (xt, x0, t, s, rng) ->
                ReverseKernels.mixture(
                        (a, b) -> xt.at(0, 0) == LetterBatch.MASK ? 1 : 0,
                        ReverseKernels.same(MASKING, MASKING),
                        ReverseKernels.fresh(MASKING))
                    .step(xt, x0, t, s, rng),
            LetterBatch.words("ab")));
  }

  private static <X extends Batch<X>, E> X corrupt(
      Corruption<X, E> corruption, X x0, double t, RandomStreams rng) {
    return corruption.corrupt(x0, corruption.drawNoise(x0, rng), Times.all(x0.rows(), t));
  }

  private static <X extends Batch<X>> X there(
      Entry<X> entry, double t, double s, RandomStreams rng) {
    X xt = corrupt(entry.corruption, entry.x0, t, rng.named("forward"));
    int rows = entry.x0.rows();
    return entry.kernel.step(
        xt, entry.x0, Times.all(rows, t), Times.all(rows, s), rng.named("reverse"));
  }

  /** The largest violation of the identity over all outcomes. */
  private static double violation(Entry<LetterBatch> entry, double t, double s) {
    Enumeration enumeration = Thresholds.enumeration(entry.corruption, t, s);
    return Laws.distance(
        enumeration.law(rng -> corrupt(entry.corruption, entry.x0, s, rng)),
        enumeration.law(rng -> there(entry, t, s, rng)));
  }

  @ParameterizedTest
  @MethodSource("lawful")
  void obeysTheMarginalIdentity(Entry<LetterBatch> entry) {
    for (double[] ts : TIMES) {
      double violation = violation(entry, ts[0], ts[1]);
      assertTrue(violation < 1e-12, () -> "t, s = %s, %s: %s".formatted(ts[0], ts[1], violation));
    }
  }

  @ParameterizedTest
  @MethodSource("planted")
  void plantedErrorsFail(Entry<LetterBatch> entry) {
    assertTrue(violation(entry, 0.6, 0.3) > 1e-2);
  }

  static Stream<Entry<DoubleBatch>> lawfulGaussian() {
    ReverseKernel<DoubleBatch> fresh = ReverseKernels.fresh(GAUSSIAN);
    ReverseKernel<DoubleBatch> same = ReverseKernels.same(GAUSSIAN, GAUSSIAN);
    Map<String, ReverseKernel<DoubleBatch>> kernels = new HashMap<>();
    kernels.put("fresh", fresh);
    kernels.put("same", same);
    kernels.put("mixture", ReverseKernels.mixture((t, s) -> 0.3, fresh, same));
    kernels.put("DDPM posterior", GaussianKernels.ddpmPosterior(GAUSSIAN));
    for (double part : new double[] {0, 0.3, 0.7, 1}) {
      kernels.put("DDIM, eta = " + part, GaussianKernels.ddim(GAUSSIAN, part));
      kernels.put("Gaussian row, " + part, GaussianKernels.gaussianRow(GAUSSIAN, part));
    }
    return kernels.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(k -> gaussian(k.getKey(), k.getValue()));
  }

  static Stream<Entry<DoubleBatch>> plantedGaussian() {
    return Stream.of(
        gaussian("beta_t as variance", GaussianKernels.ddpmWithBeta(GAUSSIAN)),
        gaussian("Cold Diffusion", GaussianKernels.coldDiffusion(GAUSSIAN)));
  }

  private static Entry<DoubleBatch> gaussian(String name, ReverseKernel<DoubleBatch> kernel) {
    return new Entry<>(name, GAUSSIAN, kernel, DoubleBatch.scalars(0.8).repeat(0, 20_000));
  }

  /** Seed 5, n = 20,000: the p-value of x_s under N(alpha_s x_0, 1 - alpha_s^2). */
  private static double pValue(Entry<DoubleBatch> entry, double t, double s) {
    DoubleBatch xs = there(entry, t, s, RandomStreams.of(5));
    double[] values = new double[xs.rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = xs.at(i, 0);
    }
    double alpha = CosineSchedule.create().at(s);
    NormalDistribution law = NormalDistribution.of(alpha * 0.8, Math.sqrt(1 - alpha * alpha));
    return KolmogorovSmirnovTest.withDefaults()
        .test(values, law::cumulativeProbability)
        .getPValue();
  }

  /** Level 1e-4 for each of 36 tests. */
  @ParameterizedTest
  @MethodSource("lawfulGaussian")
  void gaussianKernelsObeyTheMarginalIdentity(Entry<DoubleBatch> entry) {
    for (double[] ts : new double[][] {{0.6, 0.3}, {1, 0.5}, {0.31, 0.3}}) {
      double p = pValue(entry, ts[0], ts[1]);
      assertTrue(p > 1e-4, () -> "t, s = %s, %s: p = %s".formatted(ts[0], ts[1], p));
    }
  }

  @ParameterizedTest
  @MethodSource("plantedGaussian")
  void plantedGaussianErrorsFail(Entry<DoubleBatch> entry) {
    assertTrue(pValue(entry, 0.6, 0.3) < 1e-4);
  }

  @Test
  void ddimWithoutNoiseIsSameNoise() {
    Entry<DoubleBatch> same = gaussian("same", ReverseKernels.same(GAUSSIAN, GAUSSIAN));
    Entry<DoubleBatch> ddim = gaussian("ddim", GaussianKernels.ddim(GAUSSIAN, 0));
    DoubleBatch one = there(same, 0.6, 0.3, RandomStreams.of(5));
    DoubleBatch other = there(ddim, 0.6, 0.3, RandomStreams.of(5));
    for (int i = 0; i < one.rows(); i++) {
      assertEquals(one.at(i, 0), other.at(i, 0), 1e-14);
    }
  }

  @Test
  void unmaskingIsSameNoise() {
    LetterBatch x0 = LetterBatch.words("abc");
    for (String word : new String[] {"___", "a_c", "_bc", "abc"}) {
      LetterBatch xt = LetterBatch.words(word);
      Times t = Times.all(1, 0.6);
      Times s = Times.all(1, 0.3);
      Enumeration enumeration = Thresholds.enumeration(MASKING, 0.6, 0.3);
      Laws.assertEqual(
          enumeration.law(r -> MaskingKernels.unmasking(MASKING).step(xt, x0, t, s, r)),
          enumeration.law(r -> ReverseKernels.same(MASKING, MASKING).step(xt, x0, t, s, r)));
    }
  }

  @Test
  void everyKernelReturnsTheCleanRowAtTimeZero() {
    lawful()
        .forEach(
            entry ->
                assertEquals(
                    Map.of(entry.x0, 1.0),
                    Thresholds.enumeration(entry.corruption, 0.6, 0)
                        .law(rng -> there(entry, 0.6, 0, rng))
                        .entrySet()
                        .stream()
                        .collect(
                            HashMap::new,
                            (map, e) -> map.put(e.getKey(), Math.rint(e.getValue() * 1e12) / 1e12),
                            Map::putAll)));
  }

  @Test
  void rowsHaveTimesOfTheirOwnAndDoNotSeeEachOther() {
    LetterBatch x0 = LetterBatch.words("abcde", "edcba", "aaaaa");
    Times t = Times.of(0.9, 0.5, 0.7);
    Times s = Times.of(0.1, 0.4, 0);
    RandomStreams rng = RandomStreams.of(3);
    for (ReverseKernel<LetterBatch> kernel :
        List.<ReverseKernel<LetterBatch>>of(
            ReverseKernels.fresh(DELETION),
            ReverseKernels.same(DELETION, DELETION),
            ReverseKernels.mixture(
                (a, b) -> 0.5,
                ReverseKernels.fresh(DELETION),
                ReverseKernels.same(DELETION, DELETION)))) {
      LetterBatch xt = DELETION.corrupt(x0, DELETION.drawNoise(x0, rng.named("f")), t);
      LetterBatch together = kernel.step(xt, x0, t, s, rng);
      for (int i = 0; i < 3; i++) {
        assertEquals(
            together.gather(i),
            kernel.step(xt.gather(i), x0.gather(i), t.gather(i), s.gather(i), rng.fromRow(i)));
      }
    }
  }

  @Test
  void aStepMustGoBack() {
    LetterBatch x0 = LetterBatch.words("ab");
    ReverseKernel<LetterBatch> fresh = ReverseKernels.fresh(MASKING);
    ReverseKernel<LetterBatch> same = ReverseKernels.same(MASKING, MASKING);
    for (ReverseKernel<LetterBatch> kernel :
        List.<ReverseKernel<LetterBatch>>of(
            fresh, same, ReverseKernels.mixture((t, s) -> 0.5, fresh, same))) {
      for (double s : new double[] {0.5, 0.6}) {
        IllegalArgumentException error =
            assertThrows(
                IllegalArgumentException.class,
                () -> kernel.step(x0, x0, Times.all(1, 0.5), Times.all(1, s), RandomStreams.of(1)));
        assertEquals(
            "row 0 asks for a reverse step from t = 0.5 to s = " + s + ": s must be smaller than t",
            error.getMessage());
      }
    }
  }

  @Test
  void aMixtureWeightIsAProbability() {
    LetterBatch x0 = LetterBatch.words("ab");
    ReverseKernel<LetterBatch> fresh = ReverseKernels.fresh(MASKING);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ReverseKernels.mixture((t, s) -> 1.5, fresh, fresh)
                .step(x0, x0, Times.all(1, 0.5), Times.all(1, 0.2), RandomStreams.of(1)));
  }
}

package org.udm.core.verify;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.core.fixture.Deletion;
import org.udm.core.fixture.DoubleBatch;
import org.udm.core.fixture.GaussianKernels;
import org.udm.core.fixture.GaussianNoise;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.fixture.Masking;
import org.udm.core.fixture.MaskingKernels;
import org.udm.core.random.NotEnumerableException;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.verify.LawReport.Method;
import org.udm.core.verify.MarginalIdentity.Choice;
import org.udm.core.verify.MarginalIdentity.Options;

/** The checker accepts every lawful kernel and rejects every planted error. */
class MarginalIdentityTest {
  private static final Masking MASKING = Masking.of(PolynomialSchedule.linear());
  private static final Deletion DELETION = Deletion.of(PolynomialSchedule.of(2));
  private static final GaussianNoise NOISE = GaussianNoise.of(CosineSchedule.create());
  private static final RandomStreams RNG = RandomStreams.of(20261122);

  /** Two letters that repeat, so that alignments are ambiguous. */
  private static final LetterBatch LETTERS = LetterBatch.words("aab", "bab", "a");

  private static final DoubleBatch POINTS = DoubleBatch.scalars(0, 1.5);

  private static final List<Statistic<DoubleBatch>> STATISTICS =
      List.of(
          new Statistic<>("x", x -> values(x, 0)),
          new Statistic<>("|x|", x -> DoubleStream.of(values(x, 0)).map(Math::abs).toArray()),
          new Statistic<>(
              "|x - 1|", x -> DoubleStream.of(values(x, 0)).map(v -> Math.abs(v - 1)).toArray()));

  private static double[] values(DoubleBatch x, int coordinate) {
    return IntStream.range(0, x.rows()).mapToDouble(i -> x.at(i, coordinate)).toArray();
  }

  private static MarginalIdentity<DoubleBatch, ?> gaussian(ReverseKernel<DoubleBatch> kernel) {
    return MarginalIdentity.of(NOISE, kernel, POINTS)
        .withStatistics(STATISTICS)
        .with(Options.defaults().withTimes(0.1, 0.4, 0.7, 0.95));
  }

  static Stream<Arguments> lawful() {
    return Stream.of(
        Arguments.of("masking fresh", masking(ReverseKernels.fresh(MASKING))),
        Arguments.of("masking same", masking(ReverseKernels.same(MASKING, MASKING))),
        Arguments.of(
            "masking mixture",
            masking(
                ReverseKernels.mixture(
                    (t, s) -> s / t,
                    ReverseKernels.same(MASKING, MASKING),
                    ReverseKernels.fresh(MASKING)))),
        Arguments.of("masking unmasking", masking(MaskingKernels.unmasking(MASKING))),
        Arguments.of("masking remasking", masking(MaskingKernels.remasking(MASKING, 0.7))),
        Arguments.of("deletion fresh", deletion(ReverseKernels.fresh(DELETION))),
        Arguments.of("deletion same", deletion(ReverseKernels.same(DELETION, DELETION))),
        Arguments.of(
            "deletion mixture",
            deletion(
                ReverseKernels.mixture(
                    (t, s) -> 0.25,
                    ReverseKernels.same(DELETION, DELETION),
                    ReverseKernels.fresh(DELETION)))),
        Arguments.of("noise fresh", gaussian(ReverseKernels.fresh(NOISE))),
        Arguments.of("noise same", gaussian(ReverseKernels.same(NOISE, NOISE))),
        Arguments.of(
            "noise mixture",
            gaussian(
                ReverseKernels.mixture(
                    (t, s) -> 0.5,
                    ReverseKernels.same(NOISE, NOISE),
                    ReverseKernels.fresh(NOISE)))),
        Arguments.of("DDIM 0", gaussian(GaussianKernels.ddim(NOISE, 0))),
        Arguments.of("DDIM 0.5", gaussian(GaussianKernels.ddim(NOISE, 0.5))),
        Arguments.of("DDIM 1", gaussian(GaussianKernels.ddim(NOISE, 1))),
        Arguments.of("DDPM posterior", gaussian(GaussianKernels.ddpmPosterior(NOISE))),
        Arguments.of("Gaussian row", gaussian(GaussianKernels.gaussianRow(NOISE, 0.6))));
  }

  static Stream<Arguments> planted() {
    return Stream.of(
        Arguments.of("wrong unmasking", masking(MaskingKernels.wrongUnmasking(MASKING))),
        Arguments.of(
            "leftmost alignment", deletion(ReverseKernels.same(DELETION, DELETION.leftmost()))),
        Arguments.of("cold diffusion on noise", gaussian(GaussianKernels.coldDiffusion(NOISE))),
        Arguments.of("beta for the posterior", gaussian(GaussianKernels.ddpmWithBeta(NOISE))),
        Arguments.of("x_t kept as it is", masking((xt, x0, t, s, rng) -> xt)),
        Arguments.of(
            "half x_0, half x_t",
            masking(
                ReverseKernels.mixture(
                    (t, s) -> 0.5, (xt, x0, t, s, rng) -> x0, (xt, x0, t, s, rng) -> xt))));
  }

  private static MarginalIdentity<LetterBatch, ?> masking(ReverseKernel<LetterBatch> kernel) {
    return MarginalIdentity.of(MASKING, kernel, LETTERS);
  }

  private static MarginalIdentity<LetterBatch, ?> deletion(ReverseKernel<LetterBatch> kernel) {
    return MarginalIdentity.of(DELETION, kernel, LETTERS);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lawful")
  void acceptsLawfulKernels(String name, MarginalIdentity<?, ?> check) {
    check.check(RNG.named(name)).assertHolds();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("planted")
  void rejectsPlantedErrors(String name, MarginalIdentity<?, ?> check) {
    LawReport report = check.check(RNG.named(name));
    assertFalse(report.holds(), report::toString);
    AssertionError error = assertThrows(AssertionError.class, report::assertHolds);
    assertTrue(error.getMessage().contains("marginal identity FAILS"), error.getMessage());
  }

  @Test
  void choosesTheMethodByTheStates() {
    LawReport exact = masking(ReverseKernels.fresh(MASKING)).check(RNG);
    LawReport statistical = gaussian(ReverseKernels.fresh(NOISE)).check(RNG);
    assertAll(
        () -> assertEquals(Method.EXACT, exact.method()),
        () -> assertEquals(Method.STATISTICAL, statistical.method()),
        () -> assertTrue(statistical.reason().contains("Gaussian"), statistical.reason()));
  }

  @Test
  void saysWhatIsMissingForAStatisticalCheck() {
    MarginalIdentity<?, ?> bare = MarginalIdentity.of(NOISE, ReverseKernels.fresh(NOISE), POINTS);
    NotEnumerableException refused =
        assertThrows(NotEnumerableException.class, () -> bare.check(RNG));
    assertTrue(
        refused.getMessage().contains("or give statistics by withStatistics"), refused::toString);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> bare.with(Options.defaults().withChoice(Choice.STATISTICAL)).check(RNG));
    assertTrue(e.getMessage().contains("withStatistics"), e.getMessage());
  }

  /** The report names the pair of times, the state and the size of the failure. */
  @Test
  void namesWhereTheLawFailed() {
    LawReport report =
        MarginalIdentity.of(
                MASKING, MaskingKernels.wrongUnmasking(MASKING), LetterBatch.words("ab"))
            .with(Options.defaults().withTimes(0, 0.25, 0.75))
            .check(RNG);
    Finding worst = report.failures().get(0);
    assertAll(
        () -> assertTrue(worst.deviation() > 0.05, report::toString),
        () -> assertTrue(worst.what().contains("instead of"), worst::what),
        () -> assertTrue(report.toString().contains("t = 0.75"), report::toString));
  }

  /**
   * False alarms of lawful checks come at the stated rate.
   *
   * <p>2,000 seeds at level 0.05 with one continuous statistic and one pair of times, so that the
   * level is met and not only kept. Accepted: counts within the central 99.9 % of the binomial law,
   * on the lower side for a rate of 0.6 times the level (the limit is asymptotic and n = 500).
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void keepsTheStatedLevel(int statistics) {
    int seeds = 2_000;
    double level = 0.05;
    MarginalIdentity<DoubleBatch, double[]> check = lawfulScalar(statistics, level);
    long alarms =
        IntStream.range(0, seeds)
            .filter(seed -> !check.check(RandomStreams.of(seed)).holds())
            .count();
    BinomialDistribution most = BinomialDistribution.of(seeds, level);
    // Bonferroni over three dependent statistics gives away some of the level
    BinomialDistribution least = BinomialDistribution.of(seeds, level * 0.6 / statistics);
    assertAll(
        () -> assertTrue(alarms <= most.inverseCumulativeProbability(0.999), alarms + " alarms"),
        () -> assertTrue(alarms >= least.inverseCumulativeProbability(0.001), alarms + " alarms"));
  }

  private static MarginalIdentity<DoubleBatch, double[]> lawfulScalar(
      int statistics, double level) {
    return MarginalIdentity.of(NoiseOnly.NOISE, ReverseKernels.fresh(NoiseOnly.NOISE), NoiseOnly.X0)
        .withStatistics(STATISTICS.subList(0, statistics))
        .with(Options.defaults().withTimes(0.2, 0.8).withSamples(500).withLevel(level));
  }

  /** A difference as large as the report says it can find is found at least as often as it says. */
  @Test
  void hasTheStatedPower() {
    int seeds = 300;
    MarginalIdentity<DoubleBatch, double[]> lawful = lawfulScalar(1, 0.01);
    double detectable = lawful.check(RNG).terms().detectable();
    double power = lawful.check(RNG).terms().power();
    // shifting a uniform number on [0, 1) by d moves its distribution function by d
    ReverseKernel<DoubleBatch> shifted = NoiseOnly.shiftedBy(detectable);
    MarginalIdentity<DoubleBatch, double[]> broken =
        MarginalIdentity.of(NoiseOnly.NOISE, shifted, NoiseOnly.X0)
            .withStatistics(STATISTICS.subList(0, 1))
            .with(lawful.options());
    long found =
        IntStream.range(0, seeds)
            .filter(seed -> !broken.check(RandomStreams.of(seed)).holds())
            .count();
    assertTrue(found >= power * seeds, found + " of " + seeds + " at " + detectable);
  }

  @Test
  void refusesOptionsOutOfRange() {
    Options options = Options.defaults();
    assertAll(
        () -> assertThrows(IllegalArgumentException.class, () -> options.withTimes(0.5)),
        () -> assertThrows(IllegalArgumentException.class, () -> options.withTimes(0.5, 1.5)),
        () -> assertThrows(IllegalArgumentException.class, () -> options.withSamples(10)),
        () -> assertThrows(IllegalArgumentException.class, () -> options.withLevel(0)),
        () -> assertThrows(IllegalArgumentException.class, () -> options.withRoundings(-1)),
        () -> assertThrows(IllegalArgumentException.class, () -> options.withRoundings(Double.NaN)),
        () ->
            assertThrows(
                IllegalArgumentException.class,
                () ->
                    MarginalIdentity.of(
                        MASKING, ReverseKernels.fresh(MASKING), LetterBatch.words())));
  }
}

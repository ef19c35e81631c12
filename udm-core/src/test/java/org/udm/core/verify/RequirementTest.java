package org.udm.core.verify;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.fixture.DoubleBatch;
import org.udm.core.fixture.GaussianNoise;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.fixture.Masking;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.verify.MarginalIdentity.Choice;
import org.udm.core.verify.MarginalIdentity.Options;

/**
 * What the marginal identity does not see: that t = 0 is clean, and that a noise posterior gives
 * the noise that led to x_t. Every planted error here obeys the identity.
 */
class RequirementTest {
  private static final Masking MASKING = Masking.of(PolynomialSchedule.linear());
  private static final GaussianNoise NOISE = GaussianNoise.of(PolynomialSchedule.linear());
  private static final LetterBatch LETTERS = LetterBatch.words("ab", "c");
  private static final DoubleBatch POINT = DoubleBatch.of(new double[] {1.5, -0.5});
  private static final RandomStreams RNG = RandomStreams.of(20261123);

  /** 1,000 draws: an error in one draw of a hundred is missed with probability 4e-5. */
  private static final Options DRAWN =
      Options.defaults().withChoice(Choice.STATISTICAL).withSamples(1000).withTimes(0, 0.4, 1);

  /** Masking that begins in the middle, with the noise posterior that belongs to it. */
  private enum HalfDone
      implements
          Corruption<LetterBatch, double[][]>, NoisePosterior<LetterBatch, double[][]>, Thresholds {
    IT;

    private static Times later(Times t) {
      return Times.of(Arrays.stream(t.toArray()).map(u -> (1 + u) / 2).toArray());
    }

    @Override
    public double[][] drawNoise(LetterBatch x0, RandomStreams rng) {
      return MASKING.drawNoise(x0, rng);
    }

    @Override
    public LetterBatch corrupt(LetterBatch x0, double[][] eps, Times t) {
      return MASKING.corrupt(x0, eps, later(t));
    }

    @Override
    public double[][] draw(LetterBatch xt, LetterBatch x0, Times t, RandomStreams rng) {
      return MASKING.draw(xt, x0, later(t), rng);
    }

    @Override
    public double[] thresholds(double t) {
      return MASKING.thresholds((1 + t) / 2);
    }
  }

  private static Set<Requirement> failed(LawReport report) {
    return report.failures().stream().map(Finding::requirement).collect(Collectors.toSet());
  }

  private static List<Statistic<LetterBatch>> masks() {
    return List.of(
        new Statistic<>(
            "masks",
            x -> {
              double[] masks = new double[x.rows()];
              for (int i = 0; i < masks.length; i++) {
                for (int l = 0; l < x.length(i); l++) {
                  masks[i] += x.at(i, l) == LetterBatch.MASK ? 1 : 0;
                }
              }
              return masks;
            }));
  }

  private static List<Statistic<DoubleBatch>> firstCoordinate() {
    return List.of(
        new Statistic<>(
            "first",
            x -> {
              double[] values = new double[x.rows()];
              Arrays.setAll(values, i -> x.at(i, 0));
              return values;
            }));
  }

  @Test
  void acceptsWhatKeepsItsPromises() {
    LawReport exact = MarginalIdentity.same(MASKING, MASKING, LETTERS).check(RNG);
    LawReport drawn =
        MarginalIdentity.same(NOISE, NOISE, POINT)
            .withStatistics(firstCoordinate())
            .with(DRAWN)
            .check(RNG);
    exact.assertHolds();
    drawn.assertHolds();
    // 2 rows, 10 pairs of times, 4 of them to s = 0, 4 times above 0
    assertEquals(
        List.of(
            new LawReport.Count(Requirement.MARGINAL_IDENTITY, 20, 0),
            new LawReport.Count(Requirement.CLEAN_START, 2, 0),
            new LawReport.Count(Requirement.CLEAN_END, 8, 0),
            new LawReport.Count(Requirement.NOISE_POSTERIOR, 8, 0)),
        exact.counts());
    assertEquals(4, drawn.counts().size());
  }

  /** The clean "ab" survives with probability 1/4. */
  @Test
  void aCorruptionThatBeginsInTheMiddleIsCaughtExactly() {
    LawReport report = MarginalIdentity.same(HalfDone.IT, HalfDone.IT, LETTERS).check(RNG);
    assertEquals(Set.of(Requirement.CLEAN_START, Requirement.CLEAN_END), failed(report));
    Finding start =
        report.failures().stream()
            .filter(f -> f.requirement() == Requirement.CLEAN_START && f.row() == 0)
            .findFirst()
            .get();
    assertEquals(0.75, start.deviation(), 1e-12);
    String text = assertThrows(AssertionError.class, report::assertHolds).getMessage();
    assertAll(
        () -> assertTrue(text.startsWith("F_0(x_0, eps) = x_0 FAILS: 2 comparisons"), text),
        () -> assertTrue(text.contains("instead of [ab]"), text),
        () -> assertTrue(text.contains("would end on corrupted data"), text),
        () -> assertTrue(text.contains("marginal identity HOLDS"), text));
  }

  @Test
  void aCorruptionThatBeginsInTheMiddleIsCaughtByDraws() {
    LawReport report =
        MarginalIdentity.same(HalfDone.IT, HalfDone.IT, LETTERS)
            .withStatistics(masks())
            .with(DRAWN)
            .check(RNG);
    assertEquals(Set.of(Requirement.CLEAN_START, Requirement.CLEAN_END), failed(report));
  }

  /** Times above 0 say openly that the corruption begins there. */
  @Test
  void aReportSaysThatTheStartWasNotChecked() {
    LawReport report =
        MarginalIdentity.same(HalfDone.IT, HalfDone.IT, LETTERS)
            .with(Options.defaults().withTimes(0.1, 0.5, 1))
            .check(RNG);
    report.assertHolds();
    assertEquals("t = 0 was not checked: it is not among the times", report.notChecked());
    assertTrue(report.toString().contains(report.notChecked()), report::toString);
    assertEquals("", MarginalIdentity.same(MASKING, MASKING, LETTERS).check(RNG).notChecked());
  }

  /** One draw of a hundred stays at x_t; the Kolmogorov-Smirnov tests do not see so little. */
  @Test
  void aLastStepThatIsSeldomWrongIsCaught() {
    ReverseKernel<DoubleBatch> same = ReverseKernels.same(NOISE, NOISE);
    ReverseKernel<DoubleBatch> seldom =
        ReverseKernels.mixture((t, s) -> s == 0 ? 0.99 : 1, same, (xt, x0, t, s, rng) -> xt);
    LawReport report =
        MarginalIdentity.of(NOISE, seldom, POINT)
            .withStatistics(firstCoordinate())
            .with(DRAWN)
            .check(RNG);
    assertEquals(Set.of(Requirement.CLEAN_END), failed(report));
  }

  /** The noise is lawful, so the kernel is; but it is fresh noise and not the same. */
  @Test
  void aPosteriorThatIgnoresTheStateIsCaught() {
    LawReport exact =
        MarginalIdentity.same(MASKING, (xt, x0, t, rng) -> MASKING.drawNoise(x0, rng), LETTERS)
            .check(RNG);
    LawReport drawn =
        MarginalIdentity.same(NOISE, (xt, x0, t, rng) -> NOISE.drawNoise(x0, rng), POINT)
            .withStatistics(firstCoordinate())
            .with(DRAWN)
            .check(RNG);
    assertEquals(Set.of(Requirement.NOISE_POSTERIOR), failed(exact));
    assertEquals(Set.of(Requirement.NOISE_POSTERIOR), failed(drawn));
    assertTrue(exact.toString().contains("same noise would be other noise"), exact::toString);
  }

  /** The noise of one letter of a hundred is drawn anew. */
  @Test
  void aPosteriorThatErrsInOnePlaceIsCaught() {
    LetterBatch words = LetterBatch.words("abcde".repeat(20));
    NoisePosterior<LetterBatch, double[][]> wrong =
        (xt, x0, t, rng) -> {
          double[][] eps = MASKING.draw(xt, x0, t, rng);
          double[][] fresh = MASKING.drawNoise(x0, rng.named("anew"));
          for (int i = 0; i < eps.length; i++) {
            eps[i][37] = fresh[i][37];
          }
          return eps;
        };
    LawReport report =
        MarginalIdentity.same(MASKING, wrong, words).withStatistics(masks()).with(DRAWN).check(RNG);
    assertEquals(Set.of(Requirement.NOISE_POSTERIOR), failed(report));
    MarginalIdentity.same(MASKING, MASKING, words)
        .withStatistics(masks())
        .with(DRAWN)
        .check(RNG)
        .assertHolds();
  }

  /** An inverse that loses digits needs an allowance of its own. */
  @Test
  void roundingIsAllowedAsMuchAsIsSaid() {
    NoisePosterior<DoubleBatch, DoubleBatch> rough =
        (xt, x0, t, rng) -> {
          DoubleBatch eps = NOISE.draw(xt, x0, t, rng);
          double[][] rounded = new double[eps.rows()][];
          for (int i = 0; i < rounded.length; i++) {
            rounded[i] = new double[] {(float) eps.at(i, 0), (float) eps.at(i, 1)};
          }
          return DoubleBatch.of(rounded);
        };
    MarginalIdentity<DoubleBatch, DoubleBatch> check =
        MarginalIdentity.same(NOISE, rough, POINT).withStatistics(firstCoordinate()).with(DRAWN);
    LawReport report = check.check(RNG);
    assertEquals(Set.of(Requirement.NOISE_POSTERIOR), failed(report));
    assertTrue(
        report.toString().contains("roundings apart where 100 are allowed"), report::toString);
    check.with(DRAWN.withRoundings(1e9)).check(RNG).assertHolds();
  }
}

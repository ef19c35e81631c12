package org.udm.continuous.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.FloatStatistics;
import org.udm.core.Corruption;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.verify.LawCase;
import org.udm.core.verify.LawCases;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;

/** Every report has a false-alarm level of 1e-4; the seed is 1 throughout. */
class LinearLawTest {
  private static final List<String> NAMES =
      List.of(
          "blur-heat",
          "blur-soft",
          "blurring-diffusion",
          "pixelation",
          "fading-mask",
          "matrix",
          "cold-blur");

  static Stream<LawCase> lawful() {
    return LawCases.registered()
        .filter(c -> NAMES.contains(c.name().substring(0, c.name().indexOf('/'))));
  }

  @Test
  void allAreRegistered() {
    assertEquals(5 * 6 + 2 + 2, lawful().count());
  }

  @ParameterizedTest
  @MethodSource("lawful")
  void obeysTheLaw(LawCase lawCase) {
    LawReport report = lawCase.check().get().check(RandomStreams.of(1));
    assertEquals(
        lawCase.name().startsWith("cold") ? LawReport.Method.EXACT : LawReport.Method.STATISTICAL,
        report.method());
    report.assertHolds();
  }

  /** The example of {@link Spectrum}'s page. */
  record Dimming(Basis basis) implements Spectrum {
    @Override
    public double[] signal(double t) {
      return DoubleStream.generate(() -> 1 - t).limit(basis.size()).toArray();
    }

    @Override
    public double[] noise(double t) {
      return DoubleStream.generate(() -> t).limit(basis.size()).toArray();
    }
  }

  @Test
  void aSpectrumOfOnesOwnObeysTheLaw() {
    LinearCorruption dimming = LinearCorruption.of(new Dimming(PixelBasis.of(SHAPE)));
    check(new Pair("dimming", dimming, LinearKernel.markov(dimming))).assertHolds();
  }

  @Test
  void aSpectrumOutOfRangeIsRefused() {
    for (double[] a : List.of(new double[] {1, 2}, new double[] {1}, new double[] {1, -1})) {
      LinearCorruption wrong = LinearCorruption.of(new Fixed(PixelBasis.of(2), a));
      FloatBatch x0 = FloatBatch.points(new float[2]);
      assertThrows(IllegalArgumentException.class, () -> wrong.corrupt(x0, x0, Times.all(1, 0.5)));
    }
  }

  private record Fixed(Basis basis, double[] signal) implements Spectrum {
    @Override
    public double[] signal(double t) {
      return signal;
    }

    @Override
    public double[] noise(double t) {
      return new double[] {1, 1};
    }
  }

  private static final int[] SHAPE = {1, 4, 4};
  private static final DctBasis COSINES = DctBasis.of(SHAPE);
  private static final LinearCorruption HEAT =
      LinearCorruption.of(
          Blur.of(COSINES, BlurWidth.logarithmic(0.5, 4), NoiseLevel.constant(0.1)));
  private static final LinearCorruption SOFT =
      LinearCorruption.of(Blur.of(COSINES, BlurWidth.sine(2), NoiseLevel.linear(1.5)));
  private static final LinearCorruption BLURRING =
      LinearCorruption.of(
          BlurringDiffusion.of(COSINES, CosineSchedule.create(), BlurWidth.sine(2)));

  private record Pair(
      String name,
      Corruption<FloatBatch, FloatBatch> corruption,
      ReverseKernel<FloatBatch> kernel) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Steps that look right and are not. */
  static final List<Pair> PLANTED =
      List.of(
          // Bansal et al.'s improved update applied to additive noise (ORACLES.md)
          new Pair(
              "improved update, additive noise",
              SOFT,
              ColdKernels.improved(ColdDegradation.of(SOFT.spectrum()))),
          // the mean without its noise
          new Pair(
              "naive update, additive noise",
              HEAT,
              ColdKernels.naive(ColdDegradation.of(HEAT.spectrum()))),
          // sampling with delta = 1.25 sigma, as Rissanen et al. do for looks
          new Pair(
              "heat with delta for sigma",
              HEAT,
              (xt, x0, t, s, rng) ->
                  s.at(0) == 0
                      ? x0
                      : HEAT.corrupt(x0, HEAT.drawNoise(x0, rng).map((i, k, e) -> 1.25 * e), s)),
          // noise from both, without the square root
          new Pair(
              "partly fresh without the root",
              BLURRING,
              (xt, x0, t, s, rng) -> {
                FloatBatch kept = BLURRING.draw(xt, x0, t, rng.named("same"));
                FloatBatch fresh = BLURRING.drawNoise(x0, rng.named("fresh"));
                return BLURRING.corrupt(
                    x0, kept.map((i, k, e) -> 0.5 * e + 0.5 * fresh.at(i, k)), s);
              }),
          // the variance of the Markov step around the mean of no variance
          new Pair(
              "markov variance added to the kept noise",
              BLURRING,
              (xt, x0, t, s, rng) -> {
                FloatBatch kept = BLURRING.draw(xt, x0, t, rng.named("same"));
                FloatBatch fresh = BLURRING.drawNoise(x0, rng.named("fresh"));
                double[] aT = BLURRING.spectrum().signal(t.at(0));
                double[] aS = BLURRING.spectrum().signal(s.at(0));
                double sT = BLURRING.spectrum().noise(t.at(0))[0];
                double sS = BLURRING.spectrum().noise(s.at(0))[0];
                return BLURRING.corrupt(
                    x0,
                    kept.map(
                        (i, k, e) ->
                            e
                                + (sS == 0
                                    ? 0
                                    : Math.sqrt(StepVariance.markov(1).of(aT[k], sT, aS[k], sS))
                                        / sS
                                        * fresh.at(i, k))),
                    s);
              }),
          // the signal of the other time
          new Pair(
              "clean part of time t",
              BLURRING,
              (xt, x0, t, s, rng) ->
                  s.at(0) == 0 ? x0 : BLURRING.corrupt(x0, BLURRING.drawNoise(x0, rng), t)));

  @ParameterizedTest
  @FieldSource("PLANTED")
  void findsPlantedErrors(Pair planted) {
    LawReport report = check(planted);
    assertFalse(report.holds(), report::toString);
    assertTrue(report.failures().stream().anyMatch(f -> f.pValue() < 1e-6), report::toString);
  }

  private static LawReport check(Pair pair) {
    float[] item = new float[16];
    for (int k = 0; k < item.length; k++) {
      item[k] = (float) Math.sin(1 + 2.3 * k);
    }
    return MarginalIdentity.of(pair.corruption(), pair.kernel(), FloatBatch.of(SHAPE, item))
        .withStatistics(FloatStatistics.of())
        .with(
            MarginalIdentity.Options.defaults()
                .withChoice(MarginalIdentity.Choice.STATISTICAL)
                .withSamples(8_000)
                .withTimes(0, 0.3, 0.7, 1))
        .check(RandomStreams.of(1));
  }
}

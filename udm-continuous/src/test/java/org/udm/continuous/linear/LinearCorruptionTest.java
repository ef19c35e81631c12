package org.udm.continuous.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.continuous.FloatBatch;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.CosineSchedule;

class LinearCorruptionTest {
  private static final int[] SHAPE = {2, 8, 4};
  private static final RandomStreams RNG = RandomStreams.of(7);

  private static final LinearCorruption HEAT =
      LinearCorruption.of(
          Blur.of(DctBasis.of(SHAPE), BlurWidth.logarithmic(0.5, 20), NoiseLevel.constant(0.01)));
  private static final LinearCorruption BLURRING =
      LinearCorruption.of(
          BlurringDiffusion.of(DctBasis.of(SHAPE), CosineSchedule.create(), BlurWidth.sine(20)));
  private static final LinearCorruption FADING =
      LinearCorruption.of(FadingMask.of(PixelBasis.of(SHAPE), 2, NoiseLevel.linear(0.5)));

  static final List<LinearCorruption> ALL =
      List.of(
          HEAT,
          BLURRING,
          FADING,
          LinearCorruption.of(Blur.of(DctBasis.of(SHAPE), BlurWidth.sine(3), NoiseLevel.linear(2))),
          LinearCorruption.of(Pixelation.of(HaarBasis.of(2, SHAPE), NoiseLevel.constant(0.05))));

  private static FloatBatch images(int rows) {
    return FloatBatch.of(SHAPE, new float[rows][64])
        .mapItems((i, zero) -> LinearCorruption.gaussians(64, RNG.named("images").row(i)));
  }

  /** ORACLES.md: coefficient (i, j) times exp(-pi^2 (i^2 + j^2)/N^2 sigma_B^2 / 2). */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1})
  void heatMultipliesEachCosine(double t) {
    int n = 6;
    double width = Math.pow(0.5, 1 - t) * Math.pow(3, t);
    Spectrum heat =
        Blur.of(DctBasis.of(1, n, n), BlurWidth.logarithmic(0.5, 3), NoiseLevel.constant(0.01));
    ColdDegradation blur = ColdDegradation.of(heat);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        float[] wave = new float[n * n];
        for (int p = 0; p < n * n; p++) {
          wave[p] =
              (float)
                  (Math.cos(Math.PI * i * (p / n + 0.5) / n)
                      * Math.cos(Math.PI * j * (p % n + 0.5) / n));
        }
        FloatBatch x0 = FloatBatch.of(new int[] {1, n, n}, wave);
        double factor =
            Math.exp(-Math.PI * Math.PI * (i * i + j * j) / (n * n) * width * width / 2);
        FloatBatch blurred = blur.degrade(x0, Times.all(1, t));
        assertArrayEquals(x0.map((r, k, x) -> factor * x).toArray(), blurred.toArray(), 1e-6f);
      }
    }
  }

  @Test
  void heatKeepsTheMean() {
    FloatBatch x0 = images(1);
    FloatBatch blurred = ColdDegradation.of(HEAT.spectrum()).degrade(x0, Times.all(1, 1));
    for (int channel = 0; channel < 2; channel++) {
      float[] before = Arrays.copyOfRange(x0.row(0), 32 * channel, 32 * channel + 32);
      float[] after = Arrays.copyOfRange(blurred.row(0), 32 * channel, 32 * channel + 32);
      assertEquals(mean(before), mean(after), 1e-6);
    }
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void pixelationReachesBlockMeans() {
    ColdDegradation blocks =
        ColdDegradation.of(Pixelation.of(HaarBasis.of(2, SHAPE), NoiseLevel.constant(0.05)));
    FloatBatch at = blocks.degrade(images(1), Times.all(1, 0.5));
    assertEquals(at.at(0, 0), at.at(0, 5), 1e-6); // (0, 0) and (1, 1) of one block of 2 x 2
    FloatBatch end = blocks.degrade(images(1), Times.all(1, 1));
    assertEquals(mean(Arrays.copyOf(images(1).row(0), 16)), end.at(0, 15), 1e-6);
  }

  @Test
  void maskGrowsFromTheMiddle() {
    Spectrum fading = FADING.spectrum();
    double[] early = fading.signal(0.2);
    double[] late = fading.signal(0.6);
    for (int k = 0; k < early.length; k++) {
      assertTrue(late[k] < early[k]);
    }
    assertTrue(early[13] < early[0]); // row 3, column 1 lies by the middle, element 0 in a corner
    assertArrayEquals(new double[64], fading.signal(1));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void spectraBeginCleanAndFade(LinearCorruption corruption) {
    Spectrum spectrum = corruption.spectrum();
    double[] ones = new double[64];
    Arrays.fill(ones, 1);
    assertArrayEquals(ones, spectrum.signal(0), 1e-15);
    assertArrayEquals(new double[64], spectrum.noise(0));
    double[] before = ones;
    for (int i = 1; i <= 50; i++) {
      double[] a = spectrum.signal(i / 50.0);
      for (int k = 0; k < a.length; k++) {
        assertTrue(a[k] >= 0 && a[k] <= before[k] && spectrum.noise(i / 50.0)[k] > 0);
      }
      before = a;
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void posteriorReproducesTheState(LinearCorruption corruption) {
    FloatBatch x0 = images(4);
    Times t = Times.of(0, 0.1, 0.6, 1);
    FloatBatch xt = corruption.corrupt(x0, corruption.drawNoise(x0, RNG), t);
    FloatBatch eps = corruption.draw(xt, x0, t, RNG.named("posterior"));
    assertArrayEquals(xt.toArray(), corruption.corrupt(x0, eps, t).toArray(), 2e-6f);
    assertEquals(x0.slice(0, 1), xt.slice(0, 1));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void aRowDoesNotDependOnItsBatch(LinearCorruption corruption) {
    FloatBatch x0 = images(5);
    Times t = Times.of(0.3, 0.9, 0.5, 1, 0.7);
    Times s = Times.of(0.1, 0, 0.4, 0.5, 0.2);
    FloatBatch xt = corruption.corrupt(x0, corruption.drawNoise(x0, RNG), t);
    FloatBatch xs = LinearKernel.markov(corruption).step(xt, x0, t, s, RNG);
    assertEquals(x0.slice(1, 2), xs.slice(1, 2)); // s = 0
    int[] part = {3, 4};
    FloatBatch x0Part = x0.gather(part);
    FloatBatch xtPart =
        corruption.corrupt(x0Part, corruption.drawNoise(x0Part, RNG.rows(part)), t.gather(part));
    assertEquals(xt.gather(part), xtPart);
    assertEquals(
        xs.gather(part),
        LinearKernel.markov(corruption)
            .step(xtPart, x0Part, t.gather(part), s.gather(part), RNG.rows(part)));
  }

  /** With one sigma for all the density is an isotropic Gaussian around the state without noise. */
  @Test
  void densityIsGaussian() {
    FloatBatch x0 = images(1);
    Times t = Times.all(1, 0.4);
    FloatBatch xt = BLURRING.corrupt(x0, BLURRING.drawNoise(x0, RNG), t);
    FloatBatch middle = ColdDegradation.of(BLURRING.spectrum()).degrade(x0, t);
    double sigma = Math.sqrt(1 - Math.pow(Math.cos(Math.PI / 2 * 0.4), 2));
    double expected = 0;
    for (int k = 0; k < 64; k++) {
      double e = (xt.at(0, k) - middle.at(0, k)) / sigma;
      expected -= 0.5 * e * e + Math.log(sigma) + 0.5 * Math.log(2 * Math.PI);
    }
    assertEquals(expected, BLURRING.logProb(xt, x0, t)[0], 1e-4);
    assertThrows(IllegalArgumentException.class, () -> BLURRING.logProb(x0, x0, Times.all(1, 0)));
  }

  /** Hoogeboom and Salimans 2022, section 4: the posterior in its published form. */
  @Test
  void markovVarianceIsThePublishedOne() {
    double[] aS = BLURRING.spectrum().signal(0.3);
    double[] aT = BLURRING.spectrum().signal(0.5);
    double sigmaS = BLURRING.spectrum().noise(0.3)[0];
    double sigmaT = BLURRING.spectrum().noise(0.5)[0];
    for (int k = 0; k < aS.length; k++) {
      double ratio = aT[k] / aS[k]; // alpha_t|s
      double between = sigmaT * sigmaT - ratio * ratio * sigmaS * sigmaS; // sigma_t|s^2
      double v = 1 / (1 / (sigmaS * sigmaS) + ratio * ratio / between);
      double found = StepVariance.markov(1).of(aT[k], sigmaT, aS[k], sigmaS);
      assertEquals(v, found, 1e-14);
      double kept = Math.sqrt(sigmaS * sigmaS - found);
      assertEquals(v * ratio / between, kept / sigmaT, 1e-12); // of u_t
      assertEquals(v * aS[k] / (sigmaS * sigmaS), aS[k] - kept / sigmaT * aT[k], 1e-12); // of u_0
    }
  }

  /** 20,000 elements: the standard error of a variance of 1 is 0.01; five of them are accepted. */
  @Test
  void priorIsGaussianWhereNothingIsLeft() {
    FloatBatch x1 = BLURRING.prior().draw(313, RNG);
    double square = 0;
    for (float x : x1.toArray()) {
      square += x * x;
    }
    assertEquals(1, square / x1.toArray().length, 0.05);
    assertEquals(x1.slice(10, 11), BLURRING.prior().draw(1, RNG.fromRow(10)));
    assertThrows(IllegalArgumentException.class, HEAT::prior);
  }

  @Test
  void priorFromDataIsCorruptedData() {
    FloatBatch data = images(3);
    FloatBatch x1 = DataPrior.of(HEAT, data).draw(20, RNG);
    double[] means = new double[3];
    Arrays.setAll(means, i -> mean(data.row(i)));
    for (int i = 0; i < x1.rows(); i++) {
      double mean = mean(x1.row(i));
      double nearest = Arrays.stream(means).map(m -> Math.abs(m - mean)).min().orElseThrow();
      assertEquals(0, nearest, 0.01 * 5 / 8); // five standard errors of the mean of 64
    }
    assertThrows(IllegalArgumentException.class, () -> DataPrior.of(HEAT, data.slice(0, 0)));
  }

  @Test
  void stateThatCannotComeFromItsOriginIsRefused() {
    FloatBatch x0 = images(1);
    FloatBatch other = x0.map((i, k, x) -> x + 1);
    assertThrows(IllegalArgumentException.class, () -> HEAT.draw(other, x0, Times.all(1, 0), RNG));
  }

  @Test
  void errorsSayWhatIsWrong() {
    FloatBatch wrong = FloatBatch.of(new int[] {1, 8, 8}, new float[64]);
    assertEquals(
        "items of shape [1, 8, 8] for a corruption of items [2, 8, 4]: make the basis for the data's shape",
        assertThrows(IllegalArgumentException.class, () -> HEAT.drawNoise(wrong, RNG))
            .getMessage());
    LinearKernel wild = LinearKernel.of(HEAT, (aT, sT, aS, sS) -> 2 * sS * sS);
    FloatBatch x0 = images(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> wild.step(x0, x0, Times.all(1, 0.5), Times.all(1, 0.2), RNG));
    assertThrows(
        IllegalArgumentException.class,
        () -> LinearKernel.markov(HEAT).step(x0, x0, Times.all(1, 0.5), Times.all(1, 0.5), RNG));
    assertThrows(IllegalArgumentException.class, () -> NoiseLevel.constant(0));
    assertThrows(IllegalArgumentException.class, () -> BlurWidth.logarithmic(2, 1));
    assertThrows(IllegalArgumentException.class, () -> BlurWidth.sine(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> StepVariance.markov(1.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> FadingMask.of(PixelBasis.of(4), 0, NoiseLevel.linear(1)));
  }
}

package org.udm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/** The laws of a time law, for every one: fresh, and after it has seen losses. */
class TimeLawTest {
  private static final double SMALLEST = 0.1;
  private static final int BINS = 5;

  /** A law in some condition, made anew for every test. */
  record Entry(String name, Supplier<TimeLaw> maker) {
    TimeLaw law() {
      return maker.get();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Entry> laws() {
    return Stream.of(
        new Entry("uniform", () -> UniformTimes.from(SMALLEST)),
        new Entry("antithetic", () -> AntitheticTimes.from(SMALLEST)),
        new Entry("importance, cold", () -> ImportanceTimes.from(SMALLEST, BINS)),
        new Entry("importance, warm", () -> taught(t -> 1 / t)),
        new Entry("importance, nothing to learn", () -> taught(t -> 0)));
  }

  /** An importance law that has seen the loss L(t), 4,000 times. */
  private static ImportanceTimes taught(DoubleUnaryOperator loss) {
    ImportanceTimes law = ImportanceTimes.from(SMALLEST, BINS);
    RandomStreams rng = RandomStreams.of(8).named("teach");
    for (int step = 0; step < 500; step++) {
      Times t = law.draw(8, rng.at(step).row(0)).t();
      law.observe(t, Arrays.stream(t.toArray()).map(loss).toArray());
    }
    return law;
  }

  @ParameterizedTest
  @MethodSource("laws")
  void timesAreInRange(Entry entry) {
    TimeLaw law = entry.law();
    for (int rows : new int[] {0, 1, 2, 1000}) {
      TimeLaw.Draw draw = law.draw(rows, RandomStreams.of(1).row(0));
      assertEquals(rows, draw.t().rows());
      assertEquals(rows, draw.inverseDensity().length);
      for (int i = 0; i < rows; i++) {
        assertTrue(draw.t().at(i) >= SMALLEST && draw.t().at(i) <= 1);
        assertTrue(draw.inverseDensity()[i] > 0);
      }
    }
  }

  /**
   * {@code E[f(t) / p(t)]} is the mean of f over [smallest, 1]: seed 2, n = 20,000 batches of 4,
   * for f = 1, t, 1/t and sin 20 t; |z| &lt; 4.4 has probability 1 - 1.1e-5.
   */
  @ParameterizedTest
  @MethodSource("laws")
  void weightedMeansAreIntegrals(Entry entry) {
    TimeLaw law = entry.law();
    double range = 1 - SMALLEST;
    assertUnbiased(law, t -> 1, 1);
    assertUnbiased(law, t -> t, (1 + SMALLEST) / 2);
    assertUnbiased(law, t -> 1 / t, -Math.log(SMALLEST) / range);
    assertUnbiased(
        law, t -> Math.sin(20 * t), (Math.cos(20 * SMALLEST) - Math.cos(20)) / 20 / range);
  }

  private static void assertUnbiased(TimeLaw law, DoubleUnaryOperator f, double integral) {
    int n = 20_000;
    double sum = 0;
    double squares = 0;
    for (int k = 0; k < n; k++) {
      TimeLaw.Draw draw = law.draw(4, RandomStreams.of(2).at(k).row(0));
      double mean = 0;
      for (int i = 0; i < 4; i++) {
        mean += draw.inverseDensity()[i] * f.applyAsDouble(draw.t().at(i)) / 4;
      }
      sum += mean;
      squares += mean * mean;
    }
    double mean = sum / n;
    double deviation = Math.sqrt(Math.max(0, squares / n - mean * mean) / n);
    assertEquals(integral, mean, 4.4 * deviation + 1e-12);
  }

  /** A planted error: densities that are forgotten. */
  @Test
  void forgottenDensitiesAreSeen() {
    TimeLaw warm = taught(t -> 1 / t);
    TimeLaw forgetful =
        new TimeLaw() {
          @Override
          public Draw draw(int rows, RandomStream rng) {
            return new Draw(warm.draw(rows, rng).t(), TimeRange.ones(rows));
          }

          @Override
          public void observe(Times t, double[] rowLosses) {}

          @Override
          public double[] state() {
            return warm.state();
          }

          @Override
          public void restore(double[] state) {}
        };
    assertThrows(AssertionError.class, () -> assertUnbiased(forgetful, t -> t, (1 + SMALLEST) / 2));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void aRestoredLawGoesOnAsTheOldOne(Entry entry) {
    TimeLaw old = entry.law();
    TimeLaw restored =
        old instanceof ImportanceTimes ? ImportanceTimes.from(SMALLEST, BINS) : entry.law();
    restored.restore(old.state());
    assertArrayEquals(old.state(), restored.state());
    for (int step = 0; step < 100; step++) {
      RandomStream one = RandomStreams.of(3).at(step).row(0);
      RandomStream other = RandomStreams.of(3).at(step).row(0);
      TimeLaw.Draw draw = old.draw(7, one);
      TimeLaw.Draw again = restored.draw(7, other);
      assertEquals(draw.t(), again.t());
      assertArrayEquals(draw.inverseDensity(), again.inverseDensity());
      old.observe(draw.t(), draw.t().toArray());
      restored.observe(draw.t(), draw.t().toArray());
    }
    assertArrayEquals(old.state(), restored.state());
  }

  @ParameterizedTest
  @MethodSource("laws")
  void theStateIsACopy(Entry entry) {
    TimeLaw law = entry.law();
    double[] before = law.state();
    double[] after = law.state();
    Arrays.fill(after, 77);
    assertArrayEquals(before, law.state());
    law.restore(before);
    Arrays.fill(before, 77);
    assertNotEquals(77, Arrays.stream(law.state()).findFirst().orElse(0));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void aStateOfAnotherLawIsRefused(Entry entry) {
    assertThrows(IllegalArgumentException.class, () -> entry.law().restore(new double[3]));
  }

  /** One time of a batch is uniform: seed 4, n = 20,000, level 1e-4. */
  @Test
  void anAntitheticTimeAloneIsUniform() {
    for (int row : new int[] {0, 3}) {
      double[] t = new double[20_000];
      for (int k = 0; k < t.length; k++) {
        t[k] = AntitheticTimes.from(0).draw(4, RandomStreams.of(4).at(k).row(0)).t().at(row);
      }
      assertTrue(KolmogorovSmirnovTest.withDefaults().test(t, x -> x).getPValue() > 1e-4);
    }
  }

  @Test
  void antitheticTimesCoverEveryStratum() {
    for (int rows : new int[] {1, 2, 7, 64}) {
      for (int k = 0; k < 200; k++) {
        Times t = AntitheticTimes.from(0).draw(rows, RandomStreams.of(5).at(k).row(0)).t();
        double[] sorted = t.toArray();
        Arrays.sort(sorted);
        for (int i = 0; i < rows; i++) {
          assertEquals(i, (int) (sorted[i] * rows + 1e-9)); // one time in [i/B, (i+1)/B)
          if (i > 0) {
            assertEquals(1.0 / rows, sorted[i] - sorted[i - 1], 1e-12);
          }
        }
      }
    }
  }

  /**
   * Losses of size (k + 1)(1 + noise) in bin k: the optimal p is proportional to k + 1, and the
   * running moments over about ten losses know it within 15 %.
   */
  @Test
  void importanceFindsTheOptimalLaw() {
    ImportanceTimes law = ImportanceTimes.from(SMALLEST, BINS);
    RandomStreams rng = RandomStreams.of(6);
    for (int step = 0; step < 200; step++) {
      Times t = law.draw(16, rng.at(step).row(0)).t();
      RandomStream noise = rng.at(step).row(1);
      double[] losses = new double[16];
      for (int i = 0; i < 16; i++) {
        losses[i] = (bin(t.at(i)) + 1) * noise.uniform(0.9, 1.1);
      }
      law.observe(t, losses);
    }
    double[] frequency = new double[BINS];
    TimeLaw.Draw draw = law.draw(100_000, rng.named("test").row(0));
    for (int i = 0; i < 100_000; i++) {
      int k = bin(draw.t().at(i));
      frequency[k] += 1e-5;
      assertEquals(15.0 / (BINS * (k + 1)), draw.inverseDensity()[i], 0.15 * 15 / (BINS * (k + 1)));
    }
    for (int k = 0; k < BINS; k++) {
      assertEquals((k + 1) / 15.0, frequency[k], 0.15 * (k + 1) / 15);
    }
  }

  private static int bin(double t) {
    return Math.min(BINS - 1, (int) ((t - SMALLEST) / (1 - SMALLEST) * BINS));
  }

  /** For L = 1/t the optimal law in bins lowers the variance of the estimated loss. */
  @Test
  void importanceLowersTheVariance() {
    double uniform = variance(UniformTimes.from(SMALLEST));
    double importance = variance(taught(t -> 1 / t));
    assertTrue(importance < 0.4 * uniform, () -> importance + " against " + uniform);
  }

  private static double variance(TimeLaw law) {
    TimeLaw.Draw draw = law.draw(50_000, RandomStreams.of(7).row(0));
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 50_000; i++) {
      double loss = draw.inverseDensity()[i] / draw.t().at(i);
      sum += loss;
      squares += loss * loss;
    }
    return squares / 50_000 - sum / 50_000 * (sum / 50_000);
  }

  @Test
  void importanceIsUniformUntilEveryBinIsWarm() {
    ImportanceTimes law = ImportanceTimes.from(0, 2);
    for (int k = 0; k < 10; k++) {
      assertEquals(1, law.draw(1, RandomStreams.of(1).row(0)).inverseDensity()[0]);
      law.observe(Times.of(0.2), new double[] {1});
      law.observe(Times.of(0.7), new double[] {3});
    }
    double[] inverse = law.draw(100, RandomStreams.of(1).row(0)).inverseDensity();
    // p = (1/4, 3/4) but for the part of 0.001 that stays uniform
    assertEquals(1 / (2 * (0.999 * 0.25 + 0.0005)), Arrays.stream(inverse).max().orElse(0), 1e-12);
    assertEquals(1 / (2 * (0.999 * 0.75 + 0.0005)), Arrays.stream(inverse).min().orElse(0), 1e-12);
  }

  @Test
  void wrongParametersAreRefused() {
    for (double wrong : new double[] {-0.1, 1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> UniformTimes.from(wrong));
      assertThrows(IllegalArgumentException.class, () -> AntitheticTimes.from(wrong));
      assertThrows(IllegalArgumentException.class, () -> ImportanceTimes.from(wrong, 5));
    }
    assertThrows(IllegalArgumentException.class, () -> ImportanceTimes.from(0, 1));
  }
}

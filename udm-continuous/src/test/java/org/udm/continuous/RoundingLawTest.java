package org.udm.continuous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.verify.Finding;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;
import org.udm.core.verify.MarginalIdentity.Options;
import org.udm.core.verify.Requirement;

/** Errors beside large numbers: what a check sees, and what it takes for rounding. */
class RoundingLawTest {
  private static final FloatBatch ALIKE = FloatBatch.points(new float[] {1.5f, -0.5f});
  private static final FloatBatch UNLIKE = FloatBatch.points(new float[] {1e5f, 0.3f});

  /** 2,000 draws, of which some 20 are large. */
  private static final Options DRAWN = Options.defaults().withSamples(2000).withTimes(0, 0.4, 1);

  private static final RandomStreams RNG = RandomStreams.of(20261122);

  /**
   * {@code x_t = x_0 + t eps}, where one row of noise in a hundred is {@code tail} times as large.
   *
   * @param start the smallest element in absolute value that F keeps; smaller ones become 0
   */
  private record Additive(double tail, double start)
      implements Corruption<FloatBatch, FloatBatch>, NoisePosterior<FloatBatch, FloatBatch> {

    private double kept(double x) {
      return Math.abs(x) < start ? 0 : x;
    }

    @Override
    public FloatBatch drawNoise(FloatBatch x0, RandomStreams rng) {
      return x0.map(
          (i, e, x) -> {
            RandomStream own = rng.named("noise").at(e).row(i);
            double scale = rng.named("tail").row(i).uniform() < 0.01 ? tail : 1;
            return scale * own.gaussian();
          });
    }

    @Override
    public FloatBatch corrupt(FloatBatch x0, FloatBatch eps, Times t) {
      return x0.map((i, e, x) -> kept(x) + t.at(i) * eps.at(i, e));
    }

    @Override
    public FloatBatch draw(FloatBatch xt, FloatBatch x0, Times t, RandomStreams rng) {
      return xt.map((i, e, x) -> (x - kept(x0.at(i, e))) / t.at(i));
    }
  }

  private static Set<Requirement> failed(
      Corruption<FloatBatch, FloatBatch> corruption,
      NoisePosterior<FloatBatch, FloatBatch> posterior,
      FloatBatch x0,
      Options options) {
    LawReport report =
        MarginalIdentity.same(corruption, posterior, x0)
            .withStatistics(FloatStatistics.of())
            .with(options)
            .check(RNG);
    return report.failures().stream().map(Finding::requirement).collect(Collectors.toSet());
  }

  /** Noise that is off by 0.01 everywhere, where some draws are ten million times as large. */
  @Test
  void aFewLargeDrawsHideNoErrorInTheOthers() {
    Additive right = new Additive(1e7, 0);
    NoisePosterior<FloatBatch, FloatBatch> wrong =
        (xt, x0, t, rng) -> right.draw(xt, x0, t, rng).map((i, e, eps) -> eps + 0.01);
    assertEquals(Set.of(), failed(right, right, ALIKE, DRAWN));
    assertEquals(Set.of(Requirement.NOISE_POSTERIOR), failed(right, wrong, ALIKE, DRAWN));
  }

  /** The stated limit: 0.3 beside 1e5 is 38 roundings; fewer, or elements alike, show the error. */
  @Test
  void aSmallElementBesideALargeOneIsSeenWithFewRoundings() {
    Additive right = new Additive(1, 0);
    Additive wrong = new Additive(1, 0.4); // 0.3 becomes 0
    Set<Requirement> clean = Set.of(Requirement.CLEAN_START, Requirement.CLEAN_END);
    FloatBatch alike = FloatBatch.points(new float[] {1, 0.3f});
    assertEquals(Set.of(), failed(wrong, wrong, UNLIKE, DRAWN));
    assertEquals(clean, failed(wrong, wrong, UNLIKE, DRAWN.withRoundings(3)));
    assertEquals(clean, failed(wrong, wrong, alike, DRAWN));
    for (FloatBatch x0 : new FloatBatch[] {UNLIKE, alike, ALIKE}) {
      assertEquals(Set.of(), failed(right, right, x0, DRAWN.withRoundings(3)));
    }
  }

  /** Keeps one element, drawn evenly, at every t above 0: x_t has another shape than x_0. */
  private enum Cropping
      implements Corruption<FloatBatch, int[]>, NoisePosterior<FloatBatch, int[]> {
    IT;

    @Override
    public int[] drawNoise(FloatBatch x0, RandomStreams rng) {
      int[] kept = new int[x0.rows()];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = rng.row(i).index(x0.size());
      }
      return kept;
    }

    @Override
    public FloatBatch corrupt(FloatBatch x0, int[] eps, Times t) {
      if (t.at(0) == 0) { // a check has one time for all rows
        return x0;
      }
      float[][] items = new float[x0.rows()][];
      for (int i = 0; i < items.length; i++) {
        items[i] = new float[] {x0.at(i, eps[i])};
      }
      return FloatBatch.points(items);
    }

    @Override
    public int[] draw(FloatBatch xt, FloatBatch x0, Times t, RandomStreams rng) {
      int[] kept = new int[x0.rows()];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = xt.at(i, 0) == x0.at(i, 0) ? 0 : 1;
      }
      return kept;
    }
  }

  @Test
  void aStateOfAnotherShapeIsCheckedExactly() {
    LawReport right = MarginalIdentity.same(Cropping.IT, Cropping.IT, ALIKE).check(RNG);
    right.assertHolds();
    assertEquals(LawReport.Method.EXACT, right.method());
    NoisePosterior<FloatBatch, int[]> other =
        (xt, x0, t, rng) -> new int[] {1 - Cropping.IT.draw(xt, x0, t, rng)[0]};
    LawReport wrong = MarginalIdentity.same(Cropping.IT, other, ALIKE).check(RNG);
    assertTrue(
        wrong.failures().stream().allMatch(f -> f.requirement() == Requirement.NOISE_POSTERIOR));
    assertEquals(4, wrong.failures().size()); // at every t above 0
  }
}

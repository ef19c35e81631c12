package org.udm.continuous;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.verify.Finding;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.MarginalIdentity;
import org.udm.core.verify.Requirement;

/** How far batches are apart, and what a check makes of it: planted errors in real numbers. */
class FloatBatchTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static FloatBatch points(float... first) {
    float[][] items = new float[first.length][];
    for (int i = 0; i < items.length; i++) {
      items[i] = new float[] {first[i], 0};
    }
    return FloatBatch.points(items);
  }

  @Test
  void roundingsAreThoseOfTheLargestNumberInTheRow() {
    FloatBatch x = points(1, 0.01f);
    assertArrayEquals(new double[2], x.roundings(x, x));
    assertArrayEquals(new double[] {1, 0}, x.roundings(points(Math.nextUp(1f), 0.01f), x));
    assertArrayEquals(new double[] {0, 1}, x.roundings(points(1, Math.nextUp(0.01f)), x));
    assertArrayEquals(new double[] {0}, points(0f).roundings(points(-0f), points(0f)));
    FloatBatch both = FloatBatch.points(new float[] {1, 0.01f});
    FloatBatch second = FloatBatch.points(new float[] {1, Math.nextUp(0.01f)});
    double share = (double) Math.ulp(0.01f) / Math.ulp(1f);
    assertArrayEquals(new double[] {share}, both.roundings(second, both));
  }

  /** Beside rows of a shape of their own. */
  @Test
  void whatStatesCameFromTellsTheirRounding() {
    FloatBatch x = points(1, 0.01f);
    FloatBatch beside = FloatBatch.points(new float[] {0.5f}, new float[] {1});
    double share = (double) Math.ulp(0.01f) / Math.ulp(1f);
    assertArrayEquals(
        new double[] {1, share}, x.roundings(points(Math.nextUp(1f), Math.nextUp(0.01f)), beside));
    assertThrows(IllegalArgumentException.class, () -> x.roundings(x, points(1)));
  }

  @Test
  void whatIsNoNumberIsInfinitelyFarFromOne() {
    FloatBatch x = points(Float.NaN, Float.POSITIVE_INFINITY, 1);
    assertArrayEquals(new double[3], x.roundings(x, x));
    assertArrayEquals(new double[] {INFINITE, INFINITE, 0}, x.roundings(points(1, 1, 1), x));
    assertArrayEquals(
        new double[] {INFINITE},
        points(1).roundings(FloatBatch.points(new float[] {1}), points(1)));
    assertThrows(IllegalArgumentException.class, () -> x.roundings(points(1), x));
  }

  /** Each element becomes a Gaussian number with probability threshold(t). */
  private record Replacing(double earlier)
      implements Corruption<FloatBatch, Replacing.Noise>,
          NoisePosterior<FloatBatch, Replacing.Noise> {

    record Noise(FloatBatch when, FloatBatch what) {}

    private double threshold(double t) {
      return Math.min(1, t + earlier);
    }

    private static FloatBatch uniforms(FloatBatch x, RandomStreams rng) {
      return x.map((i, e, old) -> rng.named("when").at(e).row(i).uniform());
    }

    private static FloatBatch gaussians(FloatBatch x, RandomStreams rng) {
      return x.map((i, e, old) -> rng.named("what").at(e).row(i).gaussian());
    }

    @Override
    public Noise drawNoise(FloatBatch x0, RandomStreams rng) {
      return new Noise(uniforms(x0, rng), gaussians(x0, rng));
    }

    @Override
    public FloatBatch corrupt(FloatBatch x0, Noise eps, Times t) {
      return x0.map((i, e, x) -> eps.when.at(i, e) < threshold(t.at(i)) ? eps.what.at(i, e) : x);
    }

    @Override
    public Noise draw(FloatBatch xt, FloatBatch x0, Times t, RandomStreams rng) {
      FloatBatch u = uniforms(x0, rng);
      FloatBatch when =
          xt.map(
              (i, e, x) -> {
                double at = threshold(t.at(i));
                return x == x0.at(i, e) ? at + (1 - at) * u.at(i, e) : 0.999 * at * u.at(i, e);
              });
      FloatBatch anew = gaussians(x0, rng);
      return new Noise(when, xt.map((i, e, x) -> x == x0.at(i, e) ? anew.at(i, e) : x));
    }
  }

  private static Set<Requirement> failed(
      Replacing corruption, NoisePosterior<FloatBatch, Replacing.Noise> posterior) {
    LawReport report =
        MarginalIdentity.same(
                corruption, posterior, FloatBatch.points(new float[] {1.5f, -0.5f, 3}))
            .withStatistics(FloatStatistics.of())
            .with(MarginalIdentity.Options.defaults().withSamples(2000).withTimes(0, 0.4, 1))
            .check(RandomStreams.of(3));
    return report.failures().stream().map(Finding::requirement).collect(Collectors.toSet());
  }

  @Test
  void aThresholdThatDoesNotBeginAtZeroIsCaught() {
    Replacing right = new Replacing(0);
    Replacing early = new Replacing(0.3);
    assertEquals(Set.of(), failed(right, right));
    assertEquals(Set.of(Requirement.CLEAN_START, Requirement.CLEAN_END), failed(early, early));
  }

  /** Same noise drawn anew obeys the marginal identity, and is not the noise that led to x_t. */
  @Test
  void aPosteriorThatIgnoresTheStateIsCaught() {
    Replacing right = new Replacing(0);
    assertEquals(
        Set.of(Requirement.NOISE_POSTERIOR),
        failed(right, (xt, x0, t, rng) -> right.drawNoise(x0, rng)));
  }

  /** One row in a hundred gets noise of its own. */
  @Test
  void aPosteriorThatSeldomErrsIsCaught() {
    Replacing right = new Replacing(0);
    NoisePosterior<FloatBatch, Replacing.Noise> seldom =
        (xt, x0, t, rng) -> {
          boolean[] anew = new boolean[x0.rows()];
          for (int i = 0; i < anew.length; i++) {
            anew[i] = rng.named("which").row(i).bernoulli(0.01);
          }
          Replacing.Noise kept = right.draw(xt, x0, t, rng);
          Replacing.Noise fresh = right.drawNoise(x0, rng.named("anew"));
          return new Replacing.Noise(
              kept.when().choose(anew, fresh.when()), kept.what().choose(anew, fresh.what()));
        };
    assertEquals(Set.of(Requirement.NOISE_POSTERIOR), failed(right, seldom));
  }
}

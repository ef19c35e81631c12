package org.udm.continuous.sample;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.Interruption;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Transition;

/**
 * A step taken several times, with a way back up between:
 *
 * <pre>x_t &lt;- alpha_t / alpha_s x_s + sqrt(beta_{t|s}) z.</pre>
 *
 * <p>Every repetition lets free elements see more of a {@link KnownRegion}; with many of them and
 * many steps the draws tend to the conditional law. The step to s = 0 is taken once. Without a
 * condition, and with an exact step, it changes nothing in law.
 *
 * <p>Source: Lugmayr et al., "RePaint: inpainting using denoising diffusion probabilistic models",
 * 2022, algorithm 1, with jumps of one step.
 *
 * @param step the step, under its condition
 * @param path alpha_t and sigma_t
 * @param times how often it is taken, at least 1; the paper takes 10
 */
public record Resampled(Transition<FloatBatch> step, GaussianPath path, int times)
    implements Transition<FloatBatch> {

  /**
   * Checks the number of times.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Resampled {
    if (times < 1) {
      throw new IllegalArgumentException("a step taken " + times + " times: at least 1 is needed");
    }
  }

  /**
   * Takes the step as often as it is to be taken.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt
   *     flag stays set
   */
  @Override
  public Step<FloatBatch> step(FloatBatch xt, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    boolean anyClean = java.util.Arrays.stream(s.toArray()).anyMatch(time -> time == 0);
    double[] kept = new double[xt.rows()];
    double[] added = new double[xt.rows()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = path.alpha(t.at(i)) / path.alpha(s.at(i));
      added[i] = Math.sqrt(path.addedVariance(t.at(i), s.at(i)));
    }
    Step<FloatBatch> done = step.step(xt, t, s, rng.named("down").at(0));
    int rowsPredicted = done.rowsPredicted();
    for (int k = 1; k < times && !anyClean; k++) {
      Interruption.check("resampling", k, times);
      FloatBatch z = GaussianNoise.like(xt, rng.named("up").at(k));
      FloatBatch back = done.xs().map((i, e, x) -> kept[i] * x + added[i] * z.at(i, e));
      done = step.step(back, t, s, rng.named("down").at(k));
      rowsPredicted += done.rowsPredicted();
    }
    return new Step<>(done.xs(), rowsPredicted);
  }
}

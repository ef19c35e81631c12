package org.udm.continuous.solve;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.Interruption;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.PerRow;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Transition;

/**
 * Langevin steps at the new time, after a step that leads there:
 *
 * <pre>
 * x &lt;- x + a/2 score(x, s) + sqrt(a) z,   a = c sigma_s^2,   score = (alpha_s D - x) / sigma_s^2
 * </pre>
 *
 * <p>They leave p(x_s) as it is but for terms of order c, whatever the state they begin with. After
 * a predictor step this is the predictor-corrector sampler; after no step at all, on a path with
 * alpha = 1, it is annealed Langevin dynamics (SMLD). The size of a step depends on the time alone;
 * the papers' predictor-corrector takes the norms of score and noise instead, whose quotient is
 * about sigma_s. At s = 0 nothing is changed.
 *
 * <p>Sources: Song and Ermon, "Generative modeling by estimating gradients of the data
 * distribution", 2019, algorithm 1; Song et al., "Score-based generative modeling through
 * stochastic differential equations", 2021, section 4.2 and appendix G.
 *
 * @param first the step before
 * @param predictor the x_0-predictor; its beliefs have means
 * @param path alpha_t and sigma_t
 * @param steps Langevin steps at each time, at least 1
 * @param size c, in (0, 2)
 */
public record Langevin(
    Transition<FloatBatch> first,
    X0Predictor<FloatBatch> predictor,
    GaussianPath path,
    int steps,
    double size)
    implements Transition<FloatBatch> {

  /**
   * Checks steps and size.
   *
   * @throws IllegalArgumentException if there is no step or the size is outside (0, 2)
   */
  public Langevin {
    if (steps < 1) {
      throw new IllegalArgumentException(steps + " Langevin steps: at least 1 is needed");
    }
    if (!(size > 0 && size < 2)) {
      throw new IllegalArgumentException(
          "Langevin steps of size " + size + ": it must be in (0, 2), of sigma_s^2");
    }
  }

  /**
   * Returns the predictor-corrector sampler's step.
   *
   * @param first the predictor step, such as {@link ReverseSde}
   * @param predictor the x_0-predictor
   * @param path alpha_t and sigma_t
   * @param steps Langevin steps at each time, at least 1
   * @param ratio the paper's signal-to-noise ratio r of a step, c = 4 r^2; it takes 0.16
   * @return the transition
   * @throws IllegalArgumentException if there is no step or 4 r^2 is outside (0, 2)
   */
  public static Langevin corrector(
      Transition<FloatBatch> first,
      X0Predictor<FloatBatch> predictor,
      GaussianPath path,
      int steps,
      double ratio) {
    return new Langevin(first, predictor, path, steps, 4 * ratio * ratio);
  }

  /**
   * Returns the step of annealed Langevin dynamics, which stays where it is and corrects.
   *
   * @param predictor the x_0-predictor
   * @param path a path with alpha = 1
   * @param steps Langevin steps at each time, at least 1; the paper takes 100
   * @param size c, the paper's epsilon / sigma_L^2, in (0, 2); it takes 0.2
   * @return the transition
   * @throws IllegalArgumentException if alpha_1 is not 1, there is no step or the size is outside
   *     (0, 2)
   */
  public static Langevin annealed(
      X0Predictor<FloatBatch> predictor, GaussianPath path, int steps, double size) {
    if (path.alpha(1) != 1) {
      throw new IllegalArgumentException(
          "annealed Langevin dynamics on %s: alpha_t must be 1, as nothing rescales the state"
              .formatted(path));
    }
    return new Langevin((xt, t, s, rng) -> new Step<>(xt, 0), predictor, path, steps, size);
  }

  /**
   * Takes the step and the corrections.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt
   *     flag stays set
   */
  @Override
  public Step<FloatBatch> step(FloatBatch xt, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    Step<FloatBatch> begun = first.step(xt, t, s, rng.named("first"));
    FloatBatch x = begun.xs();
    int rowsPredicted = begun.rowsPredicted();
    double[] alpha = PerRow.of(s, path::alpha);
    double[] sigma = PerRow.of(s, path::sigma);
    boolean allClean = java.util.Arrays.stream(sigma).allMatch(deviation -> deviation == 0);
    for (int k = 0; k < steps && !allClean; k++) {
      Interruption.check("a Langevin correction", k, steps);
      FloatBatch clean = Flow.mean(predictor, x, s);
      FloatBatch z = GaussianNoise.like(x, rng.named("langevin").at(k));
      x =
          x.map(
              (i, e, value) ->
                  sigma[i] == 0
                      ? value
                      : value
                          + 0.5 * size * (alpha[i] * clean.at(i, e) - value)
                          + Math.sqrt(size) * sigma[i] * z.at(i, e));
      rowsPredicted += x.rows();
    }
    return new Step<>(x, rowsPredicted);
  }
}

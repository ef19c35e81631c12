package org.udm.continuous.solve;

import java.util.Arrays;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianNoise;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.predict.ElementVariance;
import org.udm.continuous.predict.Means;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Transition;

/**
 * A step of DDPM's sampler, {@code x_s ~ N(kernel's mean at D(x_t, t), w I)}, with one of the
 * variances w of a step that does not know x_0; at s = 0 the mean is taken.
 *
 * <p>With {@link StepVariance#SMALL} it is {@code PredictThenCorrect} with the mean of x_0, with
 * {@link StepVariance#OPTIMAL} Analytic-DPM, which draws Gaussian data exactly whatever the grid.
 *
 * <p>Sources: Ho et al. (DDPM), 2020, algorithm 2; Bao et al. (Analytic-DPM), 2022, theorem 1.
 *
 * @param predictor the x_0-predictor; its beliefs have means, and say what the variance needs (see
 *     {@link ElementVariance#of})
 * @param kernel the reverse kernel, whose mean is taken
 * @param variance the variance w
 */
public record AncestralTransition(
    X0Predictor<FloatBatch> predictor, GaussianKernel kernel, StepVariance variance)
    implements Transition<FloatBatch> {

  @Override
  public Step<FloatBatch> step(FloatBatch xt, Times t, Times s, RandomStreams rng) {
    s.before(t.forRowsOf(xt));
    X0Belief<FloatBatch> belief = predictor.predict(xt, t);
    FloatBatch clean = Means.of(belief);
    ElementVariance w = ElementVariance.of(variance, kernel, belief, t, s);
    GaussianKernel.Coefficients[] c = new GaussianKernel.Coefficients[xt.rows()];
    Arrays.setAll(c, i -> kernel.coefficients(t.at(i), s.at(i)));
    FloatBatch z = GaussianNoise.like(xt, rng);
    FloatBatch xs =
        xt.map(
            (i, e, x) -> {
              double mean = c[i].x0() * clean.at(i, e) + c[i].xt() * x;
              return s.at(i) == 0 ? mean : mean + Math.sqrt(w.at(i, e)) * z.at(i, e);
            });
    return new Step<>(xs, xt.rows());
  }
}

package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;

/**
 * Classifier guidance: the gradient of a classifier, added to the score by a scale w. As Tweedie's
 * formula is {@code D = (x_t + sigma_t^2 score) / alpha_t},
 *
 * <pre>
 * D = D_uncond + w sigma_t^2 / alpha_t grad log p(class | x_t),   eps = eps_uncond - w sigma_t grad log p(class | x_t).
 * </pre>
 *
 * <p>With an exact predictor and classifier the scale 1 is E[x_0 | x_t, class], by Bayes. Where
 * alpha_t = 0 the quotient is not defined, and a row there is refused. Beliefs are points.
 *
 * <p>Source: Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, section 4;
 * this is their form for DDIM (algorithm 2), used for every kernel.
 */
public final class ClassifierGuidance {
  private ClassifierGuidance() {}

  /**
   * Returns the guided predictor.
   *
   * @param path alpha_t and sigma_t
   * @param unconditional D_uncond; its beliefs have means
   * @param classifier the gradient
   * @param scale w, finite
   * @return the predictor
   * @throws IllegalArgumentException if the scale is not finite
   */
  public static X0Predictor<FloatBatch> of(
      GaussianPath path,
      X0Predictor<FloatBatch> unconditional,
      ClassGradient classifier,
      double scale) {
    ClassifierFreeGuidance.requireFinite(scale);
    return (xt, t) ->
        GaussianBelief.point(
            moved(
                path,
                Means.of(unconditional.predict(xt, t)),
                classifier.at(xt, t),
                t.forRowsOf(xt),
                scale));
  }

  /**
   * Returns the guided predictor of a predictor and a gradient that can be differentiated.
   *
   * @param path alpha_t and sigma_t
   * @param unconditional D_uncond; its beliefs have means
   * @param classifier the gradient
   * @param scale w, finite
   * @return the predictor
   * @throws IllegalArgumentException if the scale is not finite
   */
  public static DifferentiablePredictor differentiable(
      GaussianPath path,
      DifferentiablePredictor unconditional,
      DifferentiableClassGradient classifier,
      double scale) {
    return new Differentiated(
        of(path, unconditional, classifier, scale),
        (xt, t, vector) ->
            moved(
                path,
                unconditional.vectorJacobian(xt, t, vector),
                classifier.vectorHessian(xt, t, vector),
                t.forRowsOf(xt),
                scale));
  }

  /** D + w sigma_t^2 / alpha_t gradient. */
  private static FloatBatch moved(
      GaussianPath path, FloatBatch clean, FloatBatch gradient, Times t, double scale) {
    double[] factor = new double[t.rows()];
    for (int i = 0; i < factor.length; i++) {
      double alpha = path.alpha(t.at(i));
      if (alpha == 0) {
        throw new IllegalArgumentException(
            "row %d is at t = %s, where alpha_t = 0: a gradient says nothing about x_0 there; begin the grid below 1 or take ClassifierFreeGuidance"
                .formatted(i, t.at(i)));
      }
      factor[i] = scale * Math.pow(path.sigma(t.at(i)), 2) / alpha;
    }
    gradient.requireShapeOf(clean);
    return clean.map((i, e, x) -> x + factor[i] * gradient.at(i, e));
  }
}

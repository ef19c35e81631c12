package org.udm.continuous.predict;

import org.udm.continuous.FloatBatch;
import org.udm.core.predict.X0Predictor;

/**
 * Classifier-free guidance: away from what is predicted without the condition, by a scale w,
 *
 * <pre>D = D_uncond + w (D_cond - D_uncond).</pre>
 *
 * <p>At a fixed x_t and t the noise eps, the score and v are affine in D with the same coefficients
 * for both predictors, and the weights w and 1 - w sum to 1: mixing any of them is mixing D. The
 * paper's own weight is w - 1. The scale 1 is the conditional predictor, 0 the other. Another scale
 * is the score of {@code p(x_t | condition)^w p(x_t)^(1-w)} at every t, which are not the marginals
 * of one law of x_0: what is drawn depends on the solver.
 *
 * <p>Its beliefs are points: guidance says a mean and no more. Every prediction asks both
 * predictors about every row, which {@code Samples.nfe} counts once.
 *
 * <p>Source: Ho and Salimans, "Classifier-free diffusion guidance", 2022, section 3.2.
 */
public final class ClassifierFreeGuidance {
  private ClassifierFreeGuidance() {}

  /**
   * Returns the guided predictor.
   *
   * @param conditional D_cond; its beliefs have means
   * @param unconditional D_uncond; its beliefs have means
   * @param scale w, finite
   * @return the predictor
   * @throws IllegalArgumentException if the scale is not finite
   */
  public static X0Predictor<FloatBatch> of(
      X0Predictor<FloatBatch> conditional, X0Predictor<FloatBatch> unconditional, double scale) {
    requireFinite(scale);
    return (xt, t) -> {
      FloatBatch with = Means.of(conditional.predict(xt, t));
      FloatBatch without = Means.of(unconditional.predict(xt, t));
      return GaussianBelief.point(mixed(with, without, scale));
    };
  }

  /**
   * Returns the guided predictor of two that can be differentiated.
   *
   * @param conditional D_cond; its beliefs have means
   * @param unconditional D_uncond; its beliefs have means
   * @param scale w, finite
   * @return the predictor
   * @throws IllegalArgumentException if the scale is not finite
   */
  public static DifferentiablePredictor differentiable(
      DifferentiablePredictor conditional, DifferentiablePredictor unconditional, double scale) {
    return new Differentiated(
        of(conditional, unconditional, scale),
        (xt, t, vector) ->
            mixed(
                conditional.vectorJacobian(xt, t, vector),
                unconditional.vectorJacobian(xt, t, vector),
                scale));
  }

  private static FloatBatch mixed(FloatBatch with, FloatBatch without, double scale) {
    with.requireShapeOf(without);
    return without.map((i, e, x) -> x + scale * (with.at(i, e) - x));
  }

  static void requireFinite(double scale) {
    if (!Double.isFinite(scale)) {
      throw new IllegalArgumentException("guidance of scale " + scale + ": it must be finite");
    }
  }
}

package org.udm.continuous.predict;

import java.util.function.DoubleUnaryOperator;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;

/** The variance w of a reverse step for every element. */
@FunctionalInterface
public interface ElementVariance {

  /**
   * Returns the variance of one element.
   *
   * @param row the row, in [0, B)
   * @param element its number in the item, in [0, N)
   * @return w, at least 0
   */
  double at(int row, int element);

  /**
   * Returns the variances of a step from what a belief says.
   *
   * @param choice which variance
   * @param kernel the reverse kernel
   * @param belief a {@link SpreadBelief} for {@code OPTIMAL}, an {@link ElementSpreadBelief} for
   *     {@code OPTIMAL_DIAGONAL}, an {@link InterpolatingBelief} for {@code LEARNED}, else any [B]
   * @param t the times of x_t [B]
   * @param s the times to go to, each smaller than its t [B]
   * @return w of every element
   * @throws IllegalArgumentException if the belief does not say what is needed
   */
  static ElementVariance of(
      StepVariance choice, GaussianKernel kernel, X0Belief<FloatBatch> belief, Times t, Times s) {
    DoubleUnaryOperator[] w = new DoubleUnaryOperator[t.rows()];
    for (int i = 0; i < w.length; i++) {
      w[i] = choice.between(kernel, t.at(i), s.at(i));
    }
    return switch (choice) {
      case SMALL, LARGE -> (i, e) -> w[i].applyAsDouble(0);
      case OPTIMAL -> {
        double[] variance = require(SpreadBelief.class, belief, choice).variance();
        yield (i, e) -> w[i].applyAsDouble(variance[i]);
      }
      case OPTIMAL_DIAGONAL -> {
        FloatBatch variances = require(ElementSpreadBelief.class, belief, choice).variances();
        yield (i, e) -> w[i].applyAsDouble(variances.at(i, e));
      }
      case LEARNED -> {
        FloatBatch part = require(InterpolatingBelief.class, belief, choice).interpolation();
        yield (i, e) -> w[i].applyAsDouble(part.at(i, e));
      }
    };
  }

  private static <T> T require(Class<T> kind, X0Belief<FloatBatch> belief, StepVariance choice) {
    if (!kind.isInstance(belief)) {
      throw new IllegalArgumentException(
          "StepVariance.%s needs beliefs that say it (%s), not %s"
              .formatted(choice, kind.getSimpleName(), belief.getClass().getSimpleName()));
    }
    return kind.cast(belief);
  }
}

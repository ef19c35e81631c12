package org.udm.core.sample;

import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.predict.PredictionCost;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;

/**
 * The step that gives the method its name: {@code x0^ ~ p(x_0 | x_t)}, then {@code x_s ~ p(x_s |
 * x_t, x0^)}.
 *
 * <p>Source: Su Jianlin, "Unified Diffusion Model", theory part (kexue.fm 9262).
 *
 * @param predictor the x_0-predictor
 * @param kernel the reverse kernel
 * @param choice whether x_0 is drawn or its mean taken
 * @param condition what is known of x_0
 * @param <X> the state
 */
public record PredictThenCorrect<X extends Batch<X>>(
    X0Predictor<X> predictor, ReverseKernel<X> kernel, X0Choice choice, Condition<X> condition)
    implements Transition<X> {

  /**
   * Returns the step with x_0 drawn and nothing known.
   *
   * @param predictor the x_0-predictor
   * @param kernel the reverse kernel
   * @param <X> the state
   * @return the transition
   */
  public static <X extends Batch<X>> PredictThenCorrect<X> of(
      X0Predictor<X> predictor, ReverseKernel<X> kernel) {
    return new PredictThenCorrect<>(predictor, kernel, X0Choice.DRAWN, Condition.none());
  }

  /**
   * Returns the same step with another choice of x_0.
   *
   * @param other drawn or mean
   * @return the transition
   */
  public PredictThenCorrect<X> withChoice(X0Choice other) {
    return new PredictThenCorrect<>(predictor, kernel, other, condition);
  }

  /**
   * Returns the same step under a condition.
   *
   * @param known what is known of x_0
   * @return the transition
   */
  public PredictThenCorrect<X> withCondition(Condition<X> known) {
    return new PredictThenCorrect<>(predictor, kernel, choice, known);
  }

  @Override
  public Step<X> step(X xt, Times t, Times s, RandomStreams rng) {
    X known = condition.onState(xt, t, rng.named("condition"));
    X0Belief<X> belief = predictor.predict(known, t);
    X x0 =
        switch (choice) {
          case DRAWN -> belief.draw(rng.named("x0"));
          case MEAN ->
              belief
                  .mean()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "this belief has no mean (tokens have none): choose X0Choice.DRAWN"));
        };
    X clamped = condition.onPrediction(x0, rng.named("condition"));
    return new Step<>(
        kernel.step(known, clamped, t, s, rng.named("kernel")), PredictionCost.of(belief));
  }
}

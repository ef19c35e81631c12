package org.udm.core.train;

import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.random.RandomStreams;

/**
 * The objective {@code E[-w(t) log q(x_0 | F_t(x_0, eps))]}: it draws t and eps, corrupts, and
 * hands over what a learner needs.
 *
 * @param corruption the corruption F_t
 * @param timeLaw how t is drawn
 * @param weight w(t)
 * @param <X> the state
 * @param <E> the noise
 */
public record Objective<X extends Batch<X>, E>(
    Corruption<X, E> corruption, TimeLaw timeLaw, Weight weight) {

  /**
   * Makes an example of clean rows.
   *
   * @param x0 clean rows [B]
   * @param rng the streams of the step
   * @return the example
   */
  public Example<X> example(X x0, RandomStreams rng) {
    TimeLaw.Draw draw = timeLaw.draw(x0.rows(), rng.named("times").row(0));
    double[] weights = draw.inverseDensity().clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= weight.at(draw.t().at(i));
    }
    E eps = corruption.drawNoise(x0, rng.named("noise"));
    return new Example<>(x0, corruption.corrupt(x0, eps, draw.t()), draw.t(), weights);
  }

  /**
   * Tells the time law the losses of a step, weighted by w(t). A loss of 0 stays 0 also where w(t)
   * is infinite: near t = 0 nothing is corrupted.
   *
   * @param example the example of the step
   * @param report what the learner said of it
   */
  void observe(Example<X> example, StepReport report) {
    double[] losses = report.rowLosses().clone();
    for (int i = 0; i < losses.length; i++) {
      losses[i] = losses[i] == 0 ? 0 : losses[i] * weight.at(example.t().at(i));
    }
    timeLaw.observe(example.t(), losses);
  }
}

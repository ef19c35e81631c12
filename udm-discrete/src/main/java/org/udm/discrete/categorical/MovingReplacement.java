package org.udm.discrete.categorical;

import java.util.function.DoubleFunction;
import org.udm.core.schedule.Schedule;

/**
 * Replacement by a law that moves with time: {@code Q_t = alpha_t I + (1 - alpha_t) 1 pi_t^T}, such
 * as uniform tokens first and masks later.
 *
 * <pre>Q_(t|s) = a I + 1 ((1 - alpha_t) pi_t - a (1 - alpha_s) pi_s)^T,   a = alpha_t / alpha_s
 * </pre>
 *
 * <p>It is a Markov process where the bracket is not negative, which is checked at each step.
 * Source: von Ruette et al., "Generalized interpolating discrete diffusion", 2025, section 3.
 */
public final class MovingReplacement implements TokenProcess {
  /** What rounding may take from a bracket that is 0. */
  private static final double ROUNDING = 1e-12;

  private final int vocabulary;
  private final int states;
  private final DoubleFunction<double[]> law;
  private final Schedule schedule;

  private MovingReplacement(
      int vocabulary, int states, DoubleFunction<double[]> law, Schedule schedule) {
    this.vocabulary = vocabulary;
    this.states = states;
    this.law = law;
    this.schedule = schedule;
  }

  /**
   * Returns the process.
   *
   * @param vocabulary the number of values V, at least 1
   * @param law gives pi_t for t in [0, 1]: probabilities that sum to 1 [K], K at least V
   * @param schedule alpha_t
   * @return the process, of K states
   * @throws IllegalArgumentException if pi_1 is no law or shorter than the vocabulary
   */
  public static MovingReplacement of(
      int vocabulary, DoubleFunction<double[]> law, Schedule schedule) {
    Replacement.requireVocabulary(vocabulary);
    int states = Replacement.requireLaw(law.apply(1), vocabulary, "the law pi_1").length;
    return new MovingReplacement(vocabulary, states, law, schedule);
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public int states() {
    return states;
  }

  @Override
  public TransitionMatrix between(double s, double t) {
    double kept = Replacement.kept(schedule, s, t);
    double[] now = law(t);
    double[] before = law(s);
    if (kept == 1) {
      return new LowRankMatrix(1, now, LowRankMatrix.NONE);
    }
    double[] noise = new double[states];
    for (int v = 0; v < states; v++) {
      double drawn = (1 - schedule.at(t)) * now[v] - kept * (1 - schedule.at(s)) * before[v];
      if (!(drawn >= -ROUNDING)) {
        throw new IllegalArgumentException(
            "the law pi loses state %d too fast from t = %s to t = %s: a token would have to go there with probability %s; let it move more slowly, or alpha fall faster"
                .formatted(v, s, t, drawn));
      }
      noise[v] = Math.max(0, drawn) / (1 - kept);
    }
    return new LowRankMatrix(kept, noise, LowRankMatrix.NONE);
  }

  private double[] law(double t) {
    double[] now = Replacement.requireLaw(law.apply(t), vocabulary, "the law pi at t = " + t);
    if (now.length != states) {
      throw new IllegalArgumentException(
          "the law pi at t = %s has %d entries and %d at t = 1: the states are the same at all times"
              .formatted(t, now.length, states));
    }
    return now;
  }

  @Override
  public String toString() {
    return "moving-replacement(V = %d, K = %d, %s)".formatted(vocabulary, states, schedule);
  }
}

package org.udm.discrete.categorical;

import java.util.Arrays;
import org.udm.core.schedule.Schedule;

/**
 * Replacement: a token is kept with probability alpha_t, else it is drawn anew from one law pi,
 *
 * <pre>Q_t = alpha_t I + (1 - alpha_t) 1 pi^T,    Q_(t|s) the same with alpha_t / alpha_s.</pre>
 *
 * <p>With pi uniform over the values this is multinomial diffusion, with all of it on one more
 * state masking, with a share on each D3PM's mixture of the two. No K x K matrix is made.
 *
 * <pre>{@code
 * Categorical uniform = Categorical.of(Replacement.uniform(65, CosineSchedule.create()));
 * }</pre>
 *
 * <p>Sources: Hoogeboom et al., "Argmax flows and multinomial diffusion", 2021, section 4; Austin
 * et al. (D3PM), 2021, appendix A.2.
 */
public final class Replacement implements JumpProcess {
  private final int vocabulary;
  private final double[] law; // pi [K]
  private final Schedule schedule;

  private Replacement(int vocabulary, double[] law, Schedule schedule) {
    this.vocabulary = vocabulary;
    this.law = law;
    this.schedule = schedule;
  }

  /**
   * Returns uniform replacement: multinomial diffusion.
   *
   * @param vocabulary the number of values V, at least 1
   * @param schedule alpha_t
   * @return the process, of V states
   * @throws IllegalArgumentException if there is no value
   */
  public static Replacement uniform(int vocabulary, Schedule schedule) {
    return mixed(vocabulary, 0, schedule);
  }

  /**
   * Returns replacement by a mask behind the vocabulary: its id is V.
   *
   * @param vocabulary the number of values V, at least 1
   * @param schedule alpha_t
   * @return the process, of V + 1 states
   * @throws IllegalArgumentException if there is no value
   */
  public static Replacement absorbing(int vocabulary, Schedule schedule) {
    return mixed(vocabulary, 1, schedule);
  }

  /**
   * Returns replacement by the mask V with a given probability, else by a value drawn uniformly. A
   * mask, too, may be replaced later.
   *
   * @param vocabulary the number of values V, at least 1
   * @param share the probability of the mask, in [0, 1]; with 0 there is no such state
   * @param schedule alpha_t
   * @return the process
   * @throws IllegalArgumentException if there is no value or the share is outside [0, 1]
   */
  public static Replacement mixed(int vocabulary, double share, Schedule schedule) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "replacement by the mask with probability " + share + ": it must be in [0, 1]");
    }
    requireVocabulary(vocabulary);
    double[] law = new double[share == 0 ? vocabulary : vocabulary + 1];
    Arrays.fill(law, 0, vocabulary, (1 - share) / vocabulary);
    law[law.length - 1] = share == 0 ? 1.0 / vocabulary : share;
    return new Replacement(vocabulary, law, schedule);
  }

  /**
   * Returns replacement by tokens of any law, such as their frequencies in the data.
   *
   * @param vocabulary the number of values V, at least 1
   * @param law pi, probabilities that sum to 1 [K], K at least V; it is copied
   * @param schedule alpha_t
   * @return the process, of K states
   * @throws IllegalArgumentException if the law is none or shorter than the vocabulary
   */
  public static Replacement towards(int vocabulary, double[] law, Schedule schedule) {
    requireVocabulary(vocabulary);
    return new Replacement(vocabulary, requireLaw(law, vocabulary, "the law pi"), schedule);
  }

  static void requireVocabulary(int vocabulary) {
    if (vocabulary < 1) {
      throw new IllegalArgumentException(
          "a categorical process with a vocabulary of "
              + vocabulary
              + ": at least 1 value is needed");
    }
  }

  static double[] requireLaw(double[] law, int vocabulary, String name) {
    if (law.length < vocabulary) {
      throw new IllegalArgumentException(
          "%s has %d entries for a vocabulary of %d: give one per state, at least one per value"
              .formatted(name, law.length, vocabulary));
    }
    double sum = 0;
    for (int v = 0; v < law.length; v++) {
      if (!(law[v] >= 0)) {
        throw new IllegalArgumentException(
            "%s has the entry %s at %d: probabilities must not be negative"
                .formatted(name, law[v], v));
      }
      sum += law[v];
    }
    if (!(Math.abs(sum - 1) <= 1e-9)) { // a table printed with ten digits
      throw new IllegalArgumentException("%s sums to %s: it must sum to 1".formatted(name, sum));
    }
    double total = sum;
    return Arrays.stream(law).map(p -> p / total).toArray();
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public int states() {
    return law.length;
  }

  @Override
  public TransitionMatrix between(double s, double t) {
    return new LowRankMatrix(kept(schedule, s, t), law, LowRankMatrix.NONE);
  }

  /** The probability that nothing happens from s to t: alpha_t / alpha_s. */
  static double kept(Schedule schedule, double s, double t) {
    double before = schedule.at(s);
    return s == t ? 1 : before == 0 ? 0 : schedule.at(t) / before;
  }

  @Override
  public double rate(int from, int to, double t) {
    return -schedule.derivative(t) / schedule.at(t) * law[to];
  }

  @Override
  public String toString() {
    return "replacement(V = %d, K = %d, %s)".formatted(vocabulary, law.length, schedule);
  }
}

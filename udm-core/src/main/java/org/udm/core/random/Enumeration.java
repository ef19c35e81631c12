package org.udm.core.random;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * The exact law of a random procedure with finitely many outcomes.
 *
 * <p>The procedure is run once for every sequence of choices that it can make; each run's
 * probability is the product of its choices' probabilities. The very code that samples is what is
 * enumerated, so nothing has to be written twice. Two requests for the same stream give the same
 * choices, as they do in sampling.
 *
 * <pre>{@code
 * Map<Integer, Double> law =
 *     Enumeration.exact().law(rng -> rng.row(0).index(3) + rng.named("b").row(0).index(3));
 * law.get(2); // 1/3
 * }</pre>
 *
 * <p>Uniform numbers are enumerated where the procedure does nothing with them but compare them
 * with known thresholds: each cell between neighbouring thresholds is one outcome, of probability
 * equal to its width, represented by its midpoint.
 */
public final class Enumeration {
  private static final int DEFAULT_BUDGET = 2_000_000; // runs: a few seconds of small procedures

  private final double[] edges;
  private final int budget;

  private Enumeration(double[] edges, int budget) {
    this.edges = edges;
    this.budget = budget;
  }

  /**
   * Enumerates procedures that draw no uniform numbers.
   *
   * @return the enumeration
   */
  public static Enumeration exact() {
    return new Enumeration(null, DEFAULT_BUDGET);
  }

  /**
   * Enumerates procedures whose uniform numbers are only compared with the given thresholds.
   *
   * @param thresholds numbers in [0, 1], in any order
   * @return the enumeration
   * @throws IllegalArgumentException if a threshold is outside [0, 1]
   */
  public static Enumeration withThresholds(double... thresholds) {
    for (double threshold : thresholds) {
      if (!(threshold >= 0 && threshold <= 1)) {
        throw new IllegalArgumentException("threshold " + threshold + " is outside [0, 1]");
      }
    }
    double[] edges =
        DoubleStream.concat(DoubleStream.of(0, 1), Arrays.stream(thresholds))
            .map(u -> u + 0.0) // -0.0 and 0.0 are one edge
            .sorted()
            .distinct()
            .toArray();
    return new Enumeration(edges, DEFAULT_BUDGET);
  }

  /**
   * Returns the same enumeration with another limit on the number of runs.
   *
   * @param runs the largest number of runs of one procedure, at least 1
   * @return the enumeration
   */
  public Enumeration withBudget(int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("budget of " + runs + " runs: it must be at least 1");
    }
    return new Enumeration(edges, runs);
  }

  /**
   * Returns the law of a procedure's result.
   *
   * @param procedure a pure function of its random streams; its results are compared with equals
   * @param <T> the result
   * @return every result that has a positive probability, with that probability
   * @throws NotEnumerableException if the procedure draws a Gaussian, draws a uniform number
   *     without thresholds, or needs more runs than the budget
   */
  public <T> Map<T, Double> law(Function<RandomStreams, T> procedure) {
    Map<T, Double> law = new LinkedHashMap<>();
    Choices choices = new Choices(edges);
    int runs = 0;
    do {
      if (++runs > budget) {
        throw new NotEnumerableException(
            "more than %d sequences of choices: use fewer tokens or values".formatted(budget));
      }
      T result = procedure.apply(choices.start());
      law.merge(result, choices.probability(), Double::sum);
    } while (choices.next());
    return law;
  }
}

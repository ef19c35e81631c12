package org.udm.discrete.sample;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How tokens are drawn from a believed law p: from p itself, or from a sharper one.
 *
 * <pre>
 * temperature   p_v^(1 / temperature), up to a factor
 * top-p         then the fewest most probable values whose probabilities reach topP, up to a factor
 * </pre>
 *
 * <p>Any options but {@link #exact()} leave the law: samples no longer follow the model whose bound
 * is evaluated, and log probabilities never depend on them.
 *
 * <p>Source of top-p: Holtzman et al., "The curious case of neural text degeneration", 2020.
 *
 * @param temperature positive and finite; 1 keeps p
 * @param topP in (0, 1]; 1 keeps every value, and one below every probability keeps the mode alone
 */
public record DrawOptions(double temperature, double topP) {

  /** Requires both numbers to be in their ranges. */
  public DrawOptions {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature "
              + temperature
              + ": it must be positive and finite (for the mode, take a tiny topP)");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("topP " + topP + " is outside (0, 1]");
    }
  }

  /**
   * Returns the options that draw from the believed law.
   *
   * @return temperature 1, topP 1
   */
  public static DrawOptions exact() {
    return new DrawOptions(1, 1);
  }

  /**
   * Returns these options with another temperature.
   *
   * @param other positive and finite
   * @return the options
   */
  public DrawOptions withTemperature(double other) {
    return new DrawOptions(other, topP);
  }

  /**
   * Returns these options with another topP.
   *
   * @param other in (0, 1]
   * @return the options
   */
  public DrawOptions withTopP(double other) {
    return new DrawOptions(temperature, other);
  }

  /**
   * Returns whether tokens are drawn from the believed law itself.
   *
   * @return whether these are {@link #exact()}
   */
  public boolean isExact() {
    return temperature == 1 && topP == 1;
  }

  /**
   * Returns the probabilities to draw with: the reference for every faster way.
   *
   * <p>Of equally probable values the smaller id counts as the more probable.
   *
   * @param logProbs log probabilities in nats, up to a common summand; negative infinity for
   *     impossible values [V]
   * @return probabilities that sum to 1 [V]
   */
  public double[] apply(double[] logProbs) {
    double largest = Arrays.stream(logProbs).max().orElseThrow();
    double[] p =
        Arrays.stream(logProbs).map(log -> Math.exp((log - largest) / temperature)).toArray();
    normalise(p);
    if (topP < 1) {
      int[] order =
          IntStream.range(0, p.length)
              .boxed()
              .sorted(Comparator.comparingDouble(v -> -p[v]))
              .mapToInt(v -> v)
              .toArray();
      double before = 0; // the probability of all more probable values
      for (int v : order) {
        double own = p[v];
        p[v] = before < topP ? own : 0;
        before += own;
      }
      normalise(p);
    }
    return p;
  }

  private static void normalise(double[] p) {
    double sum = Arrays.stream(p).sum();
    for (int v = 0; v < p.length; v++) {
      p[v] /= sum;
    }
  }
}

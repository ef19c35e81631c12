package org.udm.core.bound;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.udm.core.Batch;
import org.udm.core.predict.X0Belief;
import org.udm.core.random.RandomStreams;

/**
 * A draw of clean rows whose weight makes sums over draws from two beliefs sums over the first:
 *
 * <pre>
 * E sum over draws of w(x) f(x) = sum over x of p(x) f(x),   K draws from p and K from q
 * w(x) = p(x) / (p(x) + q(x)) / K
 * </pre>
 *
 * <p>Where f is positive on few x^, draws from p miss them, and a belief q that knows more finds
 * them: for a step from x_t to x_s, f(x^) = p(x_s | x_t, x^) and q = p(x_0 | x_s). With an exact
 * belief and a Markov kernel p f / q is p(x_s | x_t), the same for all x^.
 *
 * <p>Source: Veach and Guibas, "Optimally combining sampling techniques", 1995, the balance
 * heuristic.
 *
 * @param x0 clean rows [B]
 * @param weights w by row, in [0, 1 / K] [B]
 * @param <X> the state
 */
public record WeightedDraw<X extends Batch<X>>(X x0, double[] weights) {

  /**
   * Draws from two beliefs by halves.
   *
   * @param belief p, which the sum is over [B]
   * @param informed q, which knows more [B]
   * @param count the number K of draws from each, at least 1
   * @param rng the source of randomness
   * @param <X> the state
   * @return 2 K draws, those from p first
   */
  public static <X extends Batch<X>> List<WeightedDraw<X>> of(
      X0Belief<X> belief, X0Belief<X> informed, int count, RandomStreams rng) {
    List<WeightedDraw<X>> draws = new ArrayList<>();
    for (X0Belief<X> source : List.of(belief, informed)) {
      RandomStreams own = rng.named(source == belief ? "x0" : "informed");
      for (int k = 0; k < count; k++) {
        X x0 = source.draw(own.at(k));
        double[] weights = belief.logProb(x0);
        double[] others = informed.logProb(x0);
        for (int i = 0; i < weights.length; i++) {
          weights[i] =
              weights[i] == Double.NEGATIVE_INFINITY
                  ? 0
                  : 1 / (1 + Math.exp(others[i] - weights[i])) / count;
        }
        draws.add(new WeightedDraw<>(x0, weights));
      }
    }
    return draws;
  }

  /**
   * Returns the rows that p can give, and in place of each other one, whose weight is 0, that of
   * another batch.
   *
   * @param other rows [B]
   * @return rows [B]
   */
  X possibleOr(X other) {
    int[] index = new int[weights.length];
    Arrays.setAll(index, i -> weights[i] > 0 ? i : weights.length + i);
    return x0.concat(other).gather(index);
  }
}

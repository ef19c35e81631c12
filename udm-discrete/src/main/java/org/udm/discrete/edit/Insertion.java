package org.udm.discrete.edit;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.udm.core.Corruption;
import org.udm.core.MarginalDensity;
import org.udm.core.NoisePosterior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.Schedule;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.categorical.CategoricalNoise;

/**
 * Insertion of noise tokens: each of the L + 1 gaps of x_0, before, between and behind its tokens,
 * holds a uniformly drawn token with probability 1 - alpha_t.
 *
 * <pre>
 * gap g holds token floor(V w_g) if u_g &gt;= alpha_t        u_g, w_g ~ uniform [0, 1)
 * u, w | x_t, x_0:  one way to take M - L tokens out of x_t, none of them neighbours, that leaves x_0
 * </pre>
 *
 * <p>All ways are equally probable, as each leaves the same number of gaps filled. x_1 still
 * contains x_0, so there is no prior: a sampler starts from a given x_t, such as a text to be
 * cleaned. The noise of a row is for its L + 1 gaps.
 */
public final class Insertion
    implements Corruption<TokenBatch, CategoricalNoise>,
        NoisePosterior<TokenBatch, CategoricalNoise>,
        MarginalDensity<TokenBatch>,
        Thresholds {
  private final int vocabulary;
  private final Schedule schedule;

  private Insertion(int vocabulary, Schedule schedule) {
    this.vocabulary = vocabulary;
    this.schedule = schedule;
  }

  /**
   * Returns the corruption.
   *
   * @param vocabulary the number of values V, at least 1; ids are in [0, V)
   * @param schedule alpha_t, the probability that a gap is empty at t
   * @return the corruption
   * @throws IllegalArgumentException if there is no value
   */
  public static Insertion of(int vocabulary, Schedule schedule) {
    if (vocabulary < 1) {
      throw new IllegalArgumentException(
          "insertion with a vocabulary of " + vocabulary + ": at least 1 value is needed");
    }
    return new Insertion(vocabulary, schedule);
  }

  @Override
  public CategoricalNoise drawNoise(TokenBatch x0, RandomStreams rng) {
    IntUnaryOperator gaps = i -> x0.length(i) + 1;
    return CategoricalNoise.of(
        rng.named("when").uniforms(x0.rows(), gaps), rng.named("which").uniforms(x0.rows(), gaps));
  }

  @Override
  public TokenBatch corrupt(TokenBatch x0, CategoricalNoise eps, Times t) {
    t.forRowsOf(x0.requireIdsBelow(vocabulary));
    if (eps.rows() != x0.rows()) {
      throw new IllegalArgumentException(
          "noise of %d rows for a batch of %d: the numbers must be equal"
              .formatted(eps.rows(), x0.rows()));
    }
    int[][] rows = new int[x0.rows()][];
    for (int i = 0; i < rows.length; i++) {
      if (eps.length(i) != x0.length(i) + 1) {
        throw new IllegalArgumentException(
            "noise for %d gaps of row %d, which has %d tokens: give one more than tokens"
                .formatted(eps.length(i), i, x0.length(i)));
      }
      double alpha = schedule.at(t.at(i));
      int[] row = new int[2 * x0.length(i) + 1];
      int length = 0;
      for (int g = 0; g <= x0.length(i); g++) {
        if (eps.when(i, g) >= alpha) {
          row[length++] = Math.min(vocabulary - 1, (int) (eps.which(i, g) * vocabulary));
        }
        if (g < x0.length(i)) {
          row[length++] = x0.token(i, g);
        }
      }
      rows[i] = Arrays.copyOf(row, length);
    }
    return TokenBatch.of(rows);
  }

  /**
   * Counts, as logarithms, the ways to read x_t from a gap on: [g][n] with n gaps filled before gap
   * g, so that x_t is read from g + n on.
   */
  private static double[][] logWays(int[] xt, int[] x0) {
    int filled = Math.max(-1, xt.length - x0.length); // in all
    double[][] ways = new double[x0.length + 2][Math.max(0, filled + 2)];
    for (double[] row : ways) {
      Arrays.fill(row, Double.NEGATIVE_INFINITY);
    }
    if (filled >= 0) {
      ways[x0.length + 1][filled] = 0;
    }
    for (int g = x0.length; g >= 0; g--) {
      for (int n = 0; n <= filled; n++) {
        ways[g][n] = Embeddings.logSum(after(ways, xt, x0, g, n, 0), after(ways, xt, x0, g, n, 1));
      }
    }
    return ways;
  }

  /** The ways that are left when a gap holds 0 or 1 token. */
  private static double after(double[][] ways, int[] xt, int[] x0, int g, int n, int holds) {
    int next = g + n + holds; // the place in x_t of the token behind the gap
    boolean fits = g == x0.length ? next == xt.length : next < xt.length && xt[next] == x0[g];
    return fits ? ways[g + 1][n + holds] : Double.NEGATIVE_INFINITY;
  }

  @Override
  public CategoricalNoise draw(TokenBatch xt, TokenBatch x0, Times t, RandomStreams rng) {
    t.forRowsOf(x0.requireIdsBelow(vocabulary)).forRowsOf(xt.requireIdsBelow(vocabulary));
    double[][] when = new double[x0.rows()][];
    double[][] which = new double[x0.rows()][];
    for (int i = 0; i < when.length; i++) {
      double[][] ways = logWays(xt.row(i), x0.row(i));
      if (ways[0].length == 0 || ways[0][0] == Double.NEGATIVE_INFINITY) {
        throw new IllegalArgumentException(
            "row %d, %s, cannot come from %s by insertion of at most one token a gap"
                .formatted(i, xt.gather(i), x0.gather(i)));
      }
      double alpha = schedule.at(t.at(i));
      RandomStream stream = rng.row(i);
      when[i] = new double[x0.length(i) + 1];
      which[i] = new double[x0.length(i) + 1];
      int n = 0;
      for (int g = 0; g <= x0.length(i); g++) {
        double filled = after(ways, xt.row(i), x0.row(i), g, n, 1) - ways[g][n];
        if (stream.bernoulli(Math.exp(filled))) {
          double id = xt.token(i, g + n);
          when[i][g] = stream.uniform(alpha, 1);
          which[i][g] = stream.uniform(id / vocabulary, (id + 1) / vocabulary);
          n++;
        } else {
          when[i][g] = stream.uniform(0, alpha);
          which[i][g] = stream.uniform();
        }
      }
    }
    return CategoricalNoise.of(when, which);
  }

  /** Returns log(ways) + (M - L) log((1 - alpha_t) / V) + (2 L + 1 - M) log alpha_t. */
  @Override
  public double[] logProb(TokenBatch xt, TokenBatch x0, Times t) {
    t.forRowsOf(x0.requireIdsBelow(vocabulary)).forRowsOf(xt.requireIdsBelow(vocabulary));
    double[] logs = new double[x0.rows()];
    for (int i = 0; i < logs.length; i++) {
      double alpha = schedule.at(t.at(i));
      int filled = xt.length(i) - x0.length(i);
      double[][] ways = logWays(xt.row(i), x0.row(i));
      logs[i] = filled < 0 ? Double.NEGATIVE_INFINITY : ways[0][0];
      if (logs[i] > Double.NEGATIVE_INFINITY) {
        logs[i] +=
            Deletion.times(filled, (1 - alpha) / vocabulary)
                + Deletion.times(x0.length(i) + 1 - filled, alpha);
      }
    }
    return logs;
  }

  @Override
  public double[] thresholds(double t) {
    double[] thresholds = new double[vocabulary + 1];
    Arrays.setAll(thresholds, k -> k == vocabulary ? schedule.at(t) : (double) k / vocabulary);
    return thresholds;
  }

  @Override
  public String toString() {
    return "insertion(V = %d, %s)".formatted(vocabulary, schedule);
  }
}

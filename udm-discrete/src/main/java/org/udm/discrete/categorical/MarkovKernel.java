package org.udm.discrete.categorical;

import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.KernelDensity;
import org.udm.discrete.TokenBatch;

/**
 * The Markov posterior, token by token:
 *
 * <pre>q(x_s | x_t, x_0) = Q_s(x_0, x_s) Q_(t|s)(x_s, x_t) / Q_t(x_0, x_t).</pre>
 *
 * <p>Source: Austin et al. (D3PM), 2021, equation 3; for uniform replacement Hoogeboom et al.,
 * 2021, section 4.
 */
public final class MarkovKernel implements KernelDensity<TokenBatch> {
  private final Categorical categorical;

  private MarkovKernel(Categorical categorical) {
    this.categorical = categorical;
  }

  /**
   * Returns the Markov posterior of a corruption.
   *
   * @param categorical the corruption
   * @return the kernel
   */
  public static MarkovKernel of(Categorical categorical) {
    return new MarkovKernel(categorical);
  }

  @Override
  public TokenBatch step(TokenBatch xt, TokenBatch x0, Times t, Times s, RandomStreams rng) {
    categorical.requireEnds(xt, x0);
    s.before(t.forRowsOf(xt));
    Moves moves = categorical.moves();
    RandomStream[] streams = new RandomStream[xt.rows()];
    return xt.map(
        (i, l, seen) -> {
          if (l == 0) {
            streams[i] = rng.row(i);
          }
          int id = x0.token(i, l);
          double whole = moves.until(id, l, t.at(i)).at(id, seen);
          Categorical.requirePossible(whole, id, seen, i, l, t.at(i));
          return streams[i].categorical(law(moves, id, seen, l, s.at(i), t.at(i)));
        });
  }

  @Override
  public double[] logProb(TokenBatch xs, TokenBatch xt, TokenBatch x0, Times t, Times s) {
    categorical.requireEnds(xt, x0);
    s.before(t.forRowsOf(xt));
    Moves moves = categorical.moves();
    double[] logs = new double[x0.rows()];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = xs.length(i) == x0.length(i) ? 0 : Double.NEGATIVE_INFINITY;
      for (int l = 0; l < x0.length(i) && logs[i] > Double.NEGATIVE_INFINITY; l++) {
        int id = x0.token(i, l);
        double whole = moves.until(id, l, t.at(i)).at(id, xt.token(i, l));
        Categorical.requirePossible(whole, id, xt.token(i, l), i, l, t.at(i));
        double[] law = law(moves, id, xt.token(i, l), l, s.at(i), t.at(i));
        logs[i] += Math.log(law[xs.token(i, l)]);
      }
    }
    return logs;
  }

  /**
   * Returns q(x_s | x_t, x_0) of one token.
   *
   * @param moves the moves
   * @param id the clean token
   * @param seen the token at time t, one that can come from it
   * @param position its position
   * @param s the earlier time
   * @param t the later time
   * @return probabilities [K]
   */
  static double[] law(Moves moves, int id, int seen, int position, double s, double t) {
    TransitionMatrix before = moves.until(id, position, s);
    TransitionMatrix after = moves.between(moves.span(id, position, s, t));
    double whole = moves.until(id, position, t).at(id, seen);
    double[] law = new double[before.states()];
    for (int v = 0; v < law.length; v++) {
      law[v] = before.at(id, v) * after.at(v, seen) / whole;
    }
    return law;
  }
}

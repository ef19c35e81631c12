package org.udm.discrete.categorical;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenBelief;

/** What a belief about one clean token says about its earlier states. */
final class BelievedStep {
  private BelievedStep() {}

  /** One token that is asked about: its place, what it is and was, and what is believed of it. */
  record Place(int row, int position, int clean, int seen, double[] belief) {}

  /**
   * Visits all tokens of a batch, its rows one after another.
   *
   * @param predictor a predictor whose beliefs know single positions
   * @param x0 clean rows [B, L]
   * @param xt corrupted rows [B, L]
   * @param t their times [B]
   * @param visitor returns what a token contributes
   * @return the contributions of each row's tokens, summed [B]
   */
  static double[] sum(
      X0Predictor<TokenBatch> predictor,
      TokenBatch x0,
      TokenBatch xt,
      Times t,
      ToDoubleFunction<Place> visitor) {
    TokenBelief belief = TokenBelief.require(predictor.predict(xt, t));
    double[] sums = new double[x0.rows()];
    for (int i = 0; i < sums.length; i++) {
      int[] row = new int[x0.length(i)];
      Arrays.fill(row, i);
      Positions places = Positions.of(row, IntStream.range(0, row.length).toArray());
      double[][] logs = belief.logProbsAt(places);
      for (int l = 0; l < row.length; l++) {
        double[] p = Arrays.stream(logs[l]).map(Math::exp).toArray();
        sums[i] += visitor.applyAsDouble(new Place(i, l, x0.token(i, l), xt.token(i, l), p));
      }
    }
    return sums;
  }

  /**
   * Returns p(x_s | x_t) of one token.
   *
   * @param moves the moves
   * @param use how the belief is used
   * @param place the token
   * @param s the earlier time
   * @param t the later time
   * @return probabilities [K]
   */
  static double[] law(Moves moves, BeliefUse use, Place place, double s, double t) {
    double[] belief = place.belief();
    Map<Moves.Span, double[]> weights = new HashMap<>(); // values whose clocks agree together
    Moves.Span last = null;
    TransitionMatrix whole = null;
    double[] own = null;
    for (int v = 0; v < belief.length; v++) {
      if (belief[v] > 0) {
        Moves.Span span = moves.span(v, place.position(), s, t);
        if (!span.equals(last)) {
          last = span;
          whole = moves.between(new Moves.Span(0, span.t()));
          own = weights.computeIfAbsent(span, k -> new double[belief.length]);
        }
        own[v] =
            switch (use) {
              case SUMMED -> {
                double p = whole.at(v, place.seen());
                Categorical.requirePossible(p, v, place.seen(), place.row(), place.position(), t);
                yield belief[v] / p;
              }
              case PLUGGED_IN -> belief[v];
            };
      }
    }
    double[] law = new double[0];
    double total = 0;
    for (Map.Entry<Moves.Span, double[]> group : weights.entrySet()) {
      Moves.Span span = group.getKey();
      double[] pushed = moves.between(new Moves.Span(0, span.s())).push(group.getValue());
      TransitionMatrix after = moves.between(span);
      law = law.length == 0 ? new double[pushed.length] : law;
      for (int v = 0; v < law.length; v++) {
        double p = pushed[v] * after.at(v, place.seen());
        law[v] += p;
        total += p;
      }
    }
    for (int v = 0; v < law.length; v++) {
      law[v] /= total;
    }
    return law;
  }

  /** KL(p || q) in nats [K]. */
  static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int v = 0; v < p.length; v++) {
      sum += p[v] > 0 ? p[v] * Math.log(p[v] / q[v]) : 0;
    }
    return sum;
  }
}

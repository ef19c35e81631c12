package org.udm.discrete.categorical;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** The moves of tokens under a process and a clock, each matrix made once; for one call. */
final class Moves {
  /** From one time of a token to a later one. */
  record Span(double s, double t) {}

  private final TokenProcess process;
  private final TokenClock clock;
  private final Map<Span, TransitionMatrix> made = new HashMap<>();
  private final Map<double[], double[]> edges = new IdentityHashMap<>(); // of shared laws

  Moves(TokenProcess process, TokenClock clock) {
    this.process = process;
    this.clock = clock;
  }

  /** The token's own times for a step of its row from t back to s. */
  Span span(int id, int position, double s, double t) {
    double from = own(id, position, s);
    double to = own(id, position, t);
    if (!(from <= to)) {
      throw new IllegalArgumentException(
          "the clock of token %d at position %d shows %s at s = %s and %s at t = %s: it must not run backwards"
              .formatted(id, position, from, s, to, t));
    }
    return new Span(from, to);
  }

  private double own(int id, int position, double t) {
    double time = t == 0 ? 0 : clock.at(id, position, t);
    if (!(time >= 0 && time <= 1)) {
      throw new IllegalArgumentException(
          "the clock of token %d at position %d shows %s at t = %s: it must be in [0, 1]"
              .formatted(id, position, time, t));
    }
    return time;
  }

  TransitionMatrix between(Span span) {
    return made.computeIfAbsent(span, moves -> process.between(moves.s, moves.t));
  }

  /** The distribution function of what a touched token has become, [K]; it ends at 1. */
  double[] touched(TransitionMatrix q, int from) {
    if (q instanceof LowRankMatrix low && from != low.fixed()) {
      return edges.computeIfAbsent(low.noise(), Moves::cumulative);
    }
    double[] law = Categorical.row(q, from);
    law[from] -= q.untouched(from);
    return cumulative(law);
  }

  private static double[] cumulative(double[] weights) {
    double[] edges = new double[weights.length];
    double sum = 0;
    for (int v = 0; v < edges.length; v++) {
      sum += weights[v];
      edges[v] = sum;
    }
    for (int v = 0; v < edges.length; v++) {
      edges[v] = edges[v] == sum ? 1 : edges[v] / sum; // all 1 where nothing can be touched
    }
    return edges;
  }

  /** The moves of a token from its clean value to what it is at time t. */
  TransitionMatrix until(int id, int position, double t) {
    return between(span(id, position, 0, t));
  }
}

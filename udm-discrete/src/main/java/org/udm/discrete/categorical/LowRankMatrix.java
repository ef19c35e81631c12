package org.udm.discrete.categorical;

/**
 * A matrix of K + 1 numbers, {@code a I + (1 - a) 1 noise^T}, but for one state that may stay as it
 * is.
 *
 * @param kept a, in [0, 1]
 * @param noise where the others go, with sum 1 [K]
 * @param fixed the state that never moves, or {@link #NONE}
 */
record LowRankMatrix(double kept, double[] noise, int fixed) implements TransitionMatrix {
  static final int NONE = -1; // no state has this id

  @Override
  public int states() {
    return noise.length;
  }

  @Override
  public double at(int from, int to) {
    if (from == fixed) {
      return to == fixed ? 1 : 0;
    }
    return (from == to ? kept : 0) + (1 - kept) * noise[to];
  }

  @Override
  public double untouched(int from) {
    return from == fixed ? 1 : kept;
  }

  @Override
  public double[] push(double[] weights) {
    double moving = 0;
    double[] pushed = new double[noise.length];
    for (int v = 0; v < weights.length; v++) {
      moving += v == fixed ? 0 : weights[v];
      pushed[v] = v == fixed ? weights[v] : kept * weights[v];
    }
    for (int v = 0; v < pushed.length; v++) {
      pushed[v] += moving * (1 - kept) * noise[v];
    }
    return pushed;
  }
}

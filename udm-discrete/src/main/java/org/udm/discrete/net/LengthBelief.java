package org.udm.discrete.net;

import org.udm.core.random.RandomStreams;

/** What is believed about the lengths of rows: a law over 0, 1, ..., the longest for each. */
public final class LengthBelief {
  private final double[][] probabilities; // [B][longest + 1]

  private LengthBelief(double[][] probabilities) {
    this.probabilities = probabilities;
  }

  static LengthBelief of(double[][] probabilities) {
    return new LengthBelief(probabilities);
  }

  /**
   * Returns the number of rows B.
   *
   * @return the number of rows
   */
  public int rows() {
    return probabilities.length;
  }

  /**
   * Draws lengths.
   *
   * @param rng the source of randomness; row i is decided by the first number of {@code rng.row(i)}
   * @return lengths, each at least 0 [B]
   */
  public int[] draw(RandomStreams rng) {
    int[] lengths = new int[rows()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = rng.row(i).categorical(probabilities[i]);
    }
    return lengths;
  }

  /**
   * Returns log q(length) row by row.
   *
   * @param lengths one length per row, at least 0 [B]
   * @return log probabilities in nats [B]; negative infinity for lengths above the longest
   * @throws IllegalArgumentException if their number is not B or one is negative
   */
  public double[] logProb(int... lengths) {
    if (lengths.length != rows()) {
      throw new IllegalArgumentException(
          "%d lengths under a belief about %d rows: give one per row"
              .formatted(lengths.length, rows()));
    }
    double[] logs = new double[lengths.length];
    for (int i = 0; i < logs.length; i++) {
      if (lengths[i] < 0) {
        throw new IllegalArgumentException("length " + lengths[i] + ": it must not be negative");
      }
      double[] law = probabilities[i];
      logs[i] = lengths[i] < law.length ? Math.log(law[lengths[i]]) : Double.NEGATIVE_INFINITY;
    }
    return logs;
  }
}

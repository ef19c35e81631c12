package org.udm.discrete.net.causal;

/**
 * What draws of a causal network have cost so far.
 *
 * @param rows how many rows were drawn
 * @param cut how many of them ended only because they had reached the longest length
 * @param evaluations how many positions the decoder was asked about, over all rows and draws; with
 *     guidance each counts twice
 */
public record Tally(long rows, long cut, long evaluations) {
  /** Nothing was drawn. */
  static final Tally NONE = new Tally(0, 0, 0);

  Tally plus(Tally other) {
    return new Tally(rows + other.rows, cut + other.cut, evaluations + other.evaluations);
  }
}

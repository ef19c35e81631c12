package org.udm.dl4j.net;

import org.udm.discrete.TokenBatch;

/**
 * Which rows x_0 a network that writes token by token can write, given x_t.
 *
 * <pre>
 * any length     the end of a row is drawn like a token; for corruptions that change the length
 * same length    a row is as long as x_t; no end is drawn
 * carrying over  so, and tokens of x_t that are not the mask are kept; only masked ones are drawn
 * </pre>
 *
 * <p>Each is a law of its own, whose probabilities sum to 1. A row of any length that has reached
 * the longest of the network ends there with probability 1.
 */
public final class RowForm {
  /** No token is known at a place. */
  static final int NONE = -1;

  private enum Kind {
    ANY_LENGTH,
    SAME_LENGTH,
    CARRYING_OVER
  }

  private final Kind kind;
  private final int mask; // or NONE

  private RowForm(Kind kind, int mask) {
    this.kind = kind;
    this.mask = mask;
  }

  /**
   * Returns rows of any length up to the longest of the network.
   *
   * @return the form
   */
  public static RowForm anyLength() {
    return new RowForm(Kind.ANY_LENGTH, NONE);
  }

  /**
   * Returns rows of the length of x_t.
   *
   * @return the form
   */
  public static RowForm sameLength() {
    return new RowForm(Kind.SAME_LENGTH, NONE);
  }

  /**
   * Returns rows that agree with the visible tokens of x_t.
   *
   * @param mask the id of the mask, at least 0
   * @return the form
   * @throws IllegalArgumentException if the mask is negative
   */
  public static RowForm carryingOver(int mask) {
    if (mask < 0) {
      throw new IllegalArgumentException("mask id " + mask + ": ids must not be negative");
    }
    return new RowForm(Kind.CARRYING_OVER, mask);
  }

  /** Whether the end of a row is one of the classes. */
  boolean drawsEnd() {
    return kind == Kind.ANY_LENGTH;
  }

  /** The token that is certain at a place of x_0, or {@link #NONE}. */
  int known(TokenBatch xt, int row, int position) {
    if (kind != Kind.CARRYING_OVER) {
      return NONE;
    }
    int token = xt.token(row, position);
    return token == mask ? NONE : token;
  }

  /** Whether a class, the end being class V, can be drawn nowhere. */
  boolean isImpossible(int c, int vocabulary) {
    return c == mask || c == vocabulary && !drawsEnd();
  }

  /** How long row i can be. */
  int limit(TokenBatch xt, int row, int longest) {
    return drawsEnd() ? longest : xt.length(row);
  }

  /** The number of draws that make a row: one per token, and one for an end that is not certain. */
  int units(int length, int longest) {
    return drawsEnd() ? Math.min(length + 1, longest) : length;
  }

  /**
   * Requires clean rows that fit corrupted ones.
   *
   * @throws IllegalArgumentException if lengths that must be equal differ, a row is too long, or a
   *     visible token differs
   */
  void requireFits(TokenBatch x0, TokenBatch xt, int longest) {
    if (!drawsEnd()) {
      x0.requireLengthsOf(xt);
    }
    if (x0.rows() != xt.rows() || x0.maxLength() > longest) {
      throw new IllegalArgumentException(
          "%d clean rows of up to %d tokens for %d corrupted ones and a network that writes up to %d: the numbers must be equal, and no row longer"
              .formatted(x0.rows(), x0.maxLength(), xt.rows(), longest));
    }
  }
}

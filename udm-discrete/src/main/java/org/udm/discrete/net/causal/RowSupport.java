package org.udm.discrete.net.causal;

import java.util.Arrays;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.TransformerShape;
import org.udm.torch.Tensor;
import org.udm.torch.parameter.Weights;

/**
 * Which rows x_0 a causal network can write, given x_t.
 *
 * <pre>
 * any length     the end of a row is drawn like a token; for corruptions that change the length
 * containing     so, but a row contains x_t as a subsequence: it cannot end before; for deletion
 * same length    a row is as long as x_t; no end is drawn
 * carrying over  so, and tokens of x_t that are not the mask are kept; only masked ones are drawn
 * </pre>
 *
 * <p>Each is a law of its own, whose log probabilities are exact and sum to 1, and which the loss
 * fits directly. A row of any length that has reached the longest of the network ends there with
 * probability 1.
 */
public final class RowSupport {
  private enum Kind {
    ANY_LENGTH,
    CONTAINING,
    SAME_LENGTH,
    CARRYING_OVER
  }

  private final Kind kind;
  private final int mask; // or Constraint.NONE

  private RowSupport(Kind kind, int mask) {
    this.kind = kind;
    this.mask = mask;
  }

  /**
   * Returns rows of any length up to the longest of the network.
   *
   * @return the support
   */
  public static RowSupport anyLength() {
    return new RowSupport(Kind.ANY_LENGTH, Constraint.NONE);
  }

  /**
   * Returns rows of any length up to the longest of the network that contain x_t as a subsequence,
   * as every x_0 does under deletion. A row does not end before it contains x_t, and writes what is
   * missing where there is no other room left.
   *
   * @return the support
   */
  public static RowSupport containing() {
    return new RowSupport(Kind.CONTAINING, Constraint.NONE);
  }

  /**
   * Returns rows of the length of x_t.
   *
   * @return the support
   */
  public static RowSupport sameLength() {
    return new RowSupport(Kind.SAME_LENGTH, Constraint.NONE);
  }

  /**
   * Returns rows that agree with the visible tokens of x_t.
   *
   * @param mask the id of the mask, at least 0
   * @return the support
   * @throws IllegalArgumentException if the mask is negative
   */
  public static RowSupport carryingOver(int mask) {
    if (mask < 0) {
      throw new IllegalArgumentException("mask id " + mask + ": ids must not be negative");
    }
    return new RowSupport(Kind.CARRYING_OVER, mask);
  }

  /** Whether the end of a row is one of the classes. */
  boolean drawsEnd() {
    return kind == Kind.ANY_LENGTH || kind == Kind.CONTAINING;
  }

  /** Whether tokens of x_t are kept. */
  boolean keepsTokens() {
    return kind == Kind.CONTAINING || kind == Kind.CARRYING_OVER;
  }

  /** What is certain of rows x_0 of up to a longest length, given x_t. */
  Constraint constraint(TokenBatch xt, int longest) {
    return switch (kind) {
      case ANY_LENGTH, SAME_LENGTH -> (row, position) -> Constraint.NONE;
      case CARRYING_OVER ->
          (row, position) ->
              xt.token(row, position) == mask ? Constraint.NONE : xt.token(row, position);
      case CONTAINING -> new Containing(xt, longest);
    };
  }

  /** Matches x_t from the left, which finds it in a row if anything does. */
  private static final class Containing implements Constraint {
    private final TokenBatch xt;
    private final int longest;
    private final int[] matched; // tokens of x_t that were written [B]

    Containing(TokenBatch xt, int longest) {
      this.xt = xt;
      this.longest = longest;
      this.matched = new int[xt.rows()];
    }

    @Override
    public int known(int row, int position) {
      return canEnd(row) || longest - position > xt.length(row) - matched[row]
          ? NONE
          : xt.token(row, matched[row]);
    }

    @Override
    public boolean canEnd(int row) {
      return matched[row] == xt.length(row);
    }

    @Override
    public int matched(int row) {
      return matched[row];
    }

    @Override
    public void wrote(int row, int token) {
      matched[row] += !canEnd(row) && xt.token(row, matched[row]) == token ? 1 : 0;
    }
  }

  /** The number of draws that make a row: one per token, and one for an end that is not certain. */
  int units(int length, int longest) {
    return drawsEnd() ? Math.min(length + 1, longest) : length;
  }

  /** How long row i can be. */
  int limit(TokenBatch xt, int row, int longest) {
    return drawsEnd() ? longest : xt.length(row);
  }

  /**
   * Returns logits in which what cannot be drawn has probability 0.
   *
   * @param logits F32 [N, V + 1]; class V is the end
   * @param endless at which places a row cannot end [N]
   * @return F32 [N, V + 1]
   */
  Tensor possible(Weights weights, Tensor logits, boolean[] endless) {
    long end = logits.size(1) - 1;
    Tensor[] parts = logits.split(1, end, 1);
    if (mask != Constraint.NONE && mask < end) {
      boolean[] masked = new boolean[(int) end];
      masked[mask] = true;
      parts[0] =
          parts[0].maskedFill(
              weights.runtime().tensor(masked, masked.length), Double.NEGATIVE_INFINITY);
    }
    parts[1] =
        parts[1].maskedFill(
            weights.runtime().tensor(endless, endless.length, 1), Double.NEGATIVE_INFINITY);
    return Tensor.cat(1, parts);
  }

  /**
   * Requires clean rows that fit corrupted ones.
   *
   * @throws IllegalArgumentException if lengths that must be equal differ, or a row is too long
   */
  void requireFits(TokenBatch x0, TokenBatch xt, int longest) {
    TransformerShape.requireLength(x0, longest);
    if (!drawsEnd()) {
      x0.requireLengthsOf(xt);
    } else if (x0.rows() != xt.rows()) {
      throw new IllegalArgumentException(
          "%d clean rows for %d corrupted ones: the numbers must be equal"
              .formatted(x0.rows(), xt.rows()));
    }
  }

  /**
   * Requires corrupted rows from which the network can write.
   *
   * @throws IllegalArgumentException if a row that is kept is too long, or a token of it no clean
   *     one
   */
  void requireWritable(TokenBatch xt, int vocabulary, int longest) {
    if (kind != Kind.ANY_LENGTH) {
      TransformerShape.requireLength(xt, longest);
    }
    if (keepsTokens()) {
      xt.map((row, position, id) -> id == mask ? 0 : id).requireIdsBelow(vocabulary);
    }
  }

  /** The units of all rows [B]. */
  int[] units(TokenBatch x0, int longest) {
    int[] units = new int[x0.rows()];
    Arrays.setAll(units, i -> units(x0.length(i), longest));
    return units;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ANY_LENGTH -> "rows of any length";
      case CONTAINING -> "rows that contain x_t";
      case SAME_LENGTH -> "rows of the same length";
      case CARRYING_OVER -> "rows that carry all but " + mask + " over";
    };
  }
}

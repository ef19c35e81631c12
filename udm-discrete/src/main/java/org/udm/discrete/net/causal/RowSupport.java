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
 * same length    a row is as long as x_t; no end is drawn
 * carrying over  so, and tokens of x_t that are not the mask are kept; only masked ones are drawn
 * </pre>
 *
 * <p>Each is a law of its own, whose log probabilities are exact and sum to 1, and which the loss
 * fits directly. A row of any length that has reached the longest of the network ends there with
 * probability 1.
 */
public final class RowSupport {
  private static final int NONE = -1; // no token has this id

  private final boolean drawsEnd;
  private final int mask;

  private RowSupport(boolean drawsEnd, int mask) {
    this.drawsEnd = drawsEnd;
    this.mask = mask;
  }

  /**
   * Returns rows of any length up to the longest of the network.
   *
   * @return the support
   */
  public static RowSupport anyLength() {
    return new RowSupport(true, NONE);
  }

  /**
   * Returns rows of the length of x_t.
   *
   * @return the support
   */
  public static RowSupport sameLength() {
    return new RowSupport(false, NONE);
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
    return new RowSupport(false, mask);
  }

  /** Whether the end of a row is one of the classes. */
  boolean drawsEnd() {
    return drawsEnd;
  }

  /** Whether visible tokens of x_t are kept. */
  boolean carriesOver() {
    return mask != NONE;
  }

  /** Whether the token at a place of x_0 is what x_t shows. */
  boolean isKnown(TokenBatch xt, int row, int position) {
    return mask != NONE && xt.token(row, position) != mask;
  }

  /** The number of draws that make a row: one per token, and one for an end that is not certain. */
  int units(int length, int longest) {
    return drawsEnd ? Math.min(length + 1, longest) : length;
  }

  /** How long row i can be. */
  int limit(TokenBatch xt, int row, int longest) {
    return drawsEnd ? longest : xt.length(row);
  }

  /** Logits F32 [N, V + 1] in which what cannot be drawn has probability 0; class V is the end. */
  Tensor possible(Weights weights, Tensor logits) {
    int end = Math.toIntExact(logits.size(1)) - 1;
    if (drawsEnd) {
      return logits; // then no mask is known either
    }
    boolean[] impossible = new boolean[end + 1];
    impossible[end] = true;
    if (mask != NONE && mask < end) {
      impossible[mask] = true;
    }
    return logits.maskedFill(
        weights.runtime().tensor(impossible, impossible.length), Double.NEGATIVE_INFINITY);
  }

  /**
   * Requires clean rows that fit corrupted ones.
   *
   * @throws IllegalArgumentException if lengths that must be equal differ, or a row is too long
   */
  void requireFits(TokenBatch x0, TokenBatch xt, int longest) {
    TransformerShape.requireLength(x0, longest);
    if (!drawsEnd) {
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
   * @throws IllegalArgumentException if a row of the same length is too long, or a token that is
   *     kept no clean one
   */
  void requireWritable(TokenBatch xt, int vocabulary, int longest) {
    if (!drawsEnd) {
      TransformerShape.requireLength(xt, longest);
    }
    if (mask != NONE) {
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
    if (drawsEnd) {
      return "rows of any length";
    }
    return mask == NONE ? "rows of the same length" : "rows that carry all but " + mask + " over";
  }
}

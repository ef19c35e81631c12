package org.udm.discrete.sample;

import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Condition;
import org.udm.discrete.TokenBatch;

/**
 * Tokens that are known: a prompt, or the surroundings of a gap. They are visible at all times.
 *
 * <pre>{@code
 * Condition<TokenBatch> prompt = KnownTokens.prefix(tokenizer.encode("ROMEO:"));
 * Condition<TokenBatch> gap = KnownTokens.everyRow(new int[] {5, 9, 9, 7}, 9); // 9: to be written
 * }</pre>
 *
 * <p>Under masking this is exact with an exact predictor: the visible tokens are what a belief is
 * conditioned on.
 */
public final class KnownTokens implements Condition<TokenBatch> {
  private static final int NONE = -1; // no token has this id

  private final TokenBatch pattern;
  private final int free;
  private final boolean shared; // row 0 of the pattern is that of every row

  private KnownTokens(TokenBatch pattern, int free, boolean shared) {
    this.pattern = pattern;
    this.free = free;
    this.shared = shared;
  }

  /**
   * Returns the condition that every row begins with given tokens.
   *
   * @param ids the first tokens
   * @return the condition
   */
  public static KnownTokens prefix(int... ids) {
    return new KnownTokens(TokenBatch.of(ids), NONE, true);
  }

  /**
   * Returns the condition that every row has given tokens at some positions.
   *
   * @param pattern the known tokens by position, {@code free} elsewhere; what lies behind its end
   *     is free
   * @param free the id that marks free positions, such as the mask
   * @return the condition
   */
  public static KnownTokens everyRow(int[] pattern, int free) {
    return new KnownTokens(TokenBatch.of(pattern), free, true);
  }

  /**
   * Returns the condition that row i has the tokens of row i of a pattern. To draw a part of the
   * rows, slice the pattern alike.
   *
   * @param pattern the known tokens, {@code free} elsewhere; what lies behind a row's end is free
   *     [B]
   * @param free the id that marks free positions, such as the mask
   * @return the condition, for batches of B rows
   */
  public static KnownTokens perRow(TokenBatch pattern, int free) {
    return new KnownTokens(pattern, free, false);
  }

  @Override
  public TokenBatch onState(TokenBatch xt, Times t, RandomStreams rng) {
    return impose(xt);
  }

  @Override
  public TokenBatch onPrediction(TokenBatch x0, RandomStreams rng) {
    return impose(x0);
  }

  private TokenBatch impose(TokenBatch x) {
    if (!shared && pattern.rows() != x.rows()) {
      throw new IllegalArgumentException(
          "known tokens of %d rows for a batch of %d rows: give a row of the pattern for each, or KnownTokens.everyRow"
              .formatted(pattern.rows(), x.rows()));
    }
    for (int i = 0; i < x.rows(); i++) {
      int source = shared ? 0 : i;
      for (int l = x.length(i); l < pattern.length(source); l++) {
        if (pattern.token(source, l) != free) {
          throw new IllegalArgumentException(
              "token %d is known at position %d, but row %d has %d tokens: draw longer rows or shorten the pattern"
                  .formatted(pattern.token(source, l), l, i, x.length(i)));
        }
      }
    }
    return x.map(
        (i, l, id) -> {
          int source = shared ? 0 : i;
          return l < pattern.length(source) && pattern.token(source, l) != free
              ? pattern.token(source, l)
              : id;
        });
  }
}

package org.udm.discrete;

import java.util.stream.IntStream;
import org.udm.core.row.Rows;

/**
 * Rows of tokens as {@code int[]}, for corruptions that are written for one row and may change its
 * length.
 *
 * <pre>{@code
 * var cut = RowCorruption.of(TokenRows.of(), (length, rng) -> rng.uniform(), (x0, u, t) -> u < t ? new int[0] : x0);
 * }</pre>
 */
public final class TokenRows implements Rows<TokenBatch, int[]> {
  private TokenRows() {}

  /**
   * Returns the rows.
   *
   * @return the rows, whose new ones have any length and ids of at least 0
   */
  public static TokenRows of() {
    return new TokenRows();
  }

  @Override
  public int size(TokenBatch x, int row) {
    return x.length(row);
  }

  @Override
  public int[] row(TokenBatch x, int row) {
    return x.row(row);
  }

  @Override
  public TokenBatch map(TokenBatch x, RowFunction<int[]> function) {
    return TokenBatch.of(
        IntStream.range(0, x.rows())
            .parallel()
            .mapToObj(i -> function.apply(i, x.row(i)))
            .toArray(int[][]::new));
  }

  /** Any corrupted rows may come from any clean ones. */
  @Override
  public void requireFit(TokenBatch xt, TokenBatch x0) {}
}

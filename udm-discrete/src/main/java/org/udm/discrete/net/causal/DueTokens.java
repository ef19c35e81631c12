package org.udm.discrete.net.causal;

import java.util.Arrays;
import org.udm.discrete.TokenBatch;

/**
 * Which token of x_t a row has to write next, position by position: with it a decoder need not
 * count what it has written to know what is still to come.
 *
 * @param tokens ids in [0, V), V where nothing is due [B * L]
 * @param places how many tokens of x_t were written before [B * L]
 */
record DueTokens(int[] tokens, int[] places) {

  /**
   * Returns what is due.
   *
   * @param xt corrupted rows [B]
   * @param written how many tokens of x_t were written before each position [B][L]
   * @param none V
   */
  static DueTokens of(TokenBatch xt, int[][] written, int none) {
    int length = written[0].length;
    int[] places = Arrays.stream(written).flatMapToInt(Arrays::stream).toArray();
    int[] tokens = new int[places.length];
    for (int k = 0; k < tokens.length; k++) {
      int row = k / length;
      tokens[k] = places[k] < xt.length(row) ? xt.token(row, places[k]) : none;
    }
    return new DueTokens(tokens, places);
  }

  /** The same twice, for rows with and without their sources. */
  DueTokens twice() {
    return new DueTokens(twice(tokens), twice(places));
  }

  /** An array twice, one behind the other. */
  static int[] twice(int[] ids) {
    int[] twice = Arrays.copyOf(ids, 2 * ids.length);
    System.arraycopy(ids, 0, twice, ids.length, ids.length);
    return twice;
  }
}

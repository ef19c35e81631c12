package org.udm.discrete.metric;

import java.util.Arrays;

/**
 * The least number of insertions, deletions and substitutions that make one row of another.
 *
 * <p>Source: Wagner and Fischer, "The string-to-string correction problem", 1974, algorithm X.
 */
public final class EditDistance {
  private EditDistance() {}

  /**
   * Returns the distance; time grows with the product of the lengths.
   *
   * @param from ids or characters [n]
   * @param to ids or characters [m]
   * @return in [|n - m|, max(n, m)]
   */
  public static int of(int[] from, int[] to) {
    int[] row = new int[to.length + 1]; // distances of what was read of from to every prefix of to
    Arrays.setAll(row, j -> j);
    for (int id : from) {
      int diagonal = row[0];
      row[0]++;
      for (int j = 1; j <= to.length; j++) {
        int substituted = diagonal + (id == to[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length];
  }
}

package org.udm.cli.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant. */
public final class Spelling {
  private static final int MOST_EDITS = 2; // such as two letters changed places

  private Spelling() {}

  /**
   * Returns the candidate that is fewest edits away from a word, if there is one near.
   *
   * @param word what was written
   * @param candidates what could have been meant
   * @return the nearest, at most two edits away
   */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> edits(word, candidate)))
        .filter(candidate -> edits(word, candidate) <= MOST_EDITS);
  }

  /** Levenshtein's distance: how many letters have to be put in, left out or changed. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1]; // distances of a prefix of from to the prefixes of to
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}

package org.udm.discrete.metric;

import java.util.List;
import org.udm.core.bound.Estimate;

/**
 * How far written texts are from those that were to be written.
 *
 * @param rows how many there are
 * @param exact the share of texts that are right to the last character; larger is better
 * @param characterErrors the character error rate, edits over characters of the targets; smaller is
 *     better, and it may exceed 1
 */
public record TextErrors(int rows, Estimate exact, Estimate characterErrors) {

  /**
   * Compares texts.
   *
   * @param written what was written [B]
   * @param targets what was to be written [B], with at least one character
   * @return the errors, with standard errors over rows
   * @throws IllegalArgumentException if the numbers differ or the targets have no character
   */
  public static TextErrors of(List<String> written, List<String> targets) {
    int rows = targets.size();
    if (written.size() != rows || targets.stream().allMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          "%d texts for %d targets: there must be as many, and a target with characters"
              .formatted(written.size(), rows));
    }
    double[] exact = new double[rows];
    double[] edits = new double[rows];
    double[] characters = new double[rows];
    for (int i = 0; i < rows; i++) {
      int[] target = targets.get(i).codePoints().toArray();
      edits[i] = EditDistance.of(written.get(i).codePoints().toArray(), target);
      exact[i] = edits[i] == 0 ? 1 : 0;
      characters[i] = target.length;
    }
    return new TextErrors(rows, RowMeans.of(exact), RowMeans.ratio(edits, characters));
  }
}

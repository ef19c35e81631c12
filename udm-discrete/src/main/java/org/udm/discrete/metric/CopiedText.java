package org.udm.discrete.metric;

import java.util.Arrays;
import java.util.stream.Stream;
import org.udm.core.bound.Estimate;
import org.udm.discrete.TokenBatch;

/**
 * How much of some rows stands in the training text word for word.
 *
 * <p>Short matches are unavoidable; a row is copied where a match is longer than chance gives, for
 * which held-back text is the measure. Smaller is better, but held-back text has not 0 either.
 *
 * @param least how many tokens a match must have to count as copied
 * @param share the share of a row's tokens that lie in such a match, over rows
 * @param longest the longest match of a row, in tokens, over rows
 * @param record the longest match of all, in tokens
 * @param recordRow the row that has it
 * @param recordEnd the position after its last token
 */
public record CopiedText(
    int least, Estimate share, Estimate longest, int record, int recordRow, int recordEnd) {

  /**
   * Compares rows with a text, which is read once; time is linear in both, memory in the rows.
   *
   * @param rows token rows [B], at least one that is not empty
   * @param training the text in runs, such as {@code data.runs(TextPart.TRAINING)}; a match never
   *     reaches from one run into the next
   * @param least how many tokens make a copy, at least 1
   * @return how much is copied
   * @throws IllegalArgumentException if there are no tokens or {@code least} is not positive
   */
  public static CopiedText of(TokenBatch rows, Stream<TokenBatch> training, int least) {
    if (least < 1 || rows.tokens() == 0) {
      throw new IllegalArgumentException(
          "copies of at least %d tokens in %d: both numbers must be at least 1"
              .formatted(least, rows.tokens()));
    }
    SampleAutomaton automaton = new SampleAutomaton(rows);
    training.forEach(
        batch -> {
          for (int i = 0; i < batch.rows(); i++) {
            automaton.read(batch.row(i));
          }
        });
    return summary(automaton.matches(), least);
  }

  private static CopiedText summary(int[][] matches, int least) {
    int[][] full = Arrays.stream(matches).filter(row -> row.length > 0).toArray(int[][]::new);
    double[] shares =
        Arrays.stream(full).mapToDouble(row -> covered(row, least) / (double) row.length).toArray();
    double[] longest =
        Arrays.stream(full).mapToDouble(row -> Arrays.stream(row).max().orElse(0)).toArray();
    int recordRow = 0;
    int recordEnd = 0;
    int record = -1;
    for (int i = 0; i < matches.length; i++) {
      for (int j = 0; j < matches[i].length; j++) {
        if (matches[i][j] > record) {
          record = matches[i][j];
          recordRow = i;
          recordEnd = j + 1;
        }
      }
    }
    return new CopiedText(
        least, RowMeans.of(shares), RowMeans.of(longest), record, recordRow, recordEnd);
  }

  /** Counts the tokens in matches, from the right: a match reaches back from its last token. */
  private static int covered(int[] matches, int least) {
    int covered = 0;
    int reach = 0; // how many tokens to the left are still covered
    for (int j = matches.length - 1; j >= 0; j--) {
      reach = Math.max(reach - 1, matches[j] >= least ? matches[j] : 0);
      covered += reach > 0 ? 1 : 0;
    }
    return covered;
  }
}

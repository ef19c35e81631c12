package org.udm.discrete.text;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.udm.discrete.TokenBatch;

/**
 * Shows rows on their way from mask to text: the mask, id V, becomes a symbol.
 *
 * <pre>{@code
 * TokenDisplay.of(vocabulary).show(xt).forEach(System.out::println); // "T_ be_ or __t"
 * TokenDisplay.of(vocabulary).withNewline("\\n");                    // one line per row
 * }</pre>
 */
public final class TokenDisplay {
  private final Vocabulary vocabulary;
  private final String mask;
  private final String newline;

  private TokenDisplay(Vocabulary vocabulary, String mask, String newline) {
    this.vocabulary = vocabulary;
    this.mask = mask;
    this.newline = newline;
  }

  /**
   * Returns a display with the mask as {@code _} and line ends as they are.
   *
   * @param vocabulary the vocabulary
   * @return the display
   */
  public static TokenDisplay of(Vocabulary vocabulary) {
    return new TokenDisplay(vocabulary, "_", "\n");
  }

  /**
   * Returns the same display with another symbol for the mask.
   *
   * @param symbol such as {@code ░}
   * @return the display
   */
  public TokenDisplay withMask(String symbol) {
    return new TokenDisplay(vocabulary, symbol, newline);
  }

  /**
   * Returns the same display with another sign for the end of a line.
   *
   * @param sign such as {@code ↵}, which keeps a row on one line
   * @return the display
   */
  public TokenDisplay withNewline(String sign) {
    return new TokenDisplay(vocabulary, mask, sign);
  }

  /**
   * Shows one row.
   *
   * @param ids token ids in [0, V], V being the mask
   * @return its text with a symbol for each mask
   * @throws IllegalArgumentException if an id is outside [0, V]
   */
  public String show(int... ids) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (from < ids.length) {
      // A run of tokens is decoded as a whole: a character may take several bytes.
      int to = from;
      while (to < ids.length && ids[to] != vocabulary.size()) {
        to++;
      }
      text.append(from == 0 ? "" : vocabulary.separator());
      if (to > from) {
        text.append(vocabulary.decode(Arrays.copyOfRange(ids, from, to)).replace("\n", newline));
        from = to;
      } else {
        text.append(mask);
        from++;
      }
    }
    return text.toString();
  }

  /**
   * Shows every row of a batch.
   *
   * @param rows token ids in [0, V] [B]
   * @return B texts
   * @throws IllegalArgumentException if an id is outside [0, V]
   */
  public List<String> show(TokenBatch rows) {
    return IntStream.range(0, rows.rows()).mapToObj(i -> show(rows.row(i))).toList();
  }
}

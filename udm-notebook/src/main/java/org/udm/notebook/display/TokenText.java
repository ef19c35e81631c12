package org.udm.notebook.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.Vocabulary;

/**
 * Rows of tokens as text: masks grey, tokens that were just written green, changed ones orange.
 *
 * <pre>{@code
 * TokenText.of(vocabulary, xs).after(xt)
 * }</pre>
 */
public final class TokenText implements Markup {
  private static final int SHOWN = 32; // rows

  /** What happened to a token. */
  private enum Mark {
    KEPT(""),
    MASKED("background:#d0d0d0;color:#707070"),
    WRITTEN("background:#a6e3a1;color:#000"),
    CHANGED("background:#ffcf87;color:#000");

    private final String style;

    Mark(String style) {
      this.style = style;
    }
  }

  private final Vocabulary vocabulary; // null where only ids are known
  private final TokenBatch rows;
  private final TokenBatch before; // null where there is nothing to compare with

  private TokenText(Vocabulary vocabulary, TokenBatch rows, TokenBatch before) {
    this.vocabulary = vocabulary;
    this.rows = rows;
    this.before = before;
  }

  /**
   * Returns rows as text.
   *
   * @param vocabulary the vocabulary of V tokens; the id V is the mask
   * @param rows ids in [0, V] [B]
   * @return the text
   * @throws IllegalArgumentException if an id is outside [0, V]
   */
  public static TokenText of(Vocabulary vocabulary, TokenBatch rows) {
    return new TokenText(vocabulary, rows.requireIdsBelow(vocabulary.size() + 1), null);
  }

  /**
   * Returns rows as numbers, for want of a vocabulary.
   *
   * @param rows token ids [B]
   * @return the numbers
   */
  public static TokenText ofIds(TokenBatch rows) {
    return new TokenText(null, rows, null);
  }

  /**
   * Returns the text with the difference to an earlier state in colour.
   *
   * @param earlier the state before [B]; of rows of another length, what was put in is found
   * @return the text
   * @throws IllegalArgumentException if the numbers of rows differ
   */
  public TokenText after(TokenBatch earlier) {
    if (earlier.rows() != rows.rows()) {
      throw new IllegalArgumentException(
          "%d rows after %d rows: the numbers must be equal"
              .formatted(rows.rows(), earlier.rows()));
    }
    return new TokenText(vocabulary, rows, earlier);
  }

  @Override
  public String html() {
    StringBuilder html = new StringBuilder();
    int shown = Math.min(SHOWN, rows.rows());
    for (int i = 0; i < shown; i++) {
      html.append(
          "<div style='font-family:monospace;white-space:pre-wrap;line-height:1.5'>"
              + row(i)
              + "</div>");
    }
    if (shown < rows.rows()) {
      html.append("<div>%d of %d rows</div>".formatted(shown, rows.rows()));
    }
    return html.toString();
  }

  @Override
  public String toString() {
    String shown =
        IntStream.range(0, Math.min(SHOWN, rows.rows()))
            .mapToObj(i -> runs(i).stream().map(Run::text).collect(Collectors.joining(separator())))
            .collect(Collectors.joining("\n"));
    return rows.rows() <= SHOWN ? shown : shown + "\n%d of %d rows".formatted(SHOWN, rows.rows());
  }

  /** One row as HTML, without a frame. */
  String row(int row) {
    return runs(row).stream().map(Run::html).collect(Collectors.joining(separator()));
  }

  private String separator() {
    return vocabulary == null ? " " : vocabulary.separator();
  }

  /** Neighbours of one mark. */
  private record Run(Mark mark, String text) {
    String html() {
      String escaped = Markup.escape(text);
      return mark.style.isEmpty()
          ? escaped
          : "<span style='%s'>%s</span>".formatted(mark.style, escaped);
    }
  }

  private List<Run> runs(int row) {
    int[] ids = rows.row(row);
    Mark[] marks = marks(ids, before == null ? null : before.row(row));
    List<Run> runs = new ArrayList<>();
    int from = 0;
    while (from < ids.length) {
      int to = from + 1;
      // A run of one mark is decoded as a whole: a character may take several bytes.
      while (to < ids.length && marks[to] == marks[from]) {
        to++;
      }
      runs.add(new Run(marks[from], text(Arrays.copyOfRange(ids, from, to), marks[from])));
      from = to;
    }
    return runs;
  }

  private String text(int[] ids, Mark mark) {
    if (mark == Mark.MASKED) {
      return Arrays.stream(ids).mapToObj(id -> "_").collect(Collectors.joining(separator()));
    }
    return vocabulary == null
        ? Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(separator()))
        : vocabulary.decode(ids);
  }

  private Mark[] marks(int[] ids, int[] old) {
    boolean[] kept =
        old == null || old.length == ids.length ? new boolean[ids.length] : kept(ids, old);
    Mark[] marks = new Mark[ids.length];
    for (int l = 0; l < ids.length; l++) {
      if (isMask(ids[l])) {
        marks[l] = Mark.MASKED;
      } else if (old == null) {
        marks[l] = Mark.KEPT;
      } else if (old.length == ids.length) {
        marks[l] = isMask(old[l]) ? Mark.WRITTEN : old[l] == ids[l] ? Mark.KEPT : Mark.CHANGED;
      } else {
        marks[l] = kept[l] ? Mark.KEPT : Mark.WRITTEN;
      }
    }
    return marks;
  }

  /** Which tokens of a row are one of its longest common subsequences with an earlier row. */
  private static boolean[] kept(int[] ids, int[] old) {
    int[][] common = new int[ids.length + 1][old.length + 1]; // lengths, from [l] and [k] on
    for (int l = ids.length - 1; l >= 0; l--) {
      for (int k = old.length - 1; k >= 0; k--) {
        common[l][k] =
            ids[l] == old[k]
                ? common[l + 1][k + 1] + 1
                : Math.max(common[l + 1][k], common[l][k + 1]);
      }
    }
    boolean[] kept = new boolean[ids.length];
    int k = 0;
    for (int l = 0; l < ids.length; l++) {
      while (k < old.length && ids[l] != old[k] && common[l][k + 1] > common[l + 1][k]) {
        k++; // this token of the earlier row is gone
      }
      if (k < old.length && ids[l] == old[k]) {
        kept[l] = true;
        k++;
      }
    }
    return kept;
  }

  private boolean isMask(int id) {
    return vocabulary != null && id == vocabulary.size();
  }
}

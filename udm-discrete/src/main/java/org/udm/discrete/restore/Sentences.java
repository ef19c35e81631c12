package org.udm.discrete.restore;

import java.util.ArrayList;
import java.util.List;
import org.udm.discrete.text.TextSource;

/**
 * The sentences of a text, and what is left of one without its punctuation and capitals.
 *
 * <p>A sentence ends with {@code .}, {@code !} or {@code ?}, and closing quotes or brackets behind
 * it, before white space; or at a blank line. White space inside it becomes one space.
 *
 * <pre>{@code
 * Sentences.bare("Speak, speak.");  // "speak speak"
 * }</pre>
 */
public final class Sentences {
  private static final String ENDS = ".!?";
  private static final String CLOSING = "\"')]\u2019\u201D\u00BB";

  private final List<String> sentences = new ArrayList<>();
  private final StringBuilder sentence = new StringBuilder();
  private boolean ended; // the next white space ends the sentence
  private boolean blank; // white space was read
  private int newlines; // in it

  private Sentences() {}

  /**
   * Returns the sentences of a text.
   *
   * @param text the text; all of it is held in memory
   * @return the sentences, in order, none empty
   * @throws org.udm.discrete.text.TextDataException if the text cannot be read
   */
  public static List<String> of(TextSource text) {
    Sentences reader = new Sentences();
    text.forEachCodePoint(reader::accept);
    reader.end();
    return List.copyOf(reader.sentences);
  }

  private void accept(int codePoint) {
    if (Character.isWhitespace(codePoint)) {
      blank = true;
      newlines += codePoint == '\n' ? 1 : 0;
      return;
    }
    if (blank && (ended || newlines > 1)) {
      end();
    } else if (blank && !sentence.isEmpty()) {
      sentence.append(' ');
    }
    blank = false;
    newlines = 0;
    sentence.appendCodePoint(codePoint);
    ended = ENDS.indexOf(codePoint) >= 0 || ended && CLOSING.indexOf(codePoint) >= 0;
  }

  private void end() {
    if (!sentence.isEmpty()) {
      sentences.add(sentence.toString());
    }
    sentence.setLength(0);
    ended = false;
  }

  /**
   * Returns a sentence in small letters and without punctuation: letters with their marks, digits
   * and single spaces are left.
   *
   * @param sentence any text
   * @return its characters in small letters, some of them left out; without spaces at its ends
   */
  public static String bare(String sentence) {
    StringBuilder bare = new StringBuilder();
    sentence
        .codePoints()
        .forEach(
            c -> {
              boolean space = Character.isWhitespace(c);
              if (space && !bare.isEmpty() && bare.charAt(bare.length() - 1) != ' ') {
                bare.append(' ');
              } else if (!space && isKept(c)) {
                bare.appendCodePoint(Character.toLowerCase(c));
              }
            });
    return bare.toString().strip();
  }

  private static boolean isKept(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isLetterOrDigit(codePoint)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}

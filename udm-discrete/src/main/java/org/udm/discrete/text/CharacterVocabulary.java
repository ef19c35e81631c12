package org.udm.discrete.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * One token per character: the Unicode code points of a text, in increasing order.
 *
 * <pre>{@code
 * Vocabulary v = CharacterVocabulary.learn(TextSource.of(Path.of("shakespeare.txt")));
 * }</pre>
 */
public final class CharacterVocabulary implements Vocabulary {
  static final String KIND = "characters";

  private static final int SHOWN = 100; // characters listed in an error: a line or so

  private final int[] codePoints; // [V], increasing

  private CharacterVocabulary(int[] codePoints) {
    this.codePoints = codePoints;
  }

  /**
   * Returns the vocabulary of the characters of a string.
   *
   * @param characters all characters, in any order; repetitions do no harm
   * @return the vocabulary
   * @throws IllegalArgumentException if the string is empty
   */
  public static CharacterVocabulary of(String characters) {
    return of(characters.codePoints().sorted().distinct().toArray());
  }

  /**
   * Returns the vocabulary of all characters of a text, which is read once from end to end.
   *
   * @param text the text; the part for validation counts too
   * @return the vocabulary
   * @throws TextDataException if the text cannot be read
   */
  public static CharacterVocabulary learn(TextSource text) {
    BitSet seen = new BitSet();
    text.forEachCodePoint(seen::set);
    return of(seen.stream().toArray());
  }

  private static CharacterVocabulary of(int[] codePoints) {
    if (codePoints.length == 0) {
      throw new IllegalArgumentException(
          "a vocabulary of no characters: give at least one character");
    }
    for (int codePoint : codePoints) {
      if (Character.getType(codePoint) == Character.SURROGATE) {
        throw new IllegalArgumentException(
            "U+%04X is half a surrogate pair and no character: leave it out".formatted(codePoint));
      }
    }
    return new CharacterVocabulary(codePoints);
  }

  @Override
  public int size() {
    return codePoints.length;
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("kind", KIND);
    description.put("size", size());
    description.put("characters", new String(codePoints, 0, codePoints.length));
    return description;
  }

  @Override
  public Encoder encoder(IntConsumer ids) {
    return new Encoder() {
      private long position;

      @Override
      public void accept(int codePoint) {
        int id = Arrays.binarySearch(codePoints, codePoint);
        if (id < 0) {
          throw new TextDataException(
              "character %s (U+%04X) at position %d is not in the vocabulary of %d characters %s: remove it from the text, or use the vocabulary of a text that has it"
                  .formatted(quote(codePoint), codePoint, position, size(), known()));
        }
        position++;
        ids.accept(id);
      }

      @Override
      public void end() {}
    };
  }

  @Override
  public String decode(int... ids) {
    requireTokens(ids);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.appendCodePoint(codePoints[id]);
    }
    return text.toString();
  }

  @Override
  public String separator() {
    return "";
  }

  private static String quote(int codePoint) {
    return "'" + visible(codePoint) + "'";
  }

  /** The characters, the first hundred of them at least. */
  private String known() {
    StringBuilder list = new StringBuilder();
    Arrays.stream(codePoints).limit(SHOWN).mapToObj(c -> visible(c)).forEach(list::append);
    return list + (size() > SHOWN ? "..." : "");
  }

  /** One line, whatever the character. */
  private static String visible(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE
              ? "\\u%04X".formatted(codePoint)
              : Character.toString(codePoint);
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CharacterVocabulary v && Arrays.equals(codePoints, v.codePoints);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codePoints);
  }

  @Override
  public String toString() {
    return "%d characters %s".formatted(size(), known());
  }
}

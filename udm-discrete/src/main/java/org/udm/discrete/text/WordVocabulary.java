package org.udm.discrete.text;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * One token per word, words being separated by white space; a decoded text has one space between
 * two words, whatever stood there before.
 *
 * <pre>{@code
 * Vocabulary v = WordVocabulary.of(List.of("the", "cat", "sleeps"));
 * v.decode(v.encode("the  cat\nsleeps")); // "the cat sleeps"
 * }</pre>
 */
public final class WordVocabulary implements Vocabulary {
  static final String KIND = "words";

  private static final int SHOWN = 40; // words listed in an error: a few lines

  private final List<String> words; // [V]
  private final Map<String, Integer> ids;

  private WordVocabulary(List<String> words, Map<String, Integer> ids) {
    this.words = words;
    this.ids = ids;
  }

  /**
   * Returns the vocabulary of a list of words; the id of a word is its place in the list.
   *
   * @param words all different, not empty, without white space
   * @return the vocabulary
   * @throws IllegalArgumentException if the list is empty or a word is not as it must be
   */
  public static WordVocabulary of(List<String> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a vocabulary of no words: give at least one word");
    }
    Map<String, Integer> ids = new HashMap<>();
    for (String word : words) {
      if (word.isEmpty() || word.codePoints().anyMatch(Character::isWhitespace)) {
        throw new IllegalArgumentException(
            "word \"%s\" is empty or has white space inside: words are separated by white space"
                .formatted(word));
      }
      if (ids.put(word, ids.size()) != null) {
        throw new IllegalArgumentException(
            "word \"%s\" is given twice: a word has one id".formatted(word));
      }
    }
    return new WordVocabulary(List.copyOf(words), ids);
  }

  @Override
  public int size() {
    return words.size();
  }

  /**
   * Tells whether a word is in the vocabulary.
   *
   * @param word a word
   * @return true if it has an id
   */
  public boolean contains(String word) {
    return ids.containsKey(word);
  }

  /**
   * Returns the id of a word.
   *
   * @param word a word of the vocabulary
   * @return its id in [0, V)
   * @throws TextDataException if the word is not in the vocabulary
   */
  public int id(String word) {
    Integer id = ids.get(word);
    if (id == null) {
      throw new TextDataException("word \"%s\" is %s".formatted(word, unknown()));
    }
    return id;
  }

  @Override
  public Map<String, Object> description() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("kind", KIND);
    description.put("size", size());
    description.put("words", words);
    return description;
  }

  @Override
  public Encoder encoder(IntConsumer out) {
    return new Encoder() {
      private final StringBuilder word = new StringBuilder();
      private long position; // of words

      @Override
      public void accept(int codePoint) {
        if (Character.isWhitespace(codePoint)) {
          end();
        } else {
          word.appendCodePoint(codePoint);
        }
      }

      @Override
      public void end() {
        if (word.isEmpty()) {
          return;
        }
        Integer id = ids.get(word.toString());
        if (id == null) {
          throw new TextDataException(
              "word \"%s\" (number %d of the text, from 0) is %s"
                  .formatted(word, position, unknown()));
        }
        position++;
        word.setLength(0);
        out.accept(id);
      }
    };
  }

  private String unknown() {
    return "not in the vocabulary of %d words (%s%s): replace it, or use a vocabulary that has it"
        .formatted(
            size(),
            words.stream().limit(SHOWN).collect(Collectors.joining(" ")),
            size() > SHOWN ? " ..." : "");
  }

  @Override
  public String decode(int... ids) {
    requireTokens(ids);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(text.isEmpty() ? "" : " ").append(words.get(id));
    }
    return text.toString();
  }

  @Override
  public String separator() {
    return " ";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WordVocabulary v && words.equals(v.words);
  }

  @Override
  public int hashCode() {
    return words.hashCode();
  }

  @Override
  public String toString() {
    return "%d words".formatted(size());
  }
}

package org.udm.discrete.restore;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The plainest way to put capitals and punctuation back: each word in the form that it mostly has
 * at its place, first, last or inside a sentence. What a trained model has to beat.
 *
 * <pre>{@code
 * WordForms.of(Stream.of("Speak, speak.", "Speak!")).write("speak speak"); // "Speak, speak."
 * }</pre>
 */
public final class WordForms {
  private enum Place {
    ONLY,
    FIRST,
    INSIDE,
    LAST;

    static Place of(int word, int words) {
      if (words == 1) {
        return ONLY;
      }
      return word == 0 ? FIRST : word == words - 1 ? LAST : INSIDE;
    }
  }

  private record Word(String bare, Place place) {}

  private final Map<Word, String> forms;

  private WordForms(Map<Word, String> forms) {
    this.forms = forms;
  }

  /**
   * Counts the forms of words.
   *
   * @param sentences as they are written, words between spaces
   * @return the most frequent form of each word at each place; of two that are as frequent the
   *     first in the order of their characters
   */
  public static WordForms of(Stream<String> sentences) {
    Map<Word, Map<String, Integer>> counts = new HashMap<>();
    sentences.forEach(
        sentence -> {
          List<String> words =
              words(sentence).filter(word -> !Sentences.bare(word).isEmpty()).toList();
          for (int i = 0; i < words.size(); i++) {
            String form = words.get(i);
            Word word = new Word(Sentences.bare(form), Place.of(i, words.size()));
            counts.computeIfAbsent(word, w -> new HashMap<>()).merge(form, 1, Integer::sum);
          }
        });
    Map<Word, String> forms = new HashMap<>();
    counts.forEach((word, seen) -> forms.put(word, mostFrequent(seen)));
    return new WordForms(forms);
  }

  private static String mostFrequent(Map<String, Integer> seen) {
    return seen.entrySet().stream()
        .min(
            Comparator.comparing((Map.Entry<String, Integer> form) -> -form.getValue())
                .thenComparing(Map.Entry::getKey))
        .orElseThrow()
        .getKey();
  }

  private static Stream<String> words(String sentence) {
    return Arrays.stream(sentence.split(" ")).filter(word -> !word.isEmpty());
  }

  /**
   * Writes a sentence.
   *
   * @param bare the sentence in small letters and without punctuation, as {@link Sentences#bare}
   *     leaves it
   * @return its words in their most frequent forms; a word that was not seen at its place stays
   */
  public String write(String bare) {
    List<String> words = words(bare).toList();
    return IntStream.range(0, words.size())
        .mapToObj(i -> new Word(words.get(i), Place.of(i, words.size())))
        .map(word -> forms.getOrDefault(word, word.bare()))
        .collect(Collectors.joining(" "));
  }
}

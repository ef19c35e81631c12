package org.udm.cli.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.discrete.text.BytePairVocabulary;
import org.udm.discrete.text.ByteVocabulary;
import org.udm.discrete.text.CharacterVocabulary;
import org.udm.discrete.text.HuggingFaceVocabulary;
import org.udm.discrete.text.TextBenchmark;
import org.udm.discrete.text.TextDataException;
import org.udm.discrete.text.TextSource;
import org.udm.discrete.text.Vocabulary;
import org.udm.discrete.text.WordVocabulary;

/** The vocabulary of a new run, which settings describe and its text gives. */
final class TextVocabularies {
  private TextVocabularies() {}

  /** Whether tokens are the bytes of a text, which need not be UTF-8. */
  static boolean isBytes(Vocabulary vocabulary) {
    return vocabulary.equals(ByteVocabulary.of());
  }

  /** The vocabulary of a new run. */
  static Vocabulary learned(
      Settings settings, TextSource source, Optional<TextBenchmark> benchmark) {
    String tokenizer = settings.text("tokenizer");
    if (!tokenizer.isBlank()) {
      try {
        return HuggingFaceVocabulary.read(Path.of(tokenizer));
      } catch (TextDataException e) {
        throw UserException.usage("--tokenizer " + e.getMessage());
      }
    }
    return switch (settings.text("vocabulary")) {
      case "bytes" -> ByteVocabulary.of();
      case "words" -> WordVocabulary.of(words(source));
      case "bpe" ->
          BytePairVocabulary.learn(
              source,
              settings.integer("vocabulary-size"),
              1
                  - benchmark
                      .map(known -> known.validationFraction() + known.testFraction())
                      .orElse(settings.number(Task.VALIDATION)));
      default ->
          benchmark
              .map(TextBenchmark::vocabulary)
              .orElseGet(() -> CharacterVocabulary.learn(source));
    };
  }

  /** The different words of a text, in alphabetical order. */
  private static List<String> words(TextSource source) {
    TreeSet<String> words = new TreeSet<>();
    StringBuilder word = new StringBuilder();
    source.forEachCodePoint(
        c -> {
          if (!Character.isWhitespace(c)) {
            word.appendCodePoint(c);
          } else if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
          }
        });
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return new ArrayList<>(words);
  }

  /** What one token is called. */
  static String unit(Vocabulary vocabulary) {
    return switch (vocabulary.name()) {
      case "bytes" -> "byte";
      case "characters" -> "character";
      case "words" -> "word";
      default -> "token";
    };
  }
}

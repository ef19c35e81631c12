package org.udm.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.text.ByteVocabulary;
import org.udm.discrete.text.CharacterVocabulary;
import org.udm.discrete.text.RowUnit;
import org.udm.discrete.text.TextData;
import org.udm.discrete.text.TextOptions;
import org.udm.discrete.text.TextPart;
import org.udm.discrete.text.TextSource;
import org.udm.discrete.text.Vocabulary;

/** The tasks that text settings describe: a user's text, or the language of the demonstration. */
final class TextTasks {
  /** What stands for the data in the settings of a run on the demonstration's language. */
  static final String GRAMMAR = "grammar:english";

  private static final int BATCH = 64;
  private static final long GRAMMAR_ROWS = 2_000; // fresh sentences of a whole evaluation

  private TextTasks() {}

  /** The task of a new run: the vocabulary is learned from the text. */
  static TextTask fresh(Settings settings, RunDirectory directory) {
    String data = settings.text("data");
    if (data.isBlank()) {
      throw UserException.usage(
          "no text to train on: give --data FILE (a text file, a directory, or several joined by commas)");
    }
    if (data.equals(GRAMMAR)) {
      return grammar(settings);
    }
    TextSource source = source(data);
    Vocabulary vocabulary =
        settings.text("vocabulary").equals("bytes")
            ? ByteVocabulary.of()
            : CharacterVocabulary.learn(source);
    return text(settings, source, vocabulary, directory, "validation");
  }

  /**
   * The task of a run that exists, with its vocabulary.
   *
   * @param data another text, or null for the run's own
   * @param part which part of the text is evaluated: validation, training or all
   */
  static TextTask saved(SavedModel saved, RunDirectory directory, String data, String part) {
    return saved(saved.settings(), saved.model().vocabulary(), directory, data, part);
  }

  /** The same, before the weights are read. */
  static TextTask saved(
      Settings settings, Vocabulary vocabulary, RunDirectory directory, String data, String part) {
    String from = data == null ? settings.text("data") : data;
    if (from.equals(GRAMMAR)) {
      return grammar(settings);
    }
    return text(settings, source(from), vocabulary, directory, part);
  }

  private static TextSource source(String data) {
    return TextSource.of(
        Arrays.stream(data.split(",")).map(String::strip).map(Path::of).toArray(Path[]::new));
  }

  private static TextTask text(
      Settings settings,
      TextSource source,
      Vocabulary vocabulary,
      RunDirectory directory,
      String part) {
    TextData data = TextData.open(source, vocabulary, options(settings), directory.data());
    return new TextTask(
        vocabulary,
        data.training(settings.integer("batch")),
        about -> spread(data, part, about),
        data.hash(),
        vocabulary.name().equals("bytes") ? "byte" : "character",
        Double.NaN);
  }

  private static TextOptions options(Settings settings) {
    RowUnit unit =
        switch (settings.text("unit")) {
          case "blocks" -> RowUnit.BLOCK;
          case "lines" -> RowUnit.LINE;
          case "paragraphs" -> RowUnit.PARAGRAPH;
          default -> RowUnit.FILE;
        };
    int length = settings.integer("length");
    TextOptions options =
        unit == RowUnit.BLOCK ? TextOptions.blocks(length) : TextOptions.documents(unit, length);
    return options.withValidationFraction(settings.number("validation"));
  }

  /** Every k-th batch of a part, so that about so many rows come from all over it. */
  private static Stream<TokenBatch> spread(TextData data, String part, long about) {
    Stream<TokenBatch> batches =
        switch (part) {
          case "validation" -> data.batches(TextPart.VALIDATION, BATCH);
          case "training" -> data.batches(TextPart.TRAINING, BATCH);
          case "all" ->
              Stream.concat(
                  data.batches(TextPart.TRAINING, BATCH), data.batches(TextPart.VALIDATION, BATCH));
          default ->
              throw UserException.usage(
                  "--part %s: choose validation, training or all".formatted(part));
        };
    long rows =
        (part.equals("validation") ? 0 : data.rows(TextPart.TRAINING))
            + (part.equals("training") ? 0 : data.rows(TextPart.VALIDATION));
    long every = Math.max(1, rows / Math.max(about, BATCH));
    long[] number = {0};
    return batches.filter(batch -> number[0]++ % every == 0);
  }

  private static TextTask grammar(Settings settings) {
    Grammar grammar = Grammar.english();
    RandomStreams fresh = RandomStreams.of(settings.longInteger("seed")).named("fresh sentences");
    return new TextTask(
        grammar.vocabulary(),
        grammar.source(settings.integer("batch")),
        about ->
            Stream.iterate(0L, k -> k + 1)
                .limit((Math.min(about, GRAMMAR_ROWS) + BATCH - 1) / BATCH)
                .map(k -> grammar.source(BATCH).batch(k, fresh.at(k))),
        GRAMMAR,
        "word",
        grammar.entropy() / grammar.length() / Math.log(2));
  }
}

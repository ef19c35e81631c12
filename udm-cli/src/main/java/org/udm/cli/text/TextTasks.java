package org.udm.cli.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Measure;
import org.udm.cli.run.RecordFile;
import org.udm.cli.run.Run;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.text.ByteVocabulary;
import org.udm.discrete.text.CharacterVocabulary;
import org.udm.discrete.text.RowUnit;
import org.udm.discrete.text.TextData;
import org.udm.discrete.text.TextDataException;
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
  private static final String SEPARATOR = ",";

  private TextTasks() {}

  /** The task of a new run: the vocabulary is learned from the text. */
  static Task<TokenBatch> fresh(Settings settings, RunDirectory directory) {
    String data = settings.text("data");
    if (data.equals(GRAMMAR)) {
      return grammar(settings);
    }
    TextSource source = source(data);
    try {
      Vocabulary vocabulary =
          settings.text("vocabulary").equals("bytes")
              ? ByteVocabulary.of()
              : CharacterVocabulary.learn(source);
      return text(settings, source, vocabulary, directory, Task.VALIDATION);
    } catch (TextDataException e) {
      throw UserException.failed(e.getMessage(), e);
    }
  }

  /** A text in the vocabulary of a run. */
  static Task<TokenBatch> open(Run run, Vocabulary vocabulary, String data, String part) {
    if (data.equals(GRAMMAR)) {
      if (!run.settings().text("data").equals(GRAMMAR)) {
        throw UserException.usage(
            "--data " + GRAMMAR + ": it is for runs of 'udm demo', which have it without --data");
      }
      return grammar(run.settings());
    }
    TextSource source = source(data);
    try {
      String chosen = part;
      if (part == null) {
        chosen =
            source.hash().equals(RecordFile.dataHash(run.directory().record()))
                ? Task.VALIDATION
                : "all";
      }
      return text(run.settings(), source, vocabulary, run.directory(), chosen);
    } catch (TextDataException e) {
      throw UserException.failed(e.getMessage(), e);
    }
  }

  /** The data of the settings with absolute paths, so that a run's record holds anywhere. */
  static String absolute(String data) {
    if (data.isBlank()) {
      throw UserException.usage(
          "no text to train on: give --data FILE (a text file, a directory, or several joined by commas)");
    }
    if (data.equals(GRAMMAR)) {
      return data;
    }
    List<Path> paths = paths(data).stream().map(path -> path.toAbsolutePath().normalize()).toList();
    String joined = paths.stream().map(Path::toString).collect(Collectors.joining(SEPARATOR));
    source(joined);
    return joined;
  }

  private static List<Path> paths(String data) {
    return Files.exists(Path.of(data))
        ? List.of(Path.of(data)) // even if there is a comma in its name
        : Arrays.stream(data.split(SEPARATOR))
            .map(String::strip)
            .filter(path -> !path.isEmpty())
            .map(Path::of)
            .toList();
  }

  private static TextSource source(String data) {
    try {
      return TextSource.of(paths(data).toArray(Path[]::new));
    } catch (TextDataException e) {
      throw UserException.usage("--data " + e.getMessage());
    }
  }

  private static Task<TokenBatch> text(
      Settings settings,
      TextSource source,
      Vocabulary vocabulary,
      RunDirectory directory,
      String part) {
    TextData data = TextData.open(source, vocabulary, options(settings, part), cache(directory));
    return new Task<>(
        vocabulary.description(),
        data.training(settings.integer("batch")),
        most -> rows(data, part, most),
        part,
        data.hash(),
        measure(vocabulary.name().equals("bytes") ? "byte" : "character", Double.NaN));
  }

  /** Where the encoded text is kept: with the run, unless somebody else's run is evaluated. */
  private static Path cache(RunDirectory directory) {
    return Files.isWritable(directory.root())
        ? directory.data()
        : Path.of(
            System.getProperty("java.io.tmpdir"), "udm-data-" + System.getProperty("user.name"));
  }

  private static TextOptions options(Settings settings, String part) {
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
    // Where all of the text is meant the cut does not matter; at the half it asks for least text.
    return options.withValidationFraction(
        part.equals("all") ? 0.5 : settings.number(Task.VALIDATION));
  }

  private static Stream<TokenBatch> rows(TextData data, String part, long most) {
    return switch (part) {
      case Task.VALIDATION -> data.spread(TextPart.VALIDATION, BATCH, most);
      case "training" -> data.spread(TextPart.TRAINING, BATCH, most);
      default -> {
        long training = data.rows(TextPart.TRAINING);
        long all = training + data.rows(TextPart.VALIDATION);
        long chosen = Math.min(most, all);
        long first = Math.max(1, chosen * training / all);
        yield Stream.concat(
            data.spread(TextPart.TRAINING, BATCH, first),
            data.spread(TextPart.VALIDATION, BATCH, Math.max(1, chosen - first)));
      }
    };
  }

  private static Task<TokenBatch> grammar(Settings settings) {
    Grammar grammar = Grammar.english();
    RandomStreams fresh = RandomStreams.of(settings.longInteger("seed")).named("fresh sentences");
    return new Task<>(
        grammar.vocabulary().description(),
        grammar.source(settings.integer("batch")),
        most -> {
          long rows = Math.min(most, GRAMMAR_ROWS);
          return LongStream.iterate(0, from -> from < rows, from -> from + BATCH)
              .mapToObj(
                  from ->
                      grammar
                          .source((int) Math.min(BATCH, rows - from))
                          .batch(from / BATCH, fresh.at(from / BATCH)));
        },
        Task.VALIDATION,
        GRAMMAR,
        measure("word", grammar.entropy() / grammar.length() / Math.log(2)));
  }

  private static Measure measure(String unit, double entropyBits) {
    return new Measure(unit, "token", Measure.Loss.NATS, entropyBits);
  }
}

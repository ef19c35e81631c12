package org.udm.cli.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Engine;
import org.udm.cli.run.Measure;
import org.udm.cli.run.RecordFile;
import org.udm.cli.run.Run;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
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
  private static final String TEST = "test";

  private TextTasks() {}

  /** The task of a new run: the vocabulary is learned from the text. */
  static Task<TokenBatch> fresh(Settings settings, RunDirectory directory) {
    String data = settings.text("data");
    if (data.equals(GRAMMAR)) {
      return grammar(settings);
    }
    TextOrigin origin = TextOrigin.of(data);
    TextSource source = origin.text();
    try {
      Vocabulary vocabulary = TextVocabularies.learned(settings, source, origin.benchmark());
      return task(corpus(settings, origin, source, vocabulary, directory, Task.VALIDATION));
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
    TextOrigin origin = TextOrigin.of(data);
    TextSource source = origin.text();
    try {
      String chosen = part(run, source, part);
      return task(corpus(run.settings(), origin, source, vocabulary, run.directory(), chosen));
    } catch (TextDataException e) {
      throw UserException.failed(e.getMessage(), e);
    }
  }

  /** The part that is evaluated: what was kept back of the run's own text, all of another. */
  static String part(Run run, TextSource source, String asked) {
    if (asked != null) {
      return asked;
    }
    boolean own = source.hash().equals(RecordFile.dataHash(run.directory().record()));
    return own ? Task.VALIDATION : "all";
  }

  /** The text that a run was trained on. */
  static TextData trainedOn(Run run, Vocabulary vocabulary) {
    TextOrigin origin = TextOrigin.of(run.settings().text("data"));
    try {
      return corpus(
              run.settings(), origin, origin.text(), vocabulary, run.directory(), Task.VALIDATION)
          .data();
    } catch (TextDataException e) {
      throw UserException.failed(e.getMessage(), e);
    }
  }

  /** The data of the settings with absolute paths, so that a run's record holds anywhere. */
  static String absolute(String data) {
    if (data.isBlank()) {
      throw UserException.usage(
          "no text to train on: give --data FILE (a text file, a directory, or several joined by commas), or --data text8 or enwik8");
    }
    if (data.equals(GRAMMAR)) {
      return data;
    }
    return TextOrigin.of(data).requireThere().absolute();
  }

  /** A text as rows, and which of them are evaluated. */
  private record Corpus(Settings settings, TextData data, String part) {}

  private static Corpus corpus(
      Settings settings,
      TextOrigin origin,
      TextSource source,
      Vocabulary vocabulary,
      RunDirectory directory,
      String part) {
    TextSource text =
        TextVocabularies.isBytes(vocabulary)
            ? source
            : TextSource.of(source.files().toArray(Path[]::new)); // UTF-8, and not bytes alone
    TextOptions options = options(settings, origin, part);
    if (part.equals(TEST) && options.testFraction() == 0) {
      throw UserException.usage(
          "--part test: this text has no test part (benchmarks have one); choose validation, training or all");
    }
    return new Corpus(settings, TextData.open(text, vocabulary, options, cache(directory)), part);
  }

  private static Task<TokenBatch> task(Corpus corpus) {
    Vocabulary vocabulary = corpus.data().vocabulary();
    return new Task<>(
        vocabulary.description(),
        corpus.data().training(corpus.settings().integer("batch")),
        most -> rows(corpus.data(), corpus.part(), most),
        corpus.part(),
        corpus.data().hash(),
        measure(corpus.settings(), TextVocabularies.unit(vocabulary), Double.NaN));
  }

  /** Where the encoded text is kept: with the run, unless somebody else's run is evaluated. */
  private static Path cache(RunDirectory directory) {
    return Files.isWritable(directory.root())
        ? directory.data()
        : Path.of(
            System.getProperty("java.io.tmpdir"), "udm-data-" + System.getProperty("user.name"));
  }

  private static TextOptions options(Settings settings, TextOrigin origin, String part) {
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
    if (part.equals("all")) {
      return options.withValidationFraction(0.5); // the cut does not matter; a half asks for least
    }
    return origin
        .benchmark()
        .map(
            known ->
                options
                    .withValidationFraction(known.validationFraction())
                    .withTestFraction(known.testFraction()))
        .orElse(options.withValidationFraction(settings.number(Task.VALIDATION)));
  }

  private static Stream<TokenBatch> rows(TextData data, String part, long most) {
    return switch (part) {
      case Task.VALIDATION -> data.spread(TextPart.VALIDATION, BATCH, most);
      case "training" -> data.spread(TextPart.TRAINING, BATCH, most);
      case TEST -> data.spread(TextPart.TEST, BATCH, most);
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
    boolean ragged = settings.text("corruption").equals("deletion"); // its rows have any length
    IntFunction<DataSource<TokenBatch>> source = ragged ? grammar::raggedSource : grammar::source;
    double units = ragged ? grammar.meanWords() + 1 : grammar.length(); // an end is drawn, too
    RandomStreams fresh = RandomStreams.of(settings.longInteger("seed")).named("fresh sentences");
    return new Task<>(
        grammar.vocabulary().description(),
        source.apply(settings.integer("batch")),
        most -> {
          long rows = Math.min(most, GRAMMAR_ROWS);
          return LongStream.iterate(0, from -> from < rows, from -> from + BATCH)
              .mapToObj(
                  from ->
                      source
                          .apply((int) Math.min(BATCH, rows - from))
                          .batch(from / BATCH, fresh.at(from / BATCH)));
        },
        Task.VALIDATION,
        GRAMMAR,
        measure(settings, "word", grammar.entropy() / units / Math.log(2)));
  }

  private static Measure measure(Settings settings, String unit, double entropyBits) {
    return new Measure(unit, "token", loss(settings), entropyBits);
  }

  private static Measure.Loss loss(Settings settings) {
    boolean bound =
        switch (settings.text("corruption")) {
          case "autoregressive" -> true; // the likelihood
          case "mask" ->
              Engine.of(settings) == Engine.TORCH && !settings.text("weight").equals("one");
          default -> false;
        };
    return bound ? Measure.Loss.NATS : Measure.Loss.CROSS_ENTROPY;
  }
}

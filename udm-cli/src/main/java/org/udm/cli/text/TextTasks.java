package org.udm.cli.text;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.udm.cli.console.Terminal;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Engine;
import org.udm.cli.run.Measure;
import org.udm.cli.run.RecordFile;
import org.udm.cli.run.Run;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.text.TextDataException;
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
  static Task<Given<TokenBatch, TokenBatch>> fresh(Settings settings, RunDirectory directory) {
    String data = settings.text("data");
    if (data.equals(GRAMMAR)) {
      return grammar(settings);
    }
    TextOrigin origin = TextOrigin.of(data);
    TextCorpus.Place place = new TextCorpus.Place(origin, origin.text(), directory);
    return task(
        read(
            settings,
            place,
            Task.VALIDATION,
            text -> TextVocabularies.learned(settings, text, origin.benchmark())),
        Task.VALIDATION);
  }

  /** A text in the vocabulary of a run. */
  static Task<Given<TokenBatch, TokenBatch>> open(Run run, String data, String part) {
    if (data.equals(GRAMMAR)) {
      if (!run.settings().text("data").equals(GRAMMAR)) {
        throw UserException.usage(
            "--data %s: it is for runs of '%s demo', which have it without --data"
                .formatted(GRAMMAR, Terminal.COMMAND));
      }
      return grammar(run.settings());
    }
    TextOrigin origin = TextOrigin.of(data);
    TextSource source = origin.text();
    TextDescription own = TextDescription.of(run.description());
    String chosen = part(run, source, part);
    TextCorpus.Place place = new TextCorpus.Place(origin, source, run.directory());
    TextCorpus corpus = read(run.settings(), place, chosen, text -> own.vocabulary());
    List<String> classes = corpus.description().classes().names();
    if (!classes.equals(own.classes().names())) {
      throw UserException.failed(
          "%s has the classes %s, but the run is on %s: give data of the same classes"
              .formatted(data, classes, own.classes().names()));
    }
    return task(corpus, chosen);
  }

  private static TextCorpus read(
      Settings settings,
      TextCorpus.Place place,
      String part,
      Function<TextSource, Vocabulary> vocabulary) {
    try {
      return TextCorpus.read(settings, place, part, vocabulary);
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
  static TextCorpus trainedOn(Run run, Vocabulary vocabulary) {
    TextOrigin origin = TextOrigin.of(run.settings().text("data"));
    TextCorpus.Place place = new TextCorpus.Place(origin, origin.text(), run.directory());
    return read(run.settings(), place, Task.VALIDATION, text -> vocabulary);
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

  private static Task<Given<TokenBatch, TokenBatch>> task(TextCorpus corpus, String part) {
    return new Task<>(
        corpus.description().json(),
        corpus.training(),
        most -> corpus.rows(part, most),
        part,
        corpus.hash(),
        measure(
            corpus.settings(),
            TextVocabularies.unit(corpus.description().vocabulary()),
            Double.NaN));
  }

  private static Task<Given<TokenBatch, TokenBatch>> grammar(Settings settings) {
    Grammar grammar = Grammar.english();
    boolean ragged = settings.text("corruption").equals("deletion"); // its rows have any length
    IntFunction<DataSource<TokenBatch>> source = ragged ? grammar::raggedSource : grammar::source;
    double units = ragged ? grammar.meanWords() + 1 : grammar.length(); // an end is drawn, too
    RandomStreams fresh = RandomStreams.of(settings.longInteger("seed")).named("fresh sentences");
    DataSource<TokenBatch> training = source.apply(settings.integer("batch"));
    return new Task<>(
        grammar.vocabulary().description(),
        (step, rng) -> untold(training.batch(step, rng)),
        most -> {
          long rows = Math.min(most, GRAMMAR_ROWS);
          return LongStream.iterate(0, from -> from < rows, from -> from + BATCH)
              .mapToObj(
                  from ->
                      untold(
                          source
                              .apply((int) Math.min(BATCH, rows - from))
                              .batch(from / BATCH, fresh.at(from / BATCH))));
        },
        Task.VALIDATION,
        GRAMMAR,
        measure(settings, "word", grammar.entropy() / units / Math.log(2)));
  }

  private static Given<TokenBatch, TokenBatch> untold(TokenBatch rows) {
    return new Given<>(rows, TokenBatch.filled(rows.rows(), 0, 0));
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

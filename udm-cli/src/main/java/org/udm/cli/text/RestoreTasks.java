package org.udm.cli.text;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Measure;
import org.udm.cli.run.Run;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.core.given.Given;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.TokenPairs;
import org.udm.discrete.restore.RestorationData;
import org.udm.discrete.restore.RestorationOptions;
import org.udm.discrete.restore.WordForms;
import org.udm.discrete.text.TextDataException;
import org.udm.discrete.text.TextPart;
import org.udm.discrete.text.TextSource;
import org.udm.discrete.text.Vocabulary;

/**
 * Sentences and what is left of them, as a text gives them. Under masking all rows have one length:
 * behind the end of a sentence stands the id V, which is no token of the vocabulary.
 */
final class RestoreTasks {
  /** The sources, as texts, that are shown while training. */
  static final String EXAMPLES = "examples";

  private static final int BATCH = 64;
  private static final int SHOWN = 8;

  private RestoreTasks() {}

  /** The task of a new run. */
  static Task<Given<TokenBatch, TokenBatch>> fresh(Settings settings) {
    TextSource source = TextOrigin.of(settings.text("data")).text();
    try {
      return task(settings, source, RestorationData.characters(source), Task.VALIDATION);
    } catch (TextDataException e) {
      throw UserException.failed(e.getMessage(), e);
    }
  }

  /** The forms of words in the sentences that a run was trained on. */
  static WordForms wordForms(Run run) {
    Vocabulary vocabulary = Vocabulary.of(run.description());
    return WordForms.of(
        open(run, run.settings().text("data"), "training")
            .evaluated()
            .atMost(Long.MAX_VALUE)
            .flatMap(batch -> texts(vocabulary, batch.x()).stream()));
  }

  /** A text in the vocabulary of a run. */
  static Task<Given<TokenBatch, TokenBatch>> open(Run run, String data, String part) {
    if (part != null && !List.of(Task.VALIDATION, "training", "all").contains(part)) {
      throw UserException.usage(
          "--part %s: sentences have no such part; choose validation, training or all"
              .formatted(part));
    }
    TextSource source = TextOrigin.of(data).text();
    try {
      return task(
          run.settings(),
          source,
          Vocabulary.of(run.description()),
          TextTasks.part(run, source, part));
    } catch (TextDataException e) {
      throw UserException.failed(e.getMessage(), e);
    }
  }

  private static Task<Given<TokenBatch, TokenBatch>> task(
      Settings settings, TextSource source, Vocabulary vocabulary, String part) {
    int length = settings.integer("length");
    int end = settings.text("corruption").equals("mask") ? length : 0;
    RestorationData data =
        RestorationData.of(
            source,
            vocabulary,
            RestorationOptions.rows(length)
                .withValidationFraction(settings.number(Task.VALIDATION)));
    Map<String, Object> description = new LinkedHashMap<>(vocabulary.description());
    description.put(
        EXAMPLES,
        texts(
            vocabulary,
            data.batches(TextPart.VALIDATION, SHOWN).findFirst().orElseThrow().source()));
    return new Task<>(
        description,
        training(
            data.training(settings.integer("batch")),
            vocabulary.size(),
            end,
            settings.number("drop-sources")),
        most -> some(data, part, most).map(pairs -> given(pairs, vocabulary.size(), end)),
        part,
        source.hash(),
        new Measure("character", "token", Measure.Loss.NATS, Double.NaN));
  }

  private static DataSource<Given<TokenBatch, TokenBatch>> training(
      DataSource<TokenPairs> pairs, int id, int length, double dropped) {
    return (step, rng) -> {
      Given<TokenBatch, TokenBatch> rows = given(pairs.batch(step, rng), id, length);
      return dropped == 0
          ? rows
          : new Given<>(rows.x(), rows.c().dropped(dropped, rng.named("sources")));
    };
  }

  private static Stream<TokenPairs> some(RestorationData data, String part, long most) {
    Stream<TokenPairs> all =
        switch (part) {
          case Task.VALIDATION -> data.batches(TextPart.VALIDATION, BATCH);
          case "training" -> data.batches(TextPart.TRAINING, BATCH);
          default ->
              Stream.concat(
                  data.batches(TextPart.TRAINING, BATCH), data.batches(TextPart.VALIDATION, BATCH));
        };
    long[] left = {most};
    return all.takeWhile(pairs -> left[0] > 0)
        .map(
            pairs -> {
              int rows = (int) Math.min(left[0], pairs.rows());
              left[0] -= rows;
              return pairs.slice(0, rows);
            });
  }

  /** Targets, filled up to a length with an id, and their sources. */
  private static Given<TokenBatch, TokenBatch> given(TokenPairs pairs, int id, int length) {
    int[][] rows = new int[pairs.rows()][];
    for (int i = 0; i < rows.length; i++) {
      int[] row = pairs.target().row(i);
      rows[i] = Arrays.copyOf(row, Math.max(row.length, length));
      Arrays.fill(rows[i], row.length, rows[i].length, id);
    }
    return new Given<>(TokenBatch.of(rows), pairs.source());
  }

  /** The texts of rows, each up to its end. */
  static List<String> texts(Vocabulary vocabulary, TokenBatch rows) {
    return IntStream.range(0, rows.rows())
        .mapToObj(
            i ->
                vocabulary.decode(
                    Arrays.stream(rows.row(i)).takeWhile(id -> id < vocabulary.size()).toArray()))
        .toList();
  }

  /** The rows that the examples of a run are written from. */
  static TokenBatch examples(Vocabulary vocabulary, Map<String, Object> description) {
    if (!(description.get(EXAMPLES) instanceof List<?> texts) || texts.isEmpty()) {
      throw new IllegalArgumentException(
          "the description has no list of " + EXAMPLES + ": it is of another kind of run");
    }
    return TokenBatch.of(
        texts.stream().map(text -> vocabulary.encode(String.valueOf(text))).toArray(int[][]::new));
  }

  /** Rows of a batch in turn. */
  static TokenBatch inTurn(TokenBatch sources, int rows) {
    return sources.gather(IntStream.range(0, rows).map(i -> i % sources.rows()).toArray());
  }
}

package org.udm.cli.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.udm.cli.console.UserException;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.core.given.Given;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.ClassData;
import org.udm.discrete.text.ClassTexts;
import org.udm.discrete.text.RowUnit;
import org.udm.discrete.text.TextData;
import org.udm.discrete.text.TextOptions;
import org.udm.discrete.text.TextPart;
import org.udm.discrete.text.TextSource;
import org.udm.discrete.text.Vocabulary;

/**
 * A user's text as rows with what they are told: nothing, or their class.
 *
 * @param settings the run's options
 * @param data the rows
 * @param description of the data
 * @param hash of the text as it was given
 */
record TextCorpus(Settings settings, ClassData data, TextDescription description, String hash) {
  private static final int BATCH = 64;
  private static final String TEST = "test";

  /**
   * Where a text comes from and goes to.
   *
   * @param origin what {@code --data} names
   * @param source its text
   * @param directory the run, which keeps the encoded text
   */
  record Place(TextOrigin origin, TextSource source, RunDirectory directory) {

    /** Where the encoded text is kept: with the run, unless somebody else's is evaluated. */
    private Path cache() {
      return Files.isWritable(directory.root())
          ? directory.data()
          : Path.of(
              System.getProperty("java.io.tmpdir"), "udm-data-" + System.getProperty("user.name"));
    }
  }

  /**
   * Reads a text.
   *
   * @param part the part that shall be evaluated
   * @param vocabulary learned from the text, or that of a run
   */
  static TextCorpus read(
      Settings settings, Place place, String part, Function<TextSource, Vocabulary> vocabulary) {
    TextOptions options = options(settings, place.origin(), part);
    if (part.equals(TEST) && options.testFraction() == 0) {
      throw UserException.usage(
          "--part test: this text has no test part (benchmarks have one); choose validation, training or all");
    }
    return settings.text("classes").equals("none")
        ? whole(settings, place, options, vocabulary)
        : ofClasses(settings, place, options, vocabulary);
  }

  private static TextCorpus whole(
      Settings settings,
      Place place,
      TextOptions options,
      Function<TextSource, Vocabulary> vocabulary) {
    Vocabulary known = vocabulary.apply(place.source());
    TextSource text =
        TextVocabularies.isBytes(known)
            ? place.source()
            : TextSource.of(place.source().files().toArray(Path[]::new)); // UTF-8, not bytes alone
    TextData data = TextData.open(text, known, options, place.cache());
    ClassData rows = ClassData.of(List.of(data));
    return new TextCorpus(
        settings,
        rows,
        new TextDescription(known, new TextClasses(List.of(), List.of()), TextLengths.of(rows)),
        data.hash());
  }

  private static TextCorpus ofClasses(
      Settings settings,
      Place place,
      TextOptions options,
      Function<TextSource, Vocabulary> vocabulary) {
    String form = settings.text("classes");
    if (place.origin().benchmark().isPresent()) {
      throw UserException.usage(
          "--classes %s with --data %s: its text has no classes; leave --classes out"
              .formatted(form, place.origin().benchmark().get().name()));
    }
    ClassTexts texts =
        form.equals("lines")
            ? ClassTexts.ofLines(place.source(), place.cache())
            : ClassTexts.ofFiles(place.origin().paths().toArray(Path[]::new));
    Vocabulary known = vocabulary.apply(texts.together());
    ClassData data = texts.open(known, options, place.cache());
    return new TextCorpus(
        settings,
        data,
        new TextDescription(
            known,
            new TextClasses(texts.names(), Arrays.stream(data.shares()).boxed().toList()),
            TextLengths.of(data)),
        place.source().hash());
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

  /** The rows of training; the classes of some are not told, as the settings say. */
  DataSource<Given<TokenBatch, TokenBatch>> training() {
    DataSource<Given<TokenBatch, TokenBatch>> source = data.training(settings.integer("batch"));
    double dropped = settings.number("drop-labels");
    return !description.classes().areTold() || dropped == 0
        ? source
        : (step, rng) -> {
          Given<TokenBatch, TokenBatch> rows = source.batch(step, rng);
          return new Given<>(rows.x(), rows.c().dropped(dropped, rng.named("labels")));
        };
  }

  /** Rows of a part, spread over it. */
  Stream<Given<TokenBatch, TokenBatch>> rows(String part, long most) {
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
}

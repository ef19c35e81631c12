package org.udm.cli.text;

import java.util.List;
import java.util.Optional;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Drawing;
import org.udm.cli.run.Sampling;
import org.udm.cli.run.SavedRun;
import org.udm.cli.run.Settings;
import org.udm.core.given.Given;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.restore.Sentences;
import org.udm.discrete.text.TextDataException;
import org.udm.discrete.text.Vocabulary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code udm sample} for sentences that are restored. */
@Command
final class RestoreSampling implements Sampling<Given<TokenBatch, TokenBatch>> {
  @Option(
      names = "--source",
      paramLabel = "TEXT",
      description =
          "What to write from; capitals and punctuation are taken away first (default: sentences of"
              + " the text that was not trained on).")
  private String source;

  @Option(
      names = "--likeliest",
      description = "Write the likeliest token each time in place of drawing; leaves the law.")
  private boolean likeliest;

  @Override
  public String heading() {
    return "Restoring";
  }

  @Override
  public List<String> footer() {
    return List.of(
        "A model of 'udm train restore' writes a sentence from its --source: one of masks in 64"
            + " steps, one of deletion in 4, unless said.");
  }

  @Override
  public List<String> examples() {
    return List.of("udm sample runs/restore --source 'to be or not to be'");
  }

  @Override
  public Optional<String> data() {
    return Optional.empty();
  }

  @Override
  public void check(Order order) {
    if (order.label() != null) {
      throw UserException.usage(
          "--class %s: sentences are restored from a --source; leave it out"
              .formatted(order.label()));
    }
    TextGuidance.of(order.guidance());
    if (source != null && Sentences.bare(source).isEmpty()) {
      throw UserException.usage(
          "--source '%s': nothing is left of it without punctuation; give some words"
              .formatted(source));
    }
  }

  @Override
  public Drawing<Given<TokenBatch, TokenBatch>> drawing(
      SavedRun<Given<TokenBatch, TokenBatch>> saved, Order order) {
    Vocabulary vocabulary = Vocabulary.of(saved.run().description());
    RestoreTrained trained = (RestoreTrained) saved.trained();
    TokenBatch sources =
        source == null
            ? trained.examples()
            : TokenBatch.of(encode(vocabulary, saved.run().settings().integer("length")));
    return new RestoreDrawing(
        trained,
        vocabulary,
        sources,
        (likeliest ? RestoreTrained.Manner.likeliest() : RestoreTrained.Manner.exact())
            .guided(guidance(order.guidance(), saved.run().settings())),
        order);
  }

  /** The guidance by sources, which a network must have learned to do without. */
  static Guidance guidance(Double scale, Settings settings) {
    Guidance guidance = TextGuidance.of(scale);
    if (!guidance.isNone() && settings.number("drop-sources") == 0) {
      throw UserException.usage(
          "--guidance %s: the network was always given a source, so it does not know what to lead away from; train one with --drop-sources 0.1"
              .formatted(scale));
    }
    return guidance;
  }

  private int[] encode(Vocabulary vocabulary, int longest) {
    try {
      int[] ids = vocabulary.encode(Sentences.bare(source));
      if (ids.length > longest) {
        throw UserException.usage(
            "--source of %d characters: this model reads at most %d; shorten it, or train with a longer --length"
                .formatted(ids.length, longest));
      }
      return ids;
    } catch (TextDataException e) {
      throw UserException.usage("--source: " + e.getMessage());
    }
  }
}

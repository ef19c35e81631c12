package org.udm.cli.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.udm.cli.run.Kind;
import org.udm.cli.run.Model;
import org.udm.cli.run.RowCode;
import org.udm.cli.run.Run;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.Sampling;
import org.udm.cli.run.Scoring;
import org.udm.cli.run.Setting;
import org.udm.cli.run.Settings;
import org.udm.cli.run.Task;
import org.udm.core.given.Given;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.TokenDisplay;

/** Text: rows of tokens of a vocabulary. */
public final class TextKind implements Kind<Given<TokenBatch, TokenBatch>> {
  /** What stands for the data of a run on the demonstration's language. */
  public static final String GRAMMAR = TextTasks.GRAMMAR;

  private final TextSampling sampling = new TextSampling();
  private final TextScoring scoring = new TextScoring();

  private TextKind() {}

  /**
   * Returns the kind.
   *
   * @return the kind, with options of its own
   */
  public static TextKind of() {
    return new TextKind();
  }

  @Override
  public String name() {
    return "text";
  }

  @Override
  public Help help() {
    return new Help(
        "Train a model of text: masked, uniform, categorical or deletion diffusion, or autoregressive.",
        "FILE",
        "the vocabulary",
        List.of(
            "Examples:",
            "  udm train text --data shakespeare.txt --out runs/shakespeare",
            "  udm train text --resume --out runs/shakespeare --steps 10000",
            "  udm train text --data reviews.tsv --classes lines --unit lines --out runs/reviews",
            "  udm train text --config runs/shakespeare/run.json --out runs/wider --width 256"));
  }

  @Override
  public List<Setting> settings() {
    return TextSettings.all();
  }

  @Override
  public String descriptionFile() {
    return "vocabulary.json";
  }

  @Override
  public String located(String data) {
    return TextTasks.absolute(data);
  }

  @Override
  public Task<Given<TokenBatch, TokenBatch>> fresh(Settings settings, RunDirectory directory) {
    return TextTasks.fresh(settings, directory);
  }

  @Override
  public Task<Given<TokenBatch, TokenBatch>> open(Run run, String data, String part) {
    return TextTasks.open(run, data, part);
  }

  @Override
  public Model<Given<TokenBatch, TokenBatch>> model(
      Settings settings, Map<String, Object> description) {
    return TextFamily.model(settings, TextDescription.of(description));
  }

  @Override
  public Sampling<Given<TokenBatch, TokenBatch>> sampling() {
    return sampling;
  }

  @Override
  public Optional<Scoring<Given<TokenBatch, TokenBatch>>> scoring() {
    return Optional.of(scoring);
  }

  @Override
  public Optional<String> fingerprint(Map<String, Object> description) {
    return Optional.of(TextDescription.of(description).fingerprint());
  }

  @Override
  public Optional<Map<String, String>> graphLimits() {
    return Optional.of(RowText.LIMITS);
  }

  @Override
  public RowCode<Given<TokenBatch, TokenBatch>> code() {
    return RowCode.ofPairs(new TokenCode(), new TokenCode());
  }

  @Override
  public List<String> show(Given<TokenBatch, TokenBatch> drawn, long step, Run run) {
    TextDescription description = TextDescription.of(run.description());
    List<String> texts =
        TokenDisplay.of(description.vocabulary()).withNewline("\u21b5").show(drawn.x());
    TextClasses classes = description.classes();
    return classes.areTold()
        ? IntStream.range(0, texts.size())
            .mapToObj(i -> classes.name(drawn.c(), i) + ": " + texts.get(i))
            .toList()
        : texts;
  }
}

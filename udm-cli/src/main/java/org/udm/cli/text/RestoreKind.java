package org.udm.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.udm.discrete.text.Vocabulary;

/** Sentences with what they are written from: the same without capitals and punctuation. */
public final class RestoreKind implements Kind<Given<TokenBatch, TokenBatch>> {
  private final RestoreSampling sampling = new RestoreSampling();
  private final RestoreScoring scoring = new RestoreScoring();

  private RestoreKind() {}

  /**
   * Returns the kind.
   *
   * @return the kind, with options of its own
   */
  public static RestoreKind of() {
    return new RestoreKind();
  }

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public Help help() {
    return new Help(
        "Train a model that writes capitals and punctuation back, given a text without them.",
        "FILE",
        "the vocabulary",
        List.of(
            "Each sentence of the text is a row; the longest has --length characters. A masked model"
                + " fills the row, and what is behind its end; one of deletion writes a row of any"
                + " length.",
            "",
            "Examples:",
            "  udm train restore --data shakespeare.txt --out runs/restore",
            "  udm eval runs/restore --likeliest",
            "  udm sample runs/restore --source 'to be or not to be that is the question'"));
  }

  @Override
  public List<Setting> settings() {
    return TextSettings.restoring();
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
    return RestoreTasks.fresh(settings);
  }

  @Override
  public Task<Given<TokenBatch, TokenBatch>> open(Run run, String data, String part) {
    return RestoreTasks.open(run, data, part);
  }

  @Override
  public Model<Given<TokenBatch, TokenBatch>> model(
      Settings settings, Map<String, Object> description) {
    return RestoreText.of(settings, description);
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
    return Optional.of(Vocabulary.of(description).fingerprint());
  }

  @Override
  public Optional<Map<String, String>> graphLimits() {
    return Optional.empty();
  }

  @Override
  public RowCode<Given<TokenBatch, TokenBatch>> code() {
    return RowCode.ofPairs(new TokenCode(), new TokenCode());
  }

  @Override
  public List<String> show(Given<TokenBatch, TokenBatch> drawn, long step, Run run) {
    Vocabulary vocabulary = Vocabulary.of(run.description());
    List<String> sources = RestoreTasks.texts(vocabulary, drawn.c());
    List<String> written = RestoreTasks.texts(vocabulary, drawn.x());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < drawn.rows(); i++) {
      lines.add(sources.get(i) + " -> " + written.get(i));
    }
    return lines;
  }
}

package org.udm.cli.text;

import java.nio.file.Path;
import java.util.Map;
import org.udm.cli.console.UserException;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.SavedRun;
import org.udm.core.bound.Estimate;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.causal.AutoregressiveModel;
import org.udm.discrete.text.Vocabulary;
import org.udm.torch.RuntimeDescription;

/**
 * A trained autoregressive model as a judge of another model's samples.
 *
 * @param name what its run is called
 * @param longest the longest row that it reads, in tokens
 * @param model the model
 */
record TextJudge(String name, int longest, AutoregressiveModel model) {

  /**
   * Reads a judge, on the device of the model that it judges.
   *
   * @param root the directory of its run
   * @param judged that model
   * @throws UserException if the run is of another kind of model, or of other tokens
   */
  static TextJudge of(Path root, SavedRun<TokenBatch> judged) {
    RunDirectory directory = RunDirectory.of(root);
    directory.requireRun(judged.kind());
    RuntimeDescription engine = judged.weights().runtime().describe();
    SavedRun<TokenBatch> saved =
        SavedRun.read(judged.kind(), directory, Map.of(), engine.device(), engine.threads());
    if (!(saved.trained() instanceof AutoregressiveTrained autoregressive)) {
      throw UserException.usage(
          "--judge %s: it is a model of --corruption %s; a judge must say how likely texts are: train one with --corruption autoregressive"
              .formatted(root, saved.run().settings().text("corruption")));
    }
    if (!fingerprint(saved).equals(fingerprint(judged))) {
      throw UserException.usage(
          "--judge %s: its vocabulary is another one, so that ids mean other tokens; train it on the same --data with the same --vocabulary"
              .formatted(root));
    }
    return new TextJudge(
        root.getFileName().toString(),
        saved.run().settings().integer("length"),
        autoregressive.predictor());
  }

  private static String fingerprint(SavedRun<TokenBatch> saved) {
    return Vocabulary.of(saved.run().description()).fingerprint();
  }

  /** The perplexity of rows. */
  Estimate perplexity(TokenBatch rows) {
    if (rows.maxLength() > longest) {
      throw UserException.usage(
          "--judge %s: it reads rows of at most %d tokens, and these have %d; train it with --length %d"
              .formatted(name, longest, rows.maxLength(), rows.maxLength()));
    }
    return model.perplexity(rows);
  }
}

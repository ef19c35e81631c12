package org.udm.cli.text;

import java.nio.file.Path;
import org.udm.cli.console.UserException;
import org.udm.cli.run.RunDirectory;
import org.udm.cli.run.SavedRun;
import org.udm.core.bound.Estimate;
import org.udm.core.given.Given;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.causal.AutoregressiveModel;
import org.udm.discrete.text.Vocabulary;

/**
 * A trained autoregressive model as a judge of another model's samples.
 *
 * @param name what its run is called
 * @param model the model, closed with the judge
 */
record TextJudge(String name, AutoregressiveModel model) implements AutoCloseable {
  /**
   * Reads a judge, which computes where the model that it judges does.
   *
   * @param root the directory of its run
   * @param judged that model
   * @throws UserException if the run is of another kind of model or of other tokens, or its rows
   *     are shorter
   */
  static TextJudge of(Path root, SavedRun<Given<TokenBatch, TokenBatch>> judged) {
    SavedRun<Given<TokenBatch, TokenBatch>> saved = judged.beside(RunDirectory.of(root));
    if (!(((ToldTrained) saved.trained()).of() instanceof AutoregressiveTrained trained)) {
      saved.trained().close();
      throw UserException.usage(
          "--judge %s: it is a run of --corruption %s; a judge must say how likely texts are: name one of --corruption autoregressive"
              .formatted(root, saved.run().settings().text("corruption")));
    }
    int longest = saved.run().settings().integer("length");
    int needed = judged.run().settings().integer("length");
    boolean understood = fingerprint(saved).equals(fingerprint(judged));
    if (!understood || longest < needed) {
      trained.close();
      throw UserException.usage(
          understood
              ? "--judge %s: it reads rows of up to %d tokens, and these are of up to %d; name a run of that --length"
                  .formatted(root, longest, needed)
              : "--judge %s: its vocabulary is not that of %s, so that ids mean other tokens; name a run on the same text"
                  .formatted(root, judged.run().directory().root()));
    }
    return new TextJudge(root.getFileName().toString(), trained.predictor());
  }

  private static String fingerprint(SavedRun<?> saved) {
    return Vocabulary.of(saved.run().description()).fingerprint();
  }

  /** The perplexity of rows. */
  Estimate perplexity(TokenBatch rows) {
    return model.perplexity(rows);
  }

  @Override
  public void close() {
    model.close();
  }
}

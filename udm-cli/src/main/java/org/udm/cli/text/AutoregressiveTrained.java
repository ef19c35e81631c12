package org.udm.cli.text;

import java.util.List;
import java.util.Optional;
import org.udm.cli.console.UserException;
import org.udm.core.bound.Nelbo;
import org.udm.core.sample.Sampler;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.causal.AutoregressiveModel;
import org.udm.discrete.net.causal.ExactLikelihood;

/**
 * A trained autoregressive model.
 *
 * @param predictor the model
 */
record AutoregressiveTrained(AutoregressiveModel predictor) implements TextTrained {

  /** The only sampler. */
  enum Kernel {
    LEFT_TO_RIGHT
  }

  @Override
  public AutoregressiveModel predictor(TokenBatch classes) {
    return predictor;
  }

  /** The exact likelihood, which has no steps and nothing to draw. */
  @Override
  public Optional<Nelbo<TokenBatch>> bound(int steps, int draws) {
    if (steps != 0) {
      throw UserException.usage(
          "--steps %d: an autoregressive model has its exact likelihood; leave --steps out"
              .formatted(steps));
    }
    return Optional.of(ExactLikelihood.of());
  }

  @Override
  public String boundWords(int steps, int draws) {
    return "exact likelihood";
  }

  @Override
  public Sampler<TokenBatch> sampler(TokenBatch classes, int... lengths) {
    return predictor;
  }

  @Override
  public Choice choose(Wish wish) {
    wish.requireNone("remask", wish.remask(), "remasking is a sampler of masked models");
    wish.requireNone("corrections", wish.corrections(), "it is of --kernel gibbs, which " + OTHER);
    wish.requireNone("steps", wish.steps(), "an autoregressive model takes a step for each token");
    if (wish.trace() == Trace.SHOWN) {
      throw UserException.usage(
          "--trace: an autoregressive model has no states but its beginnings");
    }
    Kernel kernel =
        wish.kernel() == null
            ? Kernel.LEFT_TO_RIGHT
            : Words.choose("kernel", wish.kernel(), List.of(Kernel.values()));
    return new Choice(
        Words.of(kernel),
        null,
        (known, classes, listener, predicted) ->
            predictor
                .withDraws(wish.draws())
                .withLength(known.length())
                .withPrompts(TokenBatch.of(known.requirePrefix())),
        peers -> Notes.none());
  }

  @Override
  public void close() {
    predictor.close();
  }
}

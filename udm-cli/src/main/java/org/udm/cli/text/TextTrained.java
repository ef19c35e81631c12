package org.udm.cli.text;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Trained;
import org.udm.core.Times;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.sample.SampleListener;
import org.udm.core.sample.Sampler;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;
import org.udm.torch.parallel.Peers;

/**
 * A trained family of text, which can be asked for its samplers by name. Classes are rows of one
 * token, or empty ones [B]; they are null for a network that is told none.
 */
interface TextTrained extends AutoCloseable {
  /** The end of a sentence that refuses an option. */
  String OTHER = "this model does not have";

  /**
   * Returns the network as x_0-predictor.
   *
   * @param classes of the rows [B]; null where none are told
   * @return the predictor of these rows
   */
  X0Predictor<TokenBatch> predictor(TokenBatch classes);

  /**
   * Returns the family's bound.
   *
   * @param steps how many equal steps the judged sampler takes, 0 for continuous time
   * @param draws noise draws per row, at least 1
   * @return the bound, or nothing if the family has none
   */
  Optional<Nelbo<TokenBatch>> bound(int steps, int draws);

  /**
   * Returns what the bound is, in words.
   *
   * @param steps how many equal steps, 0 for continuous time
   * @param draws noise draws per row
   * @return such as continuous time, 8 draws a row
   */
  default String boundWords(int steps, int draws) {
    return Trained.words(steps, draws);
  }

  /**
   * Returns the sampler that is used where none is chosen.
   *
   * @param classes of the rows [B]; null where none are told
   * @param lengths tokens of each row [B], for families that do not draw them themselves
   * @return it draws rows of which nothing else is known
   */
  Sampler<TokenBatch> sampler(TokenBatch classes, int... lengths);

  /** Frees the weights. */
  @Override
  void close();

  /**
   * Returns the sampler that the options of a command line ask for.
   *
   * @param wish what they say
   * @return the choice
   * @throws UserException if the family has no such sampler
   */
  Choice choose(Wish wish);

  /**
   * Returns the longest text that can be written.
   *
   * @param trained the longest row of training
   * @return tokens
   */
  default int longest(int trained) {
    return trained;
  }

  /**
   * What the options of a command line say of the sampler.
   *
   * @param kernel its name, or null
   * @param steps steps of its time grid, or null
   * @param remask part of the largest lawful rate of remasking, or null
   * @param corrections tokens of a row that are drawn anew after each step, or null
   * @param length tokens of each row, or null
   * @param draws how tokens are drawn
   * @param guidance how strongly classes guide
   * @param trace whether every state is shown
   */
  record Wish(
      String kernel,
      Integer steps,
      Double remask,
      Integer corrections,
      Integer length,
      DrawOptions draws,
      Guidance guidance,
      Trace trace) {

    /** What nobody asked for anything of but steps. */
    static Wish usual(Integer steps, Guidance guidance, Trace trace) {
      return new Wish(null, steps, null, null, null, DrawOptions.exact(), guidance, trace);
    }

    /** What nobody asked for anything of. */
    static Wish usual() {
      return usual(null, Guidance.none(), Trace.HIDDEN);
    }

    /** Refuses an option. */
    void requireNone(String option, Object value, String reason) {
      if (value != null) {
        throw UserException.usage("--%s %s: %s".formatted(option, value, reason));
      }
    }
  }

  /** Whether every state is shown. */
  enum Trace {
    SHOWN,
    HIDDEN
  }

  /**
   * A sampler of the family.
   *
   * @param kernel its name
   * @param steps steps of its time grid, or null where it has none
   * @param sampler makes it
   * @param notes what is to be told of the draws of all processes when they are done
   */
  record Choice(String kernel, Integer steps, Maker sampler, Function<Peers, Notes> notes) {}

  /**
   * What is to be told of draws.
   *
   * @param numbers by name, as JSON shows them
   * @param remark empty, or words that begin with a space
   */
  record Notes(Map<String, Object> numbers, String remark) {

    /** Nothing to be told. */
    static Notes none() {
      return new Notes(Map.of(), "");
    }
  }

  /** Makes a sampler. */
  @FunctionalInterface
  interface Maker {

    /**
     * Returns the sampler of some rows.
     *
     * @param known what is known of each of them
     * @param classes of each [B]; null where none are told
     * @param listener told of every state, unless the sampler has no time grid
     * @param predicted told after each prediction
     * @return the sampler
     */
    Sampler<TokenBatch> of(
        Patterns known,
        TokenBatch classes,
        SampleListener<TokenBatch> listener,
        Runnable predicted);
  }

  /** The same predictor, which tells after each prediction: for progress. */
  static X0Predictor<TokenBatch> watched(X0Predictor<TokenBatch> predictor, Runnable predicted) {
    return predictor instanceof TokenPredictor tokens
        ? new Watched(tokens, predicted)
        : (xt, t) -> {
          X0Belief<TokenBatch> belief = predictor.predict(xt, t);
          predicted.run();
          return belief;
        };
  }

  /** The same of a predictor that can be asked about single places. */
  record Watched(TokenPredictor predictor, Runnable predicted) implements TokenPredictor {
    @Override
    public TokenBelief predict(TokenBatch xt, Times t) {
      TokenBelief belief = predictor.predict(xt, t);
      predicted.run();
      return belief;
    }

    @Override
    public TokenBelief predictAt(TokenBatch xt, Times t, Positions at) {
      TokenBelief belief = predictor.predictAt(xt, t, at);
      predicted.run();
      return belief;
    }

    @Override
    public TokenPredictor ofRows(int... rows) {
      return new Watched(predictor.ofRows(rows), predicted);
    }

    @Override
    public TimeUse timeUse() {
      return predictor.timeUse();
    }
  }
}

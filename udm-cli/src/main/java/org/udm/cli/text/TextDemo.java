package org.udm.cli.text;

import java.util.Locale;
import org.udm.cli.run.Trained;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.SampleListener;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.grammar.Grammar;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.text.TokenDisplay;

/** What {@code udm demo} shows of a model of its language, whatever the corruption. */
public final class TextDemo {
  private static final String REST = " ...";

  private final TextTrained trained;
  private final Grammar grammar;

  private TextDemo(TextTrained trained, Grammar grammar) {
    this.trained = trained;
    this.grammar = grammar;
  }

  /**
   * Returns what can be shown of a model.
   *
   * @param trained a trained model of text
   * @param grammar the language that it has learned
   * @return the demonstration
   */
  public static TextDemo of(Trained<Given<TokenBatch, TokenBatch>> trained, Grammar grammar) {
    return new TextDemo(((ToldTrained) trained).of(), grammar);
  }

  /**
   * Writes one sentence step by step.
   *
   * @param steps the number of steps, at least 1
   * @param rng the source of randomness
   */
  public void trace(int steps, RandomStreams rng) {
    TokenDisplay display = TokenDisplay.of(grammar.vocabulary());
    TextTrained.Wish wish = TextTrained.Wish.usual(steps, Guidance.none(), TextTrained.Trace.SHOWN);
    draw(
        wish,
        free(),
        1,
        rng,
        (step, t, xt) ->
            System.out.printf(Locale.ROOT, "    t = %.2f  %s%n", t, display.show(xt.row(0))));
  }

  /**
   * Writes sentences by the usual sampler.
   *
   * @param rows their number, at least 1
   * @param rng the source of randomness
   * @return the sentences
   */
  public TokenBatch draw(int rows, RandomStreams rng) {
    return draw(TextTrained.Wish.usual(), free(), rows, rng, (step, t, xt) -> {});
  }

  /**
   * Writes a sentence of which some words are known.
   *
   * @param infill the words, with _ for free ones; a text that ends with ... may go on
   * @param rng the source of randomness
   * @return one sentence
   */
  public TokenBatch fill(String infill, RandomStreams rng) {
    Integer length = infill.endsWith(REST) ? grammar.length() : null;
    Patterns known =
        Patterns.infill(
            grammar.vocabulary(), infill.replace(REST, ""), "_", length, grammar.length());
    return draw(TextTrained.Wish.usual(), known, 1, rng, (step, t, xt) -> {});
  }

  private Patterns free() {
    return Patterns.prompt(grammar.vocabulary(), null, null, grammar.length());
  }

  private TokenBatch draw(
      TextTrained.Wish wish,
      Patterns known,
      int rows,
      RandomStreams rng,
      SampleListener<TokenBatch> listener) {
    return trained.choose(wish).sampler().of(known, null, listener, () -> {}).draw(rows, rng).x0();
  }
}

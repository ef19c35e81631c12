package org.udm.cli.text;

import java.util.Optional;
import org.udm.cli.run.Trained;
import org.udm.core.bound.Nelbo;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Sampler;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;

/**
 * A trained model of text whose rows come with the class that they are told, if any.
 *
 * @param of the model
 * @param classes what its network is told
 * @param lengths of the rows that are written where nothing is said of them
 */
record ToldTrained(TextTrained of, TextClasses classes, TextLengths.Drawn lengths)
    implements Trained<Given<TokenBatch, TokenBatch>> {

  @Override
  public X0Predictor<Given<TokenBatch, TokenBatch>> predictor() {
    return Conditional.predictor(c -> of.predictor(classes.sources(c)));
  }

  @Override
  public Optional<Nelbo<Given<TokenBatch, TokenBatch>>> bound(int steps, int draws) {
    return of.bound(steps, draws).map(Conditional::bound);
  }

  @Override
  public String boundWords(int steps, int draws) {
    return of.boundWords(steps, draws) + (classes.areTold() ? ", given the class" : "");
  }

  @Override
  public Sampler<Given<TokenBatch, TokenBatch>> sampler() {
    return sampler(classes.usual(), lengths, of::sampler);
  }

  /** Makes a sampler of rows of some classes and lengths. */
  @FunctionalInterface
  interface OfRows {
    /** The sampler of rows of some classes [B], null where none are told, and lengths [B]. */
    Sampler<TokenBatch> of(TokenBatch sources, int... lengths);
  }

  /** The sampler of rows that are told something. */
  static Sampler<Given<TokenBatch, TokenBatch>> sampler(
      TextClasses.Told told, TextLengths.Drawn lengths, OfRows each) {
    return (int rows, RandomStreams rng) -> {
      TokenBatch c = told.of(rows, rng.named("class"));
      int[] tokens = lengths.of(c, rng.named("length"));
      Samples<TokenBatch> drawn = each.of(told.classes().sources(c), tokens).draw(rows, rng);
      return new Samples<>(new Given<>(drawn.x0(), c), drawn.rowsPredicted());
    };
  }

  @Override
  public void close() {
    of.close();
  }
}

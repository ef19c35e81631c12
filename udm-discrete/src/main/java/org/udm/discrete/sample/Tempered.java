package org.udm.discrete.sample;

import org.udm.core.Times;
import org.udm.core.predict.PredictionCost;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * A predictor whose draws follow {@link DrawOptions}; its log probabilities stay those of the exact
 * law, so that bounds do not change.
 *
 * <p>It asks for the log probability of every value: the reference, and good enough for a small
 * vocabulary. A network applies the options to its logits instead.
 */
public final class Tempered implements TokenPredictor {
  private final TokenPredictor predictor;
  private final DrawOptions options;
  private final int vocabulary;

  private Tempered(TokenPredictor predictor, DrawOptions options, int vocabulary) {
    this.predictor = predictor;
    this.options = options;
    this.vocabulary = vocabulary;
  }

  /**
   * Returns the predictor with other draws.
   *
   * @param predictor the predictor
   * @param options how to draw
   * @param vocabulary the number of values V, at least 1
   * @return the predictor
   * @throws IllegalArgumentException if there is no value
   */
  public static Tempered of(TokenPredictor predictor, DrawOptions options, int vocabulary) {
    if (vocabulary < 1) {
      throw new IllegalArgumentException(
          "draws from a vocabulary of " + vocabulary + ": at least 1 value is needed");
    }
    return new Tempered(predictor, options, vocabulary);
  }

  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    TokenBelief belief = predictor.predict(xt, t);
    return FactorisedBelief.of(xt, new Head(belief)).withRowsPredicted(PredictionCost.of(belief));
  }

  @Override
  public TokenPredictor ofRows(int... rows) {
    return new Tempered(predictor.ofRows(rows), options, vocabulary);
  }

  @Override
  public TimeUse timeUse() {
    return predictor.timeUse();
  }

  /** Exact log probabilities, tempered draws. */
  private final class Head implements TokenHead {
    private final TokenBelief belief;

    Head(TokenBelief belief) {
      this.belief = belief;
    }

    @Override
    public int vocabulary() {
      return vocabulary;
    }

    @Override
    public double[][] logProbsAt(Positions at) {
      return belief.logProbsAt(at);
    }

    @Override
    public double[] logProbAt(TokenBatch x0, Positions at) {
      return belief.logProbAt(x0, at);
    }

    @Override
    public int[] drawAt(Positions at, RandomStreams rng) {
      double[][] logs = logProbsAt(at);
      return at.draw(rng, (place, u) -> u.categorical(options.apply(logs[place])));
    }
  }
}

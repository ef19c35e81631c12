package org.udm.discrete.grammar;

import java.util.Optional;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.TokenDisplay;

/**
 * The exact law of whole sentences under masking: {@code p(x_0 | x_t)} is that of the sentences
 * that agree with x_t wherever it is not masked, whatever the time. The mask is id V.
 *
 * <p>Sampling with it is exact in any number of steps; {@link WordOracle} draws words one by one
 * and independently, as a network does.
 */
public final class SentenceOracle implements X0Predictor<TokenBatch> {
  private final Grammar grammar;

  private SentenceOracle(Grammar grammar) {
    this.grammar = grammar;
  }

  /**
   * Returns the exact predictor of a language.
   *
   * @param grammar the language
   * @return the predictor
   */
  public static SentenceOracle of(Grammar grammar) {
    return new SentenceOracle(grammar);
  }

  /**
   * Predicts the sentences behind masked rows.
   *
   * @param xt ids in [0, V], V being the mask [B, L]
   * @param t one time per row, which does not matter [B]
   * @return the law of whole rows
   * @throws IllegalArgumentException if no sentence agrees with a row
   */
  @Override
  public X0Belief<TokenBatch> predict(TokenBatch xt, Times t) {
    t.forRowsOf(xt.requireIdsBelow(grammar.vocabulary().size() + 1));
    Completions[] completions = new Completions[xt.rows()];
    for (int i = 0; i < completions.length; i++) {
      completions[i] = Completions.of(grammar, xt.row(i));
      if (!(completions[i].probability() > 0)) {
        throw new IllegalArgumentException(
            "row %d, \"%s\", agrees with no sentence: it cannot come from masking one"
                .formatted(i, TokenDisplay.of(grammar.vocabulary()).show(xt.row(i))));
      }
    }
    return new Joint(grammar, xt, completions);
  }

  /** The law of the sentences that agree with x_t. */
  private record Joint(Grammar grammar, TokenBatch xt, Completions[] completions)
      implements X0Belief<TokenBatch> {
    @Override
    public int rows() {
      return completions.length;
    }

    @Override
    public TokenBatch draw(RandomStreams rng) {
      int[][] drawn = new int[rows()][];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = completions[i].draw(rng.row(i));
      }
      return TokenBatch.of(drawn);
    }

    @Override
    public double[] logProb(TokenBatch x0) {
      x0.requireLengthsOf(xt);
      double[] logs = new double[rows()];
      for (int i = 0; i < logs.length; i++) {
        logs[i] = agrees(i, x0) ? grammar.logProb(x0.row(i)) : Double.NEGATIVE_INFINITY;
        logs[i] -= Math.log(completions[i].probability());
      }
      return logs;
    }

    private boolean agrees(int i, TokenBatch x0) {
      int mask = grammar.vocabulary().size();
      for (int j = 0; j < xt.length(i); j++) {
        if (xt.token(i, j) != mask && xt.token(i, j) != x0.token(i, j)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Optional<TokenBatch> mean() {
      return Optional.empty();
    }
  }
}

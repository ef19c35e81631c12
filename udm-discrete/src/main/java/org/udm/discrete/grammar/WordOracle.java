package org.udm.discrete.grammar;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.FactorisedBelief;
import org.udm.discrete.sample.LawHead;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/**
 * The exact law of each word under masking, words being independent: the best that a network can
 * say. The mask is id V.
 *
 * <p>Its bound is the entropy of the language. A trained network beside it shows what has not been
 * learned; samples drawn with it in few steps show what is lost by drawing words independently.
 *
 * <pre>{@code
 * Grammar g = Grammar.english();
 * TokenPredictor ideal = WordOracle.of(g);
 * TokenBelief belief = ideal.predict(xt, t);
 * }</pre>
 */
public final class WordOracle implements TokenPredictor {
  private final Grammar grammar;

  private WordOracle(Grammar grammar) {
    this.grammar = grammar;
  }

  /**
   * Returns the exact predictor of a language.
   *
   * @param grammar the language
   * @return the predictor
   */
  public static WordOracle of(Grammar grammar) {
    return new WordOracle(grammar);
  }

  /**
   * Predicts the words behind masked rows.
   *
   * @param xt ids in [0, V], V being the mask [B, L]
   * @param t one time per row, which does not matter [B]
   * @return the law of each word; where no sentence agrees with a row, as words drawn independently
   *     may leave it, all words are equally probable
   */
  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    int vocabulary = grammar.vocabulary().size();
    t.forRowsOf(xt.requireIdsBelow(vocabulary + 1));
    double[][][] laws = new double[xt.rows()][][];
    for (int i = 0; i < laws.length; i++) {
      Completions completions = Completions.of(grammar, xt.row(i));
      laws[i] =
          completions.probability() > 0
              ? completions.marginals()
              : anyWord(xt.length(i), vocabulary);
    }
    return FactorisedBelief.carryingOver(
        xt, vocabulary, LawHead.of(vocabulary, (i, l) -> laws[i][l]));
  }

  private static double[][] anyWord(int length, int vocabulary) {
    double[][] laws = new double[length][vocabulary];
    for (double[] law : laws) {
      Arrays.fill(law, 1.0 / vocabulary);
    }
    return laws;
  }

  @Override
  public TimeUse timeUse() {
    return TimeUse.IGNORES_TIME;
  }
}

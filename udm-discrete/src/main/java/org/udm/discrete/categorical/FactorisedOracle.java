package org.udm.discrete.categorical;

import org.udm.core.MarginalDensity;
import org.udm.core.Times;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.predict.X0Belief;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.FactorisedBelief;
import org.udm.discrete.sample.LawHead;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/**
 * The exact law of each clean token of a finite data set given x_t: the best that a network with
 * independent positions can learn under a corruption that keeps lengths.
 *
 * <pre>p(x_0^l = v | x_t) = sum of p(x_0 | x_t) over the x_0 that have v at l</pre>
 *
 * <p>The law of whole rows is that of {@link OraclePredictor}; for masking alone {@code
 * MarginalOracle} is faster.
 */
public final class FactorisedOracle implements TokenPredictor {
  private final TokenBatch data;
  private final OraclePredictor<TokenBatch> rows;
  private final int vocabulary;

  private FactorisedOracle(TokenBatch data, OraclePredictor<TokenBatch> rows, int vocabulary) {
    this.data = data;
    this.rows = rows;
    this.vocabulary = vocabulary;
  }

  /**
   * Returns the exact predictor of a weighted data set.
   *
   * @param data the possible clean rows, all different and of one length [N, L]
   * @param weights their probabilities up to a factor, not negative, with a positive sum [N]
   * @param density the forward law of the corruption
   * @param vocabulary the number of values V
   * @return the predictor
   * @throws IllegalArgumentException if the rows differ in length, an id is V or more, or the
   *     weights do not fit
   */
  public static FactorisedOracle of(
      TokenBatch data, double[] weights, MarginalDensity<TokenBatch> density, int vocabulary) {
    for (int n = 1; n < data.rows(); n++) {
      if (data.length(n) != data.length(0)) {
        throw new IllegalArgumentException(
            "row %d of the data has %d tokens and row 0 has %d: the law of a position needs rows of one length"
                .formatted(n, data.length(n), data.length(0)));
      }
    }
    return new FactorisedOracle(
        data.requireIdsBelow(vocabulary), OraclePredictor.of(data, weights, density), vocabulary);
  }

  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    double[][][] laws = new double[xt.rows()][data.maxLength()][vocabulary];
    X0Belief<TokenBatch> joint = rows.predict(xt, t);
    for (int n = 0; n < data.rows(); n++) {
      double[] logs = joint.logProb(data.repeat(n, xt.rows()));
      for (int i = 0; i < xt.rows(); i++) {
        for (int l = 0; l < data.length(n); l++) {
          laws[i][l][data.token(n, l)] += Math.exp(logs[i]);
        }
      }
    }
    return FactorisedBelief.of(xt, LawHead.of(vocabulary, (i, l) -> laws[i][l]));
  }

  @Override
  public TimeUse timeUse() {
    return TimeUse.SEES_TIME;
  }
}

package org.udm.discrete.mask;

import org.udm.core.Times;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.FactorisedBelief;
import org.udm.discrete.sample.LawHead;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/**
 * The exact law of each clean token of a finite data set given the visible ones: the best that a
 * network with independent positions can learn.
 *
 * <pre>p(x_0^l = v | x_t) = sum of P(x) over x that agree with x_t and have v at l, up to a factor
 * </pre>
 *
 * <p>Every x that agrees with x_t is equally likely to lead there, so the time does not matter. The
 * law of whole rows is that of {@link org.udm.core.predict.OraclePredictor}.
 */
public final class MarginalOracle implements TokenPredictor {
  private final TokenBatch data;
  private final double[] weights;
  private final Masking masking;

  private MarginalOracle(TokenBatch data, double[] weights, Masking masking) {
    this.data = data;
    this.weights = weights;
    this.masking = masking;
  }

  /**
   * Returns the exact predictor of a weighted data set.
   *
   * @param data the possible clean rows, of any lengths [N, L]
   * @param weights their probabilities up to a factor, not negative, with a positive sum [N]
   * @param masking the corruption: the mask and the vocabulary
   * @return the predictor
   * @throws IllegalArgumentException if the data are not clean or the weights do not fit
   */
  public static MarginalOracle of(TokenBatch data, double[] weights, Masking masking) {
    masking.requireClean(data);
    if (weights.length != data.rows()) {
      throw new IllegalArgumentException(
          "%d weights for %d rows of data: give one weight per row"
              .formatted(weights.length, data.rows()));
    }
    double sum = 0;
    for (int n = 0; n < weights.length; n++) {
      if (!(weights[n] >= 0)) {
        throw new IllegalArgumentException(
            "weight %d is %s: weights must not be negative".formatted(n, weights[n]));
      }
      sum += weights[n];
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the weights sum to " + sum + ": the sum must be positive and finite");
    }
    return new MarginalOracle(data, weights.clone(), masking);
  }

  @Override
  public TokenBelief predict(TokenBatch xt, Times t) {
    t.forRowsOf(xt);
    return FactorisedBelief.carryingOver(
        xt, masking.mask(), LawHead.of(masking.vocabulary(), (row, l) -> law(xt, row, l)));
  }

  @Override
  public TimeUse timeUse() {
    return TimeUse.IGNORES_TIME;
  }

  /** p(x_0^l | x_t), [V]. */
  private double[] law(TokenBatch xt, int row, int position) {
    double[] law = new double[masking.vocabulary()];
    double sum = 0;
    for (int n = 0; n < data.rows(); n++) {
      if (weights[n] > 0 && agrees(xt, row, n)) {
        law[data.token(n, position)] += weights[n];
        sum += weights[n];
      }
    }
    if (sum == 0) {
      throw new IllegalArgumentException(
          "row %d, %s, cannot come from any row of the data".formatted(row, xt.gather(row)));
    }
    for (int v = 0; v < law.length; v++) {
      law[v] /= sum;
    }
    return law;
  }

  private boolean agrees(TokenBatch xt, int row, int n) {
    if (data.length(n) != xt.length(row)) {
      return false;
    }
    for (int l = 0; l < xt.length(row); l++) {
      if (xt.token(row, l) != masking.mask() && xt.token(row, l) != data.token(n, l)) {
        return false;
      }
    }
    return true;
  }
}

package org.udm.discrete.mask;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenBelief;

/** The terms that the bounds of masking are made of. */
final class MaskedTerms {
  private MaskedTerms() {}

  /**
   * Returns {@code -sum over masked places of log p(x_0^l | x_t)} row by row; rows without a mask
   * are not predicted.
   *
   * @param masking the corruption
   * @param predictor a predictor whose beliefs know single positions
   * @param x0 clean rows [B, L]
   * @param xt corrupted rows [B, L]
   * @param t their times [B]
   * @return nats [B]
   */
  static double[] crossEntropy(
      Masking masking, X0Predictor<TokenBatch> predictor, TokenBatch x0, TokenBatch xt, Times t) {
    double[] sums = new double[x0.rows()];
    Positions masked = masking.maskedIn(xt);
    if (masked.size() == 0) {
      return sums;
    }
    int[] rows = masked.rowsInvolved();
    TokenBelief belief = TokenBelief.require(predictor.predict(xt.gather(rows), t.gather(rows)));
    double[] logs = belief.logProbAt(x0.gather(rows), masked.inRowsInvolved());
    for (int k = 0; k < logs.length; k++) {
      sums[masked.row(k)] -= logs[k];
    }
    return sums;
  }

  /**
   * Returns KL(p(x_1 | x_0) || prior) = L alpha_1 log V: what a token that is visible at t = 1
   * costs against a uniformly drawn value.
   *
   * @param masking the corruption
   * @param x0 clean rows [B, L]
   * @return nats [B]
   */
  static double[] prior(Masking masking, TokenBatch x0) {
    double perToken = masking.schedule().at(1) * Math.log(masking.values());
    double[] terms = new double[x0.rows()];
    Arrays.setAll(terms, i -> x0.length(i) * perToken);
    return terms;
  }
}

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
   * Returns {@code -sum over masked places of log p(x_0^l | x_t)} row by row. The predictor is
   * shown all rows in their order, so that it may know more of each.
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
    double[] logs = TokenBelief.require(predictor.predict(xt, t)).logProbAt(x0, masked);
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
   * @param given how many of a row's first tokens are given
   * @return nats [B]
   */
  static double[] prior(Masking masking, TokenBatch x0, int given) {
    double perToken = masking.schedule().at(1) * Math.log(masking.values());
    double[] terms = new double[x0.rows()];
    Arrays.setAll(terms, i -> length(x0, i, given) * perToken);
    return terms;
  }

  /** The tokens of a row that are not given. */
  static int length(TokenBatch x0, int row, int given) {
    return Math.max(0, x0.length(row) - given);
  }

  /** Requires a number of tokens that can be given. */
  static int requireGiven(int tokens) {
    if (tokens < 0) {
      throw new IllegalArgumentException(
          "a bound given the first " + tokens + " tokens: it must be at least 0");
    }
    return tokens;
  }
}

package org.udm.discrete.sample;

import org.udm.core.predict.X0Belief;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * A belief about clean tokens in which positions are independent given x_t, {@code p(x_0 | x_t) =
 * prod_l p(x_0^l | x_t)}, and can be asked about one by one.
 *
 * <p>The whole-row methods agree with the positions: {@code logProb} is the sum over a row, {@code
 * draw} gives the tokens of {@code drawAt} everywhere. A belief under masking carries visible
 * tokens over: there the law is a point mass.
 */
public interface TokenBelief extends X0Belief<TokenBatch> {

  /**
   * Returns log p(x_0 at a place | x_t).
   *
   * @param x0 clean rows [B, L]
   * @param at places in them
   * @return log probabilities in nats [P]
   */
  double[] logProbAt(TokenBatch x0, Positions at);

  /**
   * Returns log p(x_0 = v at a place | x_t) for every value v.
   *
   * @param at the places
   * @return log probabilities in nats [P][V]; negative infinity for impossible values
   */
  double[][] logProbsAt(Positions at);

  /**
   * Draws the tokens at some places: the ones that {@code draw(rng)} has there.
   *
   * @param at the places
   * @param rng the source of randomness; (row i, position l) is decided by the l-th uniform number
   *     of {@code rng.row(i)}
   * @return ids [P]
   */
  int[] drawAt(Positions at, RandomStreams rng);

  /**
   * Draws the tokens at some places from any belief, asking only for them where it can.
   *
   * @param belief a belief about token rows [B]
   * @param at places in those rows
   * @param rng the source of randomness
   * @return the ids that {@code belief.draw(rng)} has at the places [P]
   */
  static int[] drawAt(X0Belief<TokenBatch> belief, Positions at, RandomStreams rng) {
    return belief instanceof TokenBelief tokens
        ? tokens.drawAt(at, rng)
        : at.tokensOf(belief.draw(rng));
  }

  /**
   * Requires a belief that knows the law of each position.
   *
   * @param belief a belief
   * @return the belief
   * @throws IllegalArgumentException if it only knows whole rows
   */
  static TokenBelief require(X0Belief<TokenBatch> belief) {
    if (belief instanceof TokenBelief tokens) {
      return tokens;
    }
    throw new IllegalArgumentException(
        "the belief "
            + belief.getClass().getSimpleName()
            + " gives the probability of whole rows only: this needs a TokenBelief, such as that of"
            + " MarginalOracle in place of OraclePredictor");
  }
}

package org.udm.continuous.solve;

/**
 * A multistep solver of the probability flow, as weights of the predictions it remembers:
 *
 * <pre>x_s = sigma_s / sigma_t x_t + alpha_s sum over j of w_j D_j,   D_0 the newest, at x_t.</pre>
 *
 * <p>The weights are functions of lambda = log(alpha / sigma) alone, and sum to 1 - exp(-h), h =
 * lambda_s - lambda_t.
 */
public interface MultistepRule {

  /**
   * Returns the most predictions that a step uses.
   *
   * @return the order p, at least 1
   */
  int order();

  /**
   * Returns the weights of a step.
   *
   * @param lambda where the predictions were made, the newest first [n], 1 &lt;= n &lt;= p
   * @param next lambda_s, above {@code lambda[0]}
   * @return w [n]
   */
  double[] weights(double[] lambda, double next);

  /**
   * Returns the weights with which a step is taken again once D is known at its end.
   *
   * @param lambda where the predictions were made, the newest first [n], 1 &lt;= n &lt;= p
   * @param next lambda_s, above {@code lambda[0]}
   * @return the weight of D at x_s, then those of the others [n + 1]; empty for a rule that does
   *     not correct
   */
  double[] correction(double[] lambda, double next);
}

package org.udm.discrete.categorical;

import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.IntegratedNelbo;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * The continuous-time bound of a process that has rates, estimated without bias for each row: the
 * relative entropy of two jump processes that run backwards,
 *
 * <pre>
 * integral over t of E_{x_t} sum over l and y != x of  r_p - r_0 + r_0 log(r_0 / r_p),   x = x_t^l
 * r_0 = R_t(y, x) Q_t(x_0^l, y) / Q_t(x_0^l, x)                          given x_0
 * r_p = R_t(y, x) sum over v of p(v | x_t) Q_t(v, y) / Q_t(v, x)         of the model
 * </pre>
 *
 * <p>The sum in r_p is SEDD's score: its denoising score entropy is this integrand. With the exact
 * belief the bound is -log P(x_0) for every x_0, but for the prior term. Times are drawn as {@code
 * t = u^k}, dense where the integrand varies most: near 0 a wrong token is rare and costs 1 / t.
 *
 * <p>Sources: Campbell et al., "A continuous time framework for discrete denoising models", 2022,
 * proposition 2; Lou et al. (SEDD), 2024, theorem 3.6.
 *
 * <pre>{@code
 * BoundReport.of(CategoricalRateNelbo.of(uniform).withDraws(8), x0, lengths, predictor, rng);
 * }</pre>
 */
public final class CategoricalRateNelbo implements Nelbo<TokenBatch> {
  private final IntegratedNelbo<TokenBatch> integral;

  private CategoricalRateNelbo(IntegratedNelbo<TokenBatch> integral) {
    this.integral = integral;
  }

  /**
   * Returns the bound estimated from one draw per row, with t = u^2.
   *
   * @param categorical the corruption
   * @return the bound
   * @throws IllegalArgumentException if its process has no rates or its tokens have clocks
   */
  public static CategoricalRateNelbo of(Categorical categorical) {
    categorical.requireRates();
    return new CategoricalRateNelbo(
        IntegratedNelbo.of(
            categorical::priorTerm,
            (x0, predictor, t, rng) -> {
              TokenBatch xt = categorical.corrupt(x0, categorical.drawNoise(x0, rng), t);
              return integrand(categorical, x0, xt, predictor, t);
            }));
  }

  /**
   * Returns the bound estimated from more draws per row, each one prediction.
   *
   * @param perRow the number of draws, at least 1; they are stratified
   * @return the bound
   * @throws IllegalArgumentException if there is no draw
   */
  public CategoricalRateNelbo withDraws(int perRow) {
    return new CategoricalRateNelbo(integral.withDraws(perRow));
  }

  /**
   * Returns the bound with another law of times.
   *
   * @param exponent k of t = u^k, at least 1; 1 draws times uniformly, with infinite variance
   * @return the bound
   * @throws IllegalArgumentException if k is below 1 or not finite
   */
  public CategoricalRateNelbo withTimePower(double exponent) {
    return new CategoricalRateNelbo(integral.withTimePower(exponent));
  }

  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    return integral.terms(x0, predictor, rng);
  }

  /**
   * Returns the integrand at one corrupted state of each row.
   *
   * @param categorical the corruption
   * @param x0 clean rows [B, L]
   * @param xt corrupted rows [B, L]
   * @param predictor a predictor whose beliefs know single positions
   * @param t their times, below 1 [B]
   * @return nats per unit of time [B]
   */
  static double[] integrand(
      Categorical categorical,
      TokenBatch x0,
      TokenBatch xt,
      X0Predictor<TokenBatch> predictor,
      Times t) {
    JumpProcess process = categorical.requireRates();
    Moves moves = categorical.moves();
    return BelievedStep.sum(
        predictor,
        x0,
        xt,
        t,
        place -> {
          double time = t.at(place.row());
          return token(process, moves.between(new Moves.Span(0, time)), place, time);
        });
  }

  private static double token(
      JumpProcess process, TransitionMatrix q, BelievedStep.Place place, double t) {
    int x = place.seen();
    double[] weights = new double[place.belief().length]; // p(v | x_t) / Q_t(v, x)
    for (int v = 0; v < weights.length; v++) {
      if (place.belief()[v] > 0) {
        Categorical.requirePossible(q.at(v, x), v, x, place.row(), place.position(), t);
        weights[v] = place.belief()[v] / q.at(v, x);
      }
    }
    double[] score = q.push(weights);
    double sum = 0;
    for (int y = 0; y < score.length; y++) {
      double rate = y == x ? 0 : process.rate(y, x, t);
      if (rate > 0) {
        double ratio = q.at(place.clean(), y) / q.at(place.clean(), x);
        // r_0 (d - log(1 + d)) with r_p = r_0 (1 + d): nothing cancels where the two agree
        double d = (score[y] - ratio) / ratio;
        sum += rate * (ratio > 0 ? ratio * (d - Math.log1p(d)) : score[y]);
      }
    }
    return sum;
  }
}

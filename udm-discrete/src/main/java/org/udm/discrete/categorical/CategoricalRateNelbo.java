package org.udm.discrete.categorical;

import java.util.Arrays;
import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
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
  private final Categorical categorical;
  private final JumpProcess process;
  private final int draws;
  private final double power;

  private CategoricalRateNelbo(
      Categorical categorical, JumpProcess process, int draws, double power) {
    this.categorical = categorical;
    this.process = process;
    this.draws = draws;
    this.power = power;
  }

  /**
   * Returns the bound estimated from one draw per row, with t = u^2.
   *
   * @param categorical the corruption
   * @return the bound
   * @throws IllegalArgumentException if its process has no rates or its tokens have clocks
   */
  public static CategoricalRateNelbo of(Categorical categorical) {
    return new CategoricalRateNelbo(categorical, categorical.requireRates(), 1, 2);
  }

  /**
   * Returns the bound estimated from more draws per row, each one prediction.
   *
   * @param perRow the number of draws, at least 1; they are stratified
   * @return the bound
   * @throws IllegalArgumentException if there is no draw
   */
  public CategoricalRateNelbo withDraws(int perRow) {
    if (perRow < 1) {
      throw new IllegalArgumentException(
          "a bound from " + perRow + " draws per row: at least 1 is needed");
    }
    return new CategoricalRateNelbo(categorical, process, perRow, power);
  }

  /**
   * Returns the bound with another law of times.
   *
   * @param exponent k of t = u^k, at least 1; 1 draws times uniformly, with infinite variance
   * @return the bound
   * @throws IllegalArgumentException if k is below 1 or not finite
   */
  public CategoricalRateNelbo withTimePower(double exponent) {
    if (!(exponent >= 1 && exponent < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "times u^" + exponent + ": the exponent must be at least 1 and finite");
    }
    return new CategoricalRateNelbo(categorical, process, draws, exponent);
  }

  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    categorical.requireClean(x0);
    double[] offsets = new double[x0.rows()];
    Arrays.setAll(offsets, i -> rng.named("offset").row(i).uniform());
    double[] diffusion = new double[x0.rows()];
    for (int k = 0; k < draws; k++) {
      double[] t = new double[x0.rows()];
      double[] weights = new double[x0.rows()];
      for (int i = 0; i < t.length; i++) {
        double u = 1 - (offsets[i] + (double) k / draws) % 1; // in (0, 1]
        t[i] = Math.min(Math.pow(u, power), Math.nextDown(1.0)); // at 1 rates may be infinite
        weights[i] = power * Math.pow(u, power - 1) / draws;
      }
      Times times = Times.of(t);
      TokenBatch xt =
          categorical.corrupt(x0, categorical.drawNoise(x0, rng.named("noise").at(k)), times);
      double[] rates = integrand(x0, xt, predictor, times);
      for (int i = 0; i < t.length; i++) {
        diffusion[i] += weights[i] * rates[i];
      }
    }
    return new BoundTerms(categorical.priorTerm(x0), diffusion, new double[x0.rows()]);
  }

  /**
   * Returns the integrand at one corrupted state of each row.
   *
   * @param x0 clean rows [B, L]
   * @param xt corrupted rows [B, L]
   * @param predictor a predictor whose beliefs know single positions
   * @param t their times, below 1 [B]
   * @return nats per unit of time [B]
   */
  double[] integrand(TokenBatch x0, TokenBatch xt, X0Predictor<TokenBatch> predictor, Times t) {
    Moves moves = categorical.moves();
    return BelievedStep.sum(
        predictor,
        x0,
        xt,
        t,
        place ->
            token(moves.between(new Moves.Span(0, t.at(place.row()))), place, t.at(place.row())));
  }

  private double token(TransitionMatrix q, BelievedStep.Place place, double t) {
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

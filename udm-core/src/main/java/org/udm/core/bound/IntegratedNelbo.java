package org.udm.core.bound;

import java.util.Arrays;
import java.util.function.Function;
import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;

/**
 * A bound in continuous time, the integral over t of what a moment costs, estimated without bias
 * for each row: times are drawn as {@code t = u^k} with u spread evenly, weight {@code k u^(k -
 * 1)}.
 *
 * <p>k = 2 suits corruptions of tokens: near t = 0 a corrupted token is rare and costs 1 / t, so
 * that uniform times (k = 1) give an infinite variance.
 *
 * @param <X> the state
 */
public final class IntegratedNelbo<X extends Batch<X>> implements Nelbo<X> {

  /**
   * What a moment costs, or an unbiased estimate.
   *
   * @param <X> the state
   */
  @FunctionalInterface
  public interface Integrand<X extends Batch<X>> {

    /**
     * Evaluates one moment of each row.
     *
     * @param x0 clean rows [B]
     * @param predictor the x_0-predictor
     * @param t one time per row, in (0, 1) [B]
     * @param rng the source of randomness of an estimate
     * @return nats per unit of time [B]
     */
    double[] at(X x0, X0Predictor<X> predictor, Times t, RandomStreams rng);
  }

  private final Function<X, double[]> prior;
  private final Integrand<X> integrand;
  private final int draws;
  private final double power;

  private IntegratedNelbo(
      Function<X, double[]> prior, Integrand<X> integrand, int draws, double power) {
    this.prior = prior;
    this.integrand = integrand;
    this.draws = draws;
    this.power = power;
  }

  /**
   * Returns the bound estimated from one draw per row, with t = u^2.
   *
   * @param prior KL(p(x_1 | x_0) || prior) of clean rows, nats [B]
   * @param integrand what a moment costs
   * @param <X> the state
   * @return the bound
   */
  public static <X extends Batch<X>> IntegratedNelbo<X> of(
      Function<X, double[]> prior, Integrand<X> integrand) {
    return new IntegratedNelbo<>(prior, integrand, 1, 2);
  }

  /**
   * Returns the bound estimated from more draws per row, each one prediction.
   *
   * @param perRow the number of draws, at least 1; they are stratified
   * @return the bound
   * @throws IllegalArgumentException if there is no draw
   */
  public IntegratedNelbo<X> withDraws(int perRow) {
    if (perRow < 1) {
      throw new IllegalArgumentException(
          "a bound from " + perRow + " draws per row: at least 1 is needed");
    }
    return new IntegratedNelbo<>(prior, integrand, perRow, power);
  }

  /**
   * Returns the bound with another law of times.
   *
   * @param exponent k of t = u^k, at least 1
   * @return the bound
   * @throws IllegalArgumentException if k is below 1 or not finite
   */
  public IntegratedNelbo<X> withTimePower(double exponent) {
    if (!(exponent >= 1 && exponent < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "times u^" + exponent + ": the exponent must be at least 1 and finite");
    }
    return new IntegratedNelbo<>(prior, integrand, draws, exponent);
  }

  @Override
  public BoundTerms terms(X x0, X0Predictor<X> predictor, RandomStreams rng) {
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
      double[] costs = integrand.at(x0, predictor, Times.of(t), rng.named("draw").at(k));
      for (int i = 0; i < t.length; i++) {
        diffusion[i] += weights[i] * costs[i];
      }
    }
    return new BoundTerms(prior.apply(x0), diffusion, new double[x0.rows()]);
  }
}

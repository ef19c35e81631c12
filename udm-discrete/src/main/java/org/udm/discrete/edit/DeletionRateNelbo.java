package org.udm.discrete.edit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.IntegratedNelbo;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;

/**
 * The continuous-time bound of deletion, the relative entropy of two processes that insert one
 * token at a time:
 *
 * <pre>
 * integral over t of -alpha' / (1 - alpha) E_{x_t} sum over y of  c_p(y) - c_0(y) + c_0(y) log(c_0(y) / c_p(y))
 * c_0(y) = N(x_t, y) N(y, x_0) / N(x_t, x_0)           y is x_t and one more token
 * c_p(y) = the mean of the same over x^ ~ p(x_0 | x_t)
 * </pre>
 *
 * <p>In c_p the term of x_0 itself is exact and the others are drawn, {@code p(x_0 | x_t) c_0 + (1
 * / K) sum over draws x^ != x_0}; as in {@code DrawnNelbo} this makes it a bound on the bound that
 * falls to it as K grows. Draws that do not contain x_t insert nothing.
 *
 * <p>Sources: Campbell et al., "A continuous time framework for discrete denoising models", 2022,
 * proposition 2; Ding et al., "Beyond masks" (DID), 2026, for deletion.
 */
public final class DeletionRateNelbo implements Nelbo<TokenBatch> {
  private final IntegratedNelbo<TokenBatch> integral;

  private DeletionRateNelbo(IntegratedNelbo<TokenBatch> integral) {
    this.integral = integral;
  }

  /**
   * Returns the bound estimated from one time per row.
   *
   * @param deletion the corruption
   * @param guesses the number K of rows that are drawn from the belief at each time, at least 1
   * @return the bound
   * @throws IllegalArgumentException if there is no draw or alpha_1 is not 0
   */
  public static DeletionRateNelbo of(Deletion deletion, int guesses) {
    if (guesses < 1) {
      throw new IllegalArgumentException(
          "a bound from " + guesses + " rows drawn at each time: at least 1 is needed");
    }
    deletion.prior(); // refuses a schedule that leaves tokens at t = 1
    return new DeletionRateNelbo(
        IntegratedNelbo.of(
            x0 -> new double[x0.rows()],
            (x0, predictor, t, rng) -> integrand(deletion, guesses, x0, predictor, t, rng)));
  }

  /**
   * Returns the bound estimated from more times per row, each one prediction.
   *
   * @param perRow the number of times, at least 1; they are stratified
   * @return the bound
   * @throws IllegalArgumentException if there is none
   */
  public DeletionRateNelbo withDraws(int perRow) {
    return new DeletionRateNelbo(integral.withDraws(perRow));
  }

  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    return integral.terms(x0, predictor, rng);
  }

  private static double[] integrand(
      Deletion deletion,
      int guesses,
      TokenBatch x0,
      X0Predictor<TokenBatch> predictor,
      Times t,
      RandomStreams rng) {
    TokenBatch xt = deletion.corrupt(x0, deletion.drawNoise(x0, rng.named("noise")), t);
    X0Belief<TokenBatch> belief = predictor.predict(xt, t);
    double[] own = belief.logProb(x0);
    List<TokenBatch> drawn = new ArrayList<>();
    for (int k = 0; k < guesses; k++) {
      drawn.add(belief.draw(rng.named("x0").at(k)));
    }
    Weight weight = Weight.bound(deletion.schedule());
    double[] costs = new double[x0.rows()];
    for (int i = 0; i < costs.length; i++) {
      int row = i;
      int[] clean = x0.row(i);
      List<int[]> others = drawn.stream().map(x -> x.row(row)).toList();
      double cost = cost(xt.row(i), clean, own[i], others);
      costs[i] = cost == 0 ? 0 : weight.at(t.at(i)) * cost;
    }
    return costs;
  }

  /** The sum over y for one row; {@code own} is log p(x_0 | x_t). */
  private static double cost(int[] xt, int[] x0, double own, List<int[]> drawn) {
    Map<Insertions.Place, Double> others = new HashMap<>();
    for (int[] guess : drawn) {
      if (!Arrays.equals(guess, x0) && Embeddings.of(xt, guess).exist()) {
        Insertions.of(xt, guess)
            .forEach((y, count) -> others.merge(y, count / drawn.size(), Double::sum));
      }
    }
    return divergence(Insertions.of(xt, x0), own, others);
  }

  /**
   * Returns the sum over y of {@code p - c + c log(c / p)} with {@code p = exp(own) c + others}.
   *
   * @param truth c(y), positive
   * @param own log p(x_0 | x_t), which may be below the range of a double
   * @param others what other rows insert, positive
   * @return nats
   */
  static double divergence(
      Map<Insertions.Place, Double> truth, double own, Map<Insertions.Place, Double> others) {
    double sum = 0;
    for (double p : others.values()) {
      sum += p;
    }
    for (Map.Entry<Insertions.Place, Double> entry : truth.entrySet()) {
      double c = entry.getValue();
      double share = others.getOrDefault(entry.getKey(), 0.0) / c; // p / c - exp(own)
      sum += c * (Math.exp(own) - 1 - Embeddings.logSum(own, Math.log(share)));
    }
    return sum;
  }
}

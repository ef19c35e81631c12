package org.udm.discrete.edit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.udm.core.Times;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.IntegratedNelbo;
import org.udm.core.bound.Nelbo;
import org.udm.core.bound.WeightedDraw;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStream;
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
 * <p>The sum of c_p is the mean number of tokens that x^ has and x_t lacks. Of the logarithm one y
 * is drawn for each row, in proportion to c_0; its c_p is {@code p(x_0 | x_t) c_0(y)} for x_0
 * itself and the sum of the others' over draws, K from the belief at x_t and K from the belief at
 * y, whose rows contain y ({@link WeightedDraw}). As in {@code DrawnNelbo} this makes it a bound on
 * the bound that falls to it as K grows. Draws that do not contain x_t insert nothing.
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
   * @param guesses the number K of rows that are drawn from each of two beliefs at each time, at
   *     least 1
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
    RandomStream[] streams = new RandomStream[x0.rows()];
    Arrays.setAll(streams, i -> rng.named("y").row(i));
    Reinsertion[] reinsertions = new Reinsertion[x0.rows()];
    Arrays.setAll(reinsertions, i -> Reinsertion.draw(xt.row(i), x0.row(i), streams[i]));
    TokenBatch y =
        TokenBatch.of(Arrays.stream(reinsertions).map(Reinsertion::y).toArray(int[][]::new));
    double[] longer = new double[x0.rows()]; // the sum of c_p
    double[] others = new double[x0.rows()]; // c_p(y) / c_0(y) without the term of x_0
    List<WeightedDraw<TokenBatch>> draws =
        WeightedDraw.of(belief, predictor.predict(y, t), guesses, rng);
    for (int k = 0; k < draws.size(); k++) {
      WeightedDraw<TokenBatch> draw = draws.get(k);
      for (int i = 0; i < others.length; i++) {
        int[] guess = draw.x0().row(i);
        if (Embeddings.of(xt.row(i), guess).exist()) {
          longer[i] += k < guesses ? (double) (guess.length - xt.length(i)) / guesses : 0;
          others[i] +=
              Arrays.equals(guess, x0.row(i))
                  ? 0
                  : draw.weights()[i] * reinsertions[i].ratio(guess);
        }
      }
    }
    Weight weight = Weight.bound(deletion.schedule());
    double[] costs = new double[x0.rows()];
    for (int i = 0; i < costs.length; i++) {
      int missing = x0.length(i) - xt.length(i);
      double log = missing == 0 ? 0 : missing * Embeddings.logSum(own[i], Math.log(others[i]));
      double cost = longer[i] - missing - log;
      costs[i] = cost == 0 ? 0 : weight.at(t.at(i)) * cost;
    }
    return costs;
  }

  /**
   * A token put back into x_t.
   *
   * @param xt the corrupted row [M]
   * @param x0 the clean row [L]
   * @param y x_t and one of the deleted tokens [M + 1]; x_t where none was deleted
   */
  private record Reinsertion(int[] xt, int[] x0, int[] y) {

    /** Draws y with probability c_0(y) / (L - M): any deleted token of any embedding. */
    static Reinsertion draw(int[] xt, int[] x0, RandomStream rng) {
      if (xt.length == x0.length) {
        return new Reinsertion(xt, x0, xt);
      }
      boolean[] kept = Embeddings.of(xt, x0).draw(rng);
      int[] deleted = IntStream.range(0, x0.length).filter(l -> !kept[l]).toArray();
      kept[deleted[rng.index(deleted.length)]] = true;
      return new Reinsertion(
          xt, x0, IntStream.range(0, x0.length).filter(l -> kept[l]).map(l -> x0[l]).toArray());
    }

    /** Returns c(y) of another row that contains x_t, divided by that of x_0. */
    double ratio(int[] guess) {
      return Math.exp(
          Embeddings.of(y, guess).logCount()
              - Embeddings.of(xt, guess).logCount()
              - Embeddings.of(y, x0).logCount()
              + Embeddings.of(xt, x0).logCount());
    }
  }
}

package org.udm.core.bound;

import java.util.HashMap;
import java.util.Map;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.Prior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.schedule.TimeGrid;

/**
 * The exact bound of any corruption and reverse kernel on a small finite space, by enumeration: the
 * reference for every other bound.
 *
 * <pre>
 * KL(p(x_1 | x_0) || prior) + sum over (t, s) of
 *   E_{x_t} KL( p(x_s | x_t, x_0) || sum_{x0^} p(x0^ | x_t) p(x_s | x_t, x0^) )
 * </pre>
 *
 * <p>The last step, s = 0, is the reconstruction term.
 *
 * @param <X> the state
 * @param <E> the noise
 */
public final class EnumeratedNelbo<X extends Batch<X>, E> implements Nelbo<X> {
  private final Corruption<X, E> corruption;
  private final ReverseKernel<X> kernel;
  private final Prior<X> prior;
  private final TimeGrid grid;

  private EnumeratedNelbo(
      Corruption<X, E> corruption, ReverseKernel<X> kernel, Prior<X> prior, TimeGrid grid) {
    this.corruption = corruption;
    this.kernel = kernel;
    this.prior = prior;
    this.grid = grid;
  }

  /**
   * Returns the exact bound.
   *
   * @param corruption a corruption with finitely many outcomes
   * @param kernel a reverse kernel with finitely many outcomes
   * @param prior a prior with finitely many outcomes
   * @param grid the times, from 1 to 0
   * @param <X> the state
   * @param <E> the noise
   * @return the bound
   * @throws IllegalArgumentException if the grid does not run from 1 to 0
   */
  public static <X extends Batch<X>, E> EnumeratedNelbo<X, E> of(
      Corruption<X, E> corruption, ReverseKernel<X> kernel, Prior<X> prior, TimeGrid grid) {
    return new EnumeratedNelbo<>(corruption, kernel, prior, SteppedNelbo.requireWhole(grid));
  }

  /**
   * Evaluates the bound.
   *
   * @param rng not used: nothing is left to chance
   * @throws org.udm.core.random.NotEnumerableException if an outcome is not discrete
   */
  @Override
  public BoundTerms terms(X x0, X0Predictor<X> predictor, RandomStreams rng) {
    double[] first = new double[x0.rows()];
    double[] diffusion = new double[x0.rows()];
    double[] reconstruction = new double[x0.rows()];
    for (int i = 0; i < x0.rows(); i++) {
      X row = x0.gather(i);
      Map<X, Double> priorLaw = Enumeration.exact().law(r -> prior.draw(1, r));
      first[i] = divergence(marginal(row, 1, 1), priorLaw);
      for (int k = 0; k < grid.steps(); k++) {
        double term = step(row, predictor, grid.at(k), grid.at(k + 1));
        if (k + 1 < grid.steps()) {
          diffusion[i] += term;
        } else {
          reconstruction[i] = term;
        }
      }
    }
    return new BoundTerms(first, diffusion, reconstruction);
  }

  private double step(X x0, X0Predictor<X> predictor, double t, double s) {
    double sum = 0;
    for (Map.Entry<X, Double> state : marginal(x0, t, s).entrySet()) {
      X xt = state.getKey();
      X0Belief<X> belief = predictor.predict(xt, Times.all(1, t));
      Map<X, Double> model = new HashMap<>();
      Enumeration.exact()
          .law(belief::draw)
          .forEach(
              (guess, p) ->
                  reverse(xt, guess, t, s).forEach((xs, q) -> model.merge(xs, p * q, Double::sum)));
      sum += state.getValue() * divergence(reverse(xt, x0, t, s), model);
    }
    return sum;
  }

  private Map<X, Double> marginal(X x0, double t, double s) {
    return enumeration(t, s)
        .law(r -> corruption.corrupt(x0, corruption.drawNoise(x0, r), Times.all(1, t)));
  }

  private Map<X, Double> reverse(X xt, X x0, double t, double s) {
    return enumeration(t, s).law(r -> kernel.step(xt, x0, Times.all(1, t), Times.all(1, s), r));
  }

  private Enumeration enumeration(double t, double s) {
    return Thresholds.enumeration(corruption, t, s);
  }

  /** KL(p || q) in nats. */
  private static <X> double divergence(Map<X, Double> p, Map<X, Double> q) {
    double sum = 0;
    for (Map.Entry<X, Double> outcome : p.entrySet()) {
      if (outcome.getValue() > 0) {
        double other = q.getOrDefault(outcome.getKey(), 0.0);
        sum += outcome.getValue() * Math.log(outcome.getValue() / other);
      }
    }
    return sum;
  }
}

package org.udm.core.given;

import java.util.Optional;
import java.util.function.Function;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Prior;
import org.udm.core.Thresholds;
import org.udm.core.Times;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.PredictionCost;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;

/**
 * What acts on x acts on (x, c) by leaving c alone.
 *
 * <pre>{@code
 * var objective = new Objective<>(Conditional.corruption(masking), times, weight);
 * var sampler = GridSampler.of(
 *     Conditional.prior(masking.prior(64), sources),
 *     PredictThenCorrect.of(predictor, Conditional.kernel(kernel)),
 *     TimeGrid.uniform(50));
 * }</pre>
 */
public final class Conditional {
  private Conditional() {}

  /**
   * Lifts a corruption, with its thresholds where it names them.
   *
   * @param corruption the corruption of x
   * @param <X> the state
   * @param <C> what it is given
   * @param <E> the noise
   * @return the corruption of (x, c)
   */
  public static <X extends Batch<X>, C extends Batch<C>, E> Corruption<Given<X, C>, E> corruption(
      Corruption<X, E> corruption) {
    return corruption instanceof Thresholds thresholds
        ? new WithThresholds<>(corruption, thresholds)
        : new Plain<>(corruption);
  }

  /**
   * Lifts a noise posterior.
   *
   * @param posterior the posterior given x_t and x_0
   * @param <X> the state
   * @param <C> what it is given
   * @param <E> the noise
   * @return the posterior given both with c
   */
  public static <X extends Batch<X>, C extends Batch<C>, E>
      NoisePosterior<Given<X, C>, E> posterior(NoisePosterior<X, E> posterior) {
    return (xt, x0, t, rng) -> posterior.draw(xt.x(), x0.x(), t, rng);
  }

  /**
   * Lifts a reverse kernel.
   *
   * @param kernel the kernel of x
   * @param <X> the state
   * @param <C> what it is given
   * @return the kernel of (x, c)
   */
  public static <X extends Batch<X>, C extends Batch<C>> ReverseKernel<Given<X, C>> kernel(
      ReverseKernel<X> kernel) {
    return (xt, x0, t, s, rng) -> new Given<>(kernel.step(xt.x(), x0.x(), t, s, rng), xt.c());
  }

  /**
   * Returns the prior of rows that are given something.
   *
   * @param prior the prior of x
   * @param c what the rows are given; the prior draws just as many [B]
   * @param <X> the state
   * @param <C> what it is given
   * @return the prior of (x, c), which refuses another number of rows
   */
  public static <X extends Batch<X>, C extends Batch<C>> Prior<Given<X, C>> prior(
      Prior<X> prior, C c) {
    return (rows, rng) -> new Given<>(prior.draw(rows, rng), c);
  }

  /**
   * Returns the predictor of (x, c) made of one predictor of x for each batch of conditions.
   *
   * @param given the predictor of x for rows that are given c, in the order of c
   * @param <X> the state
   * @param <C> what it is given
   * @return the predictor, whose beliefs are certain of c
   */
  public static <X extends Batch<X>, C extends Batch<C>> X0Predictor<Given<X, C>> predictor(
      Function<C, X0Predictor<X>> given) {
    return new Lifted<>(given);
  }

  /**
   * Returns the predictor of x that a predictor of (x, c) is for rows of one batch of conditions.
   *
   * @param predictor the predictor of (x, c)
   * @param c what the rows are given; it predicts just as many [B]
   * @param <X> the state
   * @param <C> what it is given
   * @return the predictor; where the other was made by {@link #predictor}, what it was made of
   */
  public static <X extends Batch<X>, C extends Batch<C>> X0Predictor<X> given(
      X0Predictor<Given<X, C>> predictor, C c) {
    if (predictor instanceof Lifted<X, C> lifted) {
      return lifted.given.apply(c);
    }
    return (xt, t) -> {
      X0Belief<Given<X, C>> belief = predictor.predict(new Given<>(xt, c), t);
      return belief instanceof Belief<X, C> lifted ? lifted.of() : new Alone<>(belief, c);
    };
  }

  /**
   * Lifts a bound.
   *
   * @param bound the bound on -log p(x)
   * @param <X> the state
   * @param <C> what it is given
   * @return the bound on -log p(x | c)
   */
  public static <X extends Batch<X>, C extends Batch<C>> Nelbo<Given<X, C>> bound(Nelbo<X> bound) {
    return (x0, predictor, rng) -> bound.terms(x0.x(), given(predictor, x0.c()), rng);
  }

  private record Plain<X extends Batch<X>, C extends Batch<C>, E>(Corruption<X, E> of)
      implements Corruption<Given<X, C>, E> {
    @Override
    public E drawNoise(Given<X, C> x0, RandomStreams rng) {
      return of.drawNoise(x0.x(), rng);
    }

    @Override
    public Given<X, C> corrupt(Given<X, C> x0, E eps, Times t) {
      return new Given<>(of.corrupt(x0.x(), eps, t), x0.c());
    }
  }

  private record WithThresholds<X extends Batch<X>, C extends Batch<C>, E>(
      Corruption<X, E> of, Thresholds known) implements Corruption<Given<X, C>, E>, Thresholds {
    @Override
    public E drawNoise(Given<X, C> x0, RandomStreams rng) {
      return of.drawNoise(x0.x(), rng);
    }

    @Override
    public Given<X, C> corrupt(Given<X, C> x0, E eps, Times t) {
      return new Given<>(of.corrupt(x0.x(), eps, t), x0.c());
    }

    @Override
    public double[] thresholds(double t) {
      return known.thresholds(t);
    }
  }

  private record Lifted<X extends Batch<X>, C extends Batch<C>>(Function<C, X0Predictor<X>> given)
      implements X0Predictor<Given<X, C>> {
    @Override
    public X0Belief<Given<X, C>> predict(Given<X, C> xt, Times t) {
      return new Belief<>(given.apply(xt.c()).predict(xt.x(), t), xt.c());
    }
  }

  private record Belief<X extends Batch<X>, C extends Batch<C>>(X0Belief<X> of, C c)
      implements X0Belief<Given<X, C>>, PredictionCost {
    @Override
    public int rows() {
      return of.rows();
    }

    @Override
    public Given<X, C> draw(RandomStreams rng) {
      return new Given<>(of.draw(rng), c);
    }

    @Override
    public int rowsPredicted() {
      return PredictionCost.of(of);
    }

    @Override
    public double[] logProb(Given<X, C> x0) {
      return of.logProb(x0.x());
    }

    @Override
    public Optional<Given<X, C>> mean() {
      return of.mean().map(x -> new Given<>(x, c));
    }
  }

  private record Alone<X extends Batch<X>, C extends Batch<C>>(X0Belief<Given<X, C>> of, C c)
      implements X0Belief<X> {
    @Override
    public int rows() {
      return of.rows();
    }

    @Override
    public X draw(RandomStreams rng) {
      return of.draw(rng).x();
    }

    @Override
    public double[] logProb(X x0) {
      return of.logProb(new Given<>(x0, c));
    }

    @Override
    public Optional<X> mean() {
      return of.mean().map(Given::x);
    }
  }
}

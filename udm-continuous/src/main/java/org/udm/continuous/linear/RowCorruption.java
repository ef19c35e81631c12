package org.udm.continuous.linear;

import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.udm.continuous.FloatBatch;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/**
 * Your own corruption, written for one row and lifted to batches; rows are computed in parallel.
 *
 * <p>The theory wants {@code x_t = F(x_0, eps, t)} with noise that does not depend on t, so that
 * one eps gives a whole path. There are two ways to say it. Either the noise is an object of your
 * own, drawn once per row:
 *
 * <pre>{@code
 * RowCorruption<Double> gain = RowCorruption.of(
 *     (n, rng) -> rng.gaussian(),
 *     (x0, eps, t) -> {
 *       for (int k = 0; k < x0.length; k++) {
 *         x0[k] = (float) ((1 - t) * x0[k] + t * eps);
 *       }
 *       return x0;
 *     });
 * NoisePosterior<FloatBatch, RowNoise<Double>> posterior =
 *     RowCorruption.posterior((xt, x0, t, rng) -> (xt[0] - (1 - t) * x0[0]) / t);
 * }</pre>
 *
 * <p>or, shorter, the noise is the row's stream of random numbers itself. At every t the formula
 * sees the same stream from its beginning, so again one noise gives a whole path, if the formula
 * draws the same kinds of numbers in the same order whatever t is:
 *
 * <pre>{@code
 * RowCorruption<?> speckle = RowCorruption.replayed((x0, t, rng) -> {
 *   for (int k = 0; k < x0.length; k++) {
 *     double eps = rng.gaussian();
 *     x0[k] *= (float) Math.exp(t * eps);
 *   }
 *   return x0;
 * });
 * }</pre>
 *
 * <p>The fresh kernel, {@code ReverseKernels.fresh(corruption)}, is lawful for either. Same noise
 * and its mixtures need a noise posterior, which exists for the first.
 *
 * @param <E> the noise of one row
 */
public final class RowCorruption<E> implements Corruption<FloatBatch, RowNoise<E>> {

  /** The law q of the noise of one row. */
  @FunctionalInterface
  public interface NoiseLaw<E> {

    /**
     * Draws the noise.
     *
     * @param elements the number of elements N of the item
     * @param rng the row's random numbers
     * @return the noise, which must not change afterwards
     */
    E draw(int elements, RandomStream rng);
  }

  /** The corruption of one row. */
  @FunctionalInterface
  public interface Formula<E> {

    /**
     * Returns F(x_0, eps, t).
     *
     * @param x0 a copy of a clean item, free to be overwritten [N]
     * @param eps the row's noise
     * @param t the time in (0, 1]
     * @return the corrupted item [N]
     */
    float[] apply(float[] x0, E eps, double t);
  }

  /** The corruption of one row that draws its own noise. */
  @FunctionalInterface
  public interface ReplayedFormula {

    /**
     * Returns F(x_0, rng, t).
     *
     * @param x0 a copy of a clean item, free to be overwritten [N]
     * @param t the time in (0, 1]
     * @param rng the row's random numbers, the same ones from their beginning for every t
     * @return the corrupted item [N]
     */
    float[] apply(float[] x0, double t, RandomStream rng);
  }

  /** The noise posterior of one row. */
  @FunctionalInterface
  public interface Posterior<E> {

    /**
     * Draws noise given both ends.
     *
     * @param xt a corrupted item [N]
     * @param x0 a clean item [N]
     * @param t the time of the corrupted item
     * @param rng the row's random numbers
     * @return noise with F(x_0, eps, t) = x_t
     */
    E draw(float[] xt, float[] x0, double t, RandomStream rng);
  }

  /** The noise of one row of a batch of N elements an item. */
  private interface Source<E> {
    E draw(int elements, RandomStreams rng, int row);
  }

  private final Source<E> source;
  private final Formula<E> formula;

  private RowCorruption(Source<E> source, Formula<E> formula) {
    this.source = source;
    this.formula = formula;
  }

  /**
   * Returns the corruption with noise of your own kind.
   *
   * @param law draws the noise of a row
   * @param formula corrupts a row; it is not asked at t = 0, where x_0 stays as it is
   * @param <E> the noise of one row
   * @return the corruption
   */
  public static <E> RowCorruption<E> of(NoiseLaw<E> law, Formula<E> formula) {
    return new RowCorruption<>((n, rng, row) -> law.draw(n, rng.row(row)), formula);
  }

  /**
   * Returns the corruption whose noise is the row's stream of random numbers.
   *
   * @param formula corrupts a row; it is not asked at t = 0, where x_0 stays as it is
   * @return the corruption; its noise gives a row's stream from the beginning
   */
  public static RowCorruption<Supplier<RandomStream>> replayed(ReplayedFormula formula) {
    return new RowCorruption<>(
        (n, rng, row) -> () -> rng.row(row), (x0, eps, t) -> formula.apply(x0, t, eps.get()));
  }

  /**
   * Lifts a noise posterior of one row to batches.
   *
   * @param posterior draws noise given both ends of a row
   * @param <E> the noise of one row
   * @return the noise posterior of a batch
   */
  public static <E> NoisePosterior<FloatBatch, RowNoise<E>> posterior(Posterior<E> posterior) {
    return (xt, x0, t, rng) -> {
      t.forRowsOf(xt.requireShapeOf(x0));
      return new RowNoise<>(
          IntStream.range(0, xt.rows())
              .parallel()
              .mapToObj(i -> posterior.draw(xt.row(i), x0.row(i), t.at(i), rng.row(i)))
              .toList());
    };
  }

  @Override
  public RowNoise<E> drawNoise(FloatBatch x0, RandomStreams rng) {
    return new RowNoise<>(
        IntStream.range(0, x0.rows())
            .parallel()
            .mapToObj(i -> source.draw(x0.size(), rng, i))
            .toList());
  }

  @Override
  public FloatBatch corrupt(FloatBatch x0, RowNoise<E> eps, Times t) {
    t.forRowsOf(x0);
    if (eps.rows().size() != x0.rows()) {
      throw new IllegalArgumentException(
          "noise of %d rows for a batch of %d rows".formatted(eps.rows().size(), x0.rows()));
    }
    return x0.mapItems(
        (i, item) -> t.at(i) == 0 ? item : formula.apply(item, eps.rows().get(i), t.at(i)));
  }
}

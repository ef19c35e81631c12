package org.udm.core.row;

import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.udm.core.Batch;
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
 * own, drawn once per row; here each row of points or pixels gets one Gaussian number, and a row of
 * tokens loses its second half at a random time:
 *
 * <pre>{@code
 * RowCorruption<FloatBatch, float[], Double> shift = RowCorruption.of(
 *     FloatRows.of(),
 *     (n, rng) -> rng.gaussian(),
 *     (x0, eps, t) -> {
 *       for (int k = 0; k < x0.length; k++) {
 *         x0[k] = (float) ((1 - t) * x0[k] + t * eps);
 *       }
 *       return x0;
 *     });
 * NoisePosterior<FloatBatch, RowNoise<Double>> posterior = RowCorruption.posterior(
 *     FloatRows.of(), (xt, x0, t, rng) -> (xt[0] - (1 - t) * x0[0]) / t);
 *
 * RowCorruption<TokenBatch, int[], Double> cut = RowCorruption.of(
 *     TokenRows.of(),
 *     (length, rng) -> rng.uniform(),
 *     (x0, u, t) -> u < t ? Arrays.copyOf(x0, x0.length / 2) : x0);
 * }</pre>
 *
 * <p>or, shorter, the noise is the row's stream of random numbers itself. At every t the formula
 * sees the same stream from its beginning, so again one noise gives a whole path, if the formula
 * draws the same kinds of numbers in the same order whatever t is:
 *
 * <pre>{@code
 * var speckle = RowCorruption.replayed(FloatRows.of(), (x0, t, rng) -> {
 *   for (int k = 0; k < x0.length; k++) {
 *     double eps = rng.gaussian();
 *     x0[k] *= (float) Math.exp(t * eps);
 *   }
 *   return x0;
 * });
 * }</pre>
 *
 * <p>The fresh kernel, {@code ReverseKernels.fresh(corruption)}, is lawful for either. Same noise
 * and its mixtures need a noise posterior, which exists for the first. Functions are called on
 * several threads at once and must not share anything that changes.
 *
 * @param <X> the state
 * @param <R> one row
 * @param <E> the noise of one row
 */
public final class RowCorruption<X extends Batch<X>, R, E> implements Corruption<X, RowNoise<E>> {

  /**
   * The law q of the noise of one row.
   *
   * @param <E> the noise of one row
   */
  @FunctionalInterface
  public interface NoiseLaw<E> {

    /**
     * Draws the noise.
     *
     * @param elements the number of elements of the row
     * @param rng the row's random numbers
     * @return the noise, which must not change afterwards
     */
    E draw(int elements, RandomStream rng);
  }

  /**
   * The corruption of one row.
   *
   * @param <R> one row
   * @param <E> its noise
   */
  @FunctionalInterface
  public interface Formula<R, E> {

    /**
     * Returns F(x_0, eps, t).
     *
     * @param x0 a copy of a clean row, free to be overwritten
     * @param eps the row's noise
     * @param t the time in (0, 1]
     * @return the corrupted row
     */
    R apply(R x0, E eps, double t);
  }

  /**
   * The corruption of one row that draws its own noise.
   *
   * @param <R> one row
   */
  @FunctionalInterface
  public interface ReplayedFormula<R> {

    /**
     * Returns F(x_0, rng, t).
     *
     * @param x0 a copy of a clean row, free to be overwritten
     * @param t the time in (0, 1]
     * @param rng the row's random numbers, the same ones from their beginning for every t
     * @return the corrupted row
     */
    R apply(R x0, double t, RandomStream rng);
  }

  /**
   * The noise posterior of one row.
   *
   * @param <R> one row
   * @param <E> its noise
   */
  @FunctionalInterface
  public interface Posterior<R, E> {

    /**
     * Draws noise given both ends.
     *
     * @param xt a corrupted row
     * @param x0 a clean row
     * @param t the time of the corrupted row
     * @param rng the row's random numbers
     * @return noise with F(x_0, eps, t) = x_t
     */
    E draw(R xt, R x0, double t, RandomStream rng);
  }

  /** The noise of one row of a batch. */
  private interface Source<E> {
    E draw(int elements, RandomStreams rng, int row);
  }

  private final Rows<X, R> rows;
  private final Source<E> source;
  private final Formula<R, E> formula;

  private RowCorruption(Rows<X, R> rows, Source<E> source, Formula<R, E> formula) {
    this.rows = rows;
    this.source = source;
    this.formula = formula;
  }

  /**
   * Returns the corruption with noise of your own kind.
   *
   * @param rows takes the state apart
   * @param law draws the noise of a row
   * @param formula corrupts a row; it is not asked at t = 0, where x_0 stays as it is
   * @param <X> the state
   * @param <R> one row
   * @param <E> the noise of one row
   * @return the corruption
   */
  public static <X extends Batch<X>, R, E> RowCorruption<X, R, E> of(
      Rows<X, R> rows, NoiseLaw<E> law, Formula<R, E> formula) {
    return new RowCorruption<>(rows, (n, rng, row) -> law.draw(n, rng.row(row)), formula);
  }

  /**
   * Returns the corruption whose noise is the row's stream of random numbers.
   *
   * @param rows takes the state apart
   * @param formula corrupts a row; it is not asked at t = 0, where x_0 stays as it is
   * @param <X> the state
   * @param <R> one row
   * @return the corruption; its noise gives a row's stream from the beginning
   */
  public static <X extends Batch<X>, R> RowCorruption<X, R, Supplier<RandomStream>> replayed(
      Rows<X, R> rows, ReplayedFormula<R> formula) {
    return new RowCorruption<>(
        rows, (n, rng, row) -> () -> rng.row(row), (x0, eps, t) -> formula.apply(x0, t, eps.get()));
  }

  /**
   * Lifts a noise posterior of one row to batches.
   *
   * @param rows takes the state apart
   * @param posterior draws noise given both ends of a row
   * @param <X> the state
   * @param <R> one row
   * @param <E> the noise of one row
   * @return the noise posterior of a batch
   */
  public static <X extends Batch<X>, R, E> NoisePosterior<X, RowNoise<E>> posterior(
      Rows<X, R> rows, Posterior<R, E> posterior) {
    return (xt, x0, t, rng) -> {
      rows.requireFit(xt, x0);
      t.forRowsOf(xt).forRowsOf(x0);
      return noise(
          xt.rows(), i -> posterior.draw(rows.row(xt, i), rows.row(x0, i), t.at(i), rng.row(i)));
    };
  }

  private static <E> RowNoise<E> noise(int rows, IntFunction<E> ofRow) {
    return new RowNoise<>(IntStream.range(0, rows).parallel().mapToObj(ofRow).toList());
  }

  @Override
  public RowNoise<E> drawNoise(X x0, RandomStreams rng) {
    return noise(x0.rows(), i -> source.draw(rows.size(x0, i), rng, i));
  }

  @Override
  public X corrupt(X x0, RowNoise<E> eps, Times t) {
    t.forRowsOf(x0);
    if (eps.rows().size() != x0.rows()) {
      throw new IllegalArgumentException(
          "noise of %d rows for a batch of %d rows".formatted(eps.rows().size(), x0.rows()));
    }
    return rows.map(
        x0, (i, row) -> t.at(i) == 0 ? row : formula.apply(row, eps.rows().get(i), t.at(i)));
  }
}

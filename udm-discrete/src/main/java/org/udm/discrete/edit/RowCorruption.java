package org.udm.discrete.edit;

import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * Your own corruption of tokens, written for one row and lifted to batches; rows are computed in
 * parallel and may change their lengths.
 *
 * <p>The noise must not depend on t, so that one eps gives a whole path. Either it is an object of
 * your own, drawn once per row:
 *
 * <pre>{@code
 * RowCorruption<Double> cut = RowCorruption.of(                  // keeps the first part of a row
 *     (length, rng) -> rng.uniform(),
 *     (x0, u, t) -> u < t ? Arrays.copyOf(x0, x0.length / 2) : x0);
 * NoisePosterior<TokenBatch, RowNoise<Double>> posterior = RowCorruption.posterior(
 *     (xt, x0, t, rng) -> xt.length < x0.length ? rng.uniform(0, t) : rng.uniform(t, 1));
 * }</pre>
 *
 * <p>or it is the row's stream of random numbers itself, seen from its beginning at every t:
 *
 * <pre>{@code
 * RowCorruption<?> blur = RowCorruption.replayed((x0, t, rng) -> {
 *   for (int l = 0; l < x0.length; l++) {
 *     double u = rng.uniform();
 *     int noise = rng.index(65);
 *     x0[l] = u < t ? noise : x0[l];
 *   }
 *   return x0;
 * });
 * }</pre>
 *
 * <p>{@code ReverseKernels.fresh(corruption)} is lawful for either; same noise needs a noise
 * posterior, which exists for the first. Functions are called on several threads at once and must
 * not share anything that changes.
 *
 * @param <E> the noise of one row
 */
public final class RowCorruption<E> implements Corruption<TokenBatch, RowNoise<E>> {

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
     * @param length the length L of the row
     * @param rng the row's random numbers
     * @return the noise, which must not change afterwards
     */
    E draw(int length, RandomStream rng);
  }

  /**
   * The corruption of one row.
   *
   * @param <E> the noise of one row
   */
  @FunctionalInterface
  public interface Formula<E> {

    /**
     * Returns F(x_0, eps, t).
     *
     * @param x0 a copy of a clean row, free to be overwritten [L]
     * @param eps the row's noise
     * @param t the time in (0, 1]
     * @return the corrupted row, ids of at least 0 [any length]
     */
    int[] apply(int[] x0, E eps, double t);
  }

  /** The corruption of one row that draws its own noise. */
  @FunctionalInterface
  public interface ReplayedFormula {

    /**
     * Returns F(x_0, rng, t).
     *
     * @param x0 a copy of a clean row, free to be overwritten [L]
     * @param t the time in (0, 1]
     * @param rng the row's random numbers, the same ones from their beginning for every t
     * @return the corrupted row, ids of at least 0 [any length]
     */
    int[] apply(int[] x0, double t, RandomStream rng);
  }

  /**
   * The noise posterior of one row.
   *
   * @param <E> the noise of one row
   */
  @FunctionalInterface
  public interface Posterior<E> {

    /**
     * Draws noise given both ends.
     *
     * @param xt a corrupted row [M]
     * @param x0 a clean row [L]
     * @param t the time of the corrupted row
     * @param rng the row's random numbers
     * @return noise with F(x_0, eps, t) = x_t
     */
    E draw(int[] xt, int[] x0, double t, RandomStream rng);
  }

  /** The noise of one row of a batch. */
  private interface Source<E> {
    E draw(int length, RandomStreams rng, int row);
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
    return new RowCorruption<>((length, rng, row) -> law.draw(length, rng.row(row)), formula);
  }

  /**
   * Returns the corruption whose noise is the row's stream of random numbers.
   *
   * @param formula corrupts a row; it is not asked at t = 0, where x_0 stays as it is
   * @return the corruption; its noise gives a row's stream from the beginning
   */
  public static RowCorruption<Supplier<RandomStream>> replayed(ReplayedFormula formula) {
    return new RowCorruption<>(
        (length, rng, row) -> () -> rng.row(row), (x0, eps, t) -> formula.apply(x0, t, eps.get()));
  }

  /**
   * Lifts a noise posterior of one row to batches.
   *
   * @param posterior draws noise given both ends of a row
   * @param <E> the noise of one row
   * @return the noise posterior of a batch
   */
  public static <E> NoisePosterior<TokenBatch, RowNoise<E>> posterior(Posterior<E> posterior) {
    return (xt, x0, t, rng) -> {
      t.forRowsOf(xt).forRowsOf(x0);
      return noise(xt.rows(), i -> posterior.draw(xt.row(i), x0.row(i), t.at(i), rng.row(i)));
    };
  }

  private static <E> RowNoise<E> noise(int rows, IntFunction<E> ofRow) {
    return new RowNoise<>(IntStream.range(0, rows).parallel().mapToObj(ofRow).toList());
  }

  @Override
  public RowNoise<E> drawNoise(TokenBatch x0, RandomStreams rng) {
    return noise(x0.rows(), i -> source.draw(x0.length(i), rng, i));
  }

  @Override
  public TokenBatch corrupt(TokenBatch x0, RowNoise<E> eps, Times t) {
    t.forRowsOf(x0);
    if (eps.rows().size() != x0.rows()) {
      throw new IllegalArgumentException(
          "noise of %d rows for a batch of %d rows".formatted(eps.rows().size(), x0.rows()));
    }
    return TokenBatch.of(
        IntStream.range(0, x0.rows())
            .parallel()
            .mapToObj(
                i ->
                    t.at(i) == 0 ? x0.row(i) : formula.apply(x0.row(i), eps.rows().get(i), t.at(i)))
            .toArray(int[][]::new));
  }
}

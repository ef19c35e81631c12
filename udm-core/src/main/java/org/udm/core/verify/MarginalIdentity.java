package org.udm.core.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.udm.core.Batch;
import org.udm.core.Corruption;
import org.udm.core.NoisePosterior;
import org.udm.core.random.NotEnumerableException;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;

/**
 * A check of the law that every reverse kernel obeys,
 *
 * <pre>integral of p(x_s | x_t, x_0) p(x_t | x_0) dx_t = p(x_s | x_0),</pre>
 *
 * for given clean rows over a grid of times t and s; and of what samplers rest on beside it:
 *
 * <pre>
 * F_0(x_0, eps) = x_0                                  if 0 is among the times
 * x_s = x_0 at s = 0                                   if 0 is among the times
 * F_t(x_0, eps) = x_t  for  eps ~ p(eps | x_t, x_0)    if a noise posterior is given
 * </pre>
 *
 * <pre>{@code
 * MarginalIdentity.of(corruption, kernel, x0).check(RandomStreams.of(1)).assertHolds();
 * MarginalIdentity.same(corruption, posterior, x0).check(RandomStreams.of(1)).assertHolds();
 * }</pre>
 *
 * <p>A corruption that is meant to begin above t = 0, and a sampler that is meant to end there, are
 * checked with times above 0; the report then says that t = 0 was not checked.
 *
 * <p>Where everything random is a choice among finitely many outcomes (see {@link
 * org.udm.core.random.RandomStream} and {@link org.udm.core.Thresholds}) the check enumerates them
 * and accepts a deviation of {@value #EXACT_LIMIT}. Otherwise it draws x_s both ways and compares
 * statistics by two-sample Kolmogorov-Smirnov tests; each test's level is the report's level
 * divided by the number of tests (Bonferroni), so that the stated level holds for the report as a
 * whole, however the statistics depend on each other. The other requirements are met by every
 * outcome or draw: exactly by discrete states, by real numbers to rounding.
 *
 * <p>Real numbers are compared row by row, in units in the last place of the row's largest number
 * ({@link Batch#roundings}); an error within {@link Options#roundings} of them is not seen. Beside
 * a float of 1e5, 100 roundings are 0.78. Where elements differ so much in size, scale the data,
 * give clean rows whose elements are alike, or allow fewer roundings: three are enough for a
 * corruption that acts on each element alone and computes in double.
 *
 * @param <X> the state
 * @param <E> the noise
 */
public final class MarginalIdentity<X extends Batch<X>, E> {
  /** Rounding of a few thousand sums and products of probabilities. */
  static final double EXACT_LIMIT = 1e-12;

  /** The choice of method. */
  public enum Choice {
    /** Exact where possible, otherwise statistical. */
    AUTOMATIC,
    /** Exact, or an exception. */
    EXACT,
    /** Statistical. */
    STATISTICAL
  }

  /**
   * How to check.
   *
   * @param times the times of the grid; every pair s &lt; t is checked
   * @param choice the method
   * @param samples draws on each side of every statistical comparison
   * @param level the largest probability of a false alarm in a whole statistical report
   * @param roundings how far a state may be from the one that it has to be, see {@link
   *     Batch#roundings}
   */
  public record Options(
      List<Double> times, Choice choice, int samples, double level, double roundings) {
    /** A float keeps seven digits; inverses, transforms and their like may lose two. */
    private static final double ROUNDINGS = 100;

    private static final Options DEFAULTS =
        new Options(List.of(0.0, 0.2, 0.5, 0.8, 1.0), Choice.AUTOMATIC, 20_000, 1e-4, ROUNDINGS);

    /** Validates. */
    public Options {
      times = times.stream().distinct().sorted().toList();
      if (times.size() < 2 || times.get(0) < 0 || times.get(times.size() - 1) > 1) {
        throw new IllegalArgumentException(
            "times " + times + ": at least two different times in [0, 1] are needed");
      }
      if (samples < 100) {
        throw new IllegalArgumentException(
            samples + " samples: a statistical check needs at least 100");
      }
      if (!(level > 0 && level < 1)) {
        throw new IllegalArgumentException("level " + level + " is outside (0, 1)");
      }
      if (!(roundings >= 0 && roundings < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            roundings + " roundings: it must be at least 0 and finite");
      }
    }

    /**
     * Returns the defaults: times 0, 0.2, 0.5, 0.8, 1; automatic; 20,000 samples; level 1e-4; 100
     * roundings.
     *
     * @return the defaults
     */
    public static Options defaults() {
      return DEFAULTS;
    }

    /**
     * Returns these options with other times.
     *
     * @param other times in [0, 1], at least two different ones
     * @return the options
     */
    public Options withTimes(double... other) {
      return new Options(Arrays.stream(other).boxed().toList(), choice, samples, level, roundings);
    }

    /**
     * Returns these options with another choice of method.
     *
     * @param other the choice
     * @return the options
     */
    public Options withChoice(Choice other) {
      return new Options(times, other, samples, level, roundings);
    }

    /**
     * Returns these options with another number of samples.
     *
     * @param other draws a side, at least 100
     * @return the options
     */
    public Options withSamples(int other) {
      return new Options(times, choice, other, level, roundings);
    }

    /**
     * Returns these options with another level.
     *
     * @param other the probability of a false alarm, in (0, 1)
     * @return the options
     */
    public Options withLevel(double other) {
      return new Options(times, choice, samples, other, roundings);
    }

    /**
     * Returns these options with another allowance for rounding, such as a larger one for a noise
     * posterior that inverts an ill-conditioned matrix or for large terms that cancel in x_t, or a
     * smaller one where a row's elements differ much in size.
     *
     * @param other roundings of a row's largest number, at least 0; a float's are 1.2e-7 of it
     * @return the options
     */
    public Options withRoundings(double other) {
      return new Options(times, choice, samples, level, other);
    }
  }

  private final Corruption<X, E> corruption;
  private final ReverseKernel<X> kernel;
  private final Optional<NoisePosterior<X, E>> posterior;
  private final X x0;
  private final List<Statistic<X>> statistics;
  private final Options options;

  private MarginalIdentity(
      Corruption<X, E> corruption,
      ReverseKernel<X> kernel,
      Optional<NoisePosterior<X, E>> posterior,
      X x0,
      List<Statistic<X>> statistics,
      Options options) {
    this.corruption = corruption;
    this.kernel = kernel;
    this.posterior = posterior;
    this.x0 = x0;
    this.statistics = statistics;
    this.options = options;
  }

  /**
   * Returns a check.
   *
   * @param corruption the corruption F_t
   * @param kernel the reverse kernel
   * @param x0 clean rows to check it for, at least one
   * @param <X> the state
   * @param <E> the noise
   * @return the check, with default options and no statistics
   * @throws IllegalArgumentException if there is no row
   */
  public static <X extends Batch<X>, E> MarginalIdentity<X, E> of(
      Corruption<X, E> corruption, ReverseKernel<X> kernel, X x0) {
    if (x0.rows() == 0) {
      throw new IllegalArgumentException("a check without clean rows: give at least one");
    }
    return new MarginalIdentity<>(
        corruption, kernel, Optional.empty(), x0, List.of(), Options.defaults());
  }

  /**
   * Returns the check of same noise and of its noise posterior: of all that a new method needs.
   *
   * @param corruption the corruption F_t
   * @param posterior its noise posterior
   * @param x0 clean rows to check it for, at least one
   * @param <X> the state
   * @param <E> the noise
   * @return the check of {@link ReverseKernels#same}, with default options and no statistics
   * @throws IllegalArgumentException if there is no row
   */
  public static <X extends Batch<X>, E> MarginalIdentity<X, E> same(
      Corruption<X, E> corruption, NoisePosterior<X, E> posterior, X x0) {
    return of(corruption, ReverseKernels.same(corruption, posterior), x0).withPosterior(posterior);
  }

  /**
   * Returns the same check with a noise posterior, of which {@code F_t(x_0, eps) = x_t} is required
   * at every time above 0.
   *
   * @param other the noise posterior that the kernel draws from
   * @return the check
   */
  public MarginalIdentity<X, E> withPosterior(NoisePosterior<X, E> other) {
    return new MarginalIdentity<>(corruption, kernel, Optional.of(other), x0, statistics, options);
  }

  /**
   * Returns the same check with statistics for states that cannot be enumerated.
   *
   * @param others at least one for a statistical check
   * @return the check
   */
  public MarginalIdentity<X, E> withStatistics(List<Statistic<X>> others) {
    return new MarginalIdentity<>(corruption, kernel, posterior, x0, List.copyOf(others), options);
  }

  /**
   * Returns the same check with other options.
   *
   * @param others the options
   * @return the check
   */
  public MarginalIdentity<X, E> with(Options others) {
    return new MarginalIdentity<>(corruption, kernel, posterior, x0, statistics, others);
  }

  /**
   * Returns the options.
   *
   * @return the options
   */
  public Options options() {
    return options;
  }

  /**
   * Checks the law and what else is required.
   *
   * @param rng the source of randomness of a statistical check
   * @return the report
   * @throws NotEnumerableException if the choice is exact, or there are no statistics, and the
   *     outcomes cannot be enumerated
   */
  public LawReport check(RandomStreams rng) {
    ExactCheck<X, E> exact = new ExactCheck<>(corruption, kernel, posterior, options);
    StatisticalCheck<X, E> statistical =
        new StatisticalCheck<>(corruption, kernel, posterior, statistics, options);
    return switch (options.choice()) {
      case EXACT -> exact.check(x0, "asked for");
      case STATISTICAL -> statistical.check(x0, rng, "asked for");
      case AUTOMATIC -> {
        try {
          yield exact.check(x0, "");
        } catch (NotEnumerableException e) {
          if (statistics.isEmpty()) {
            throw new NotEnumerableException(
                e, "give statistics by withStatistics(...) for a statistical check");
          }
          yield statistical.check(x0, rng, "not enumerable: " + e.getMessage());
        }
      }
    };
  }
}

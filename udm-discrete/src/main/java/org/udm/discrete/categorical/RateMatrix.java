package org.udm.discrete.categorical;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.udm.core.schedule.Schedule;

/**
 * The process of a generator R that runs along a schedule: {@code Q_(t|s) = exp((sigma_t - sigma_s)
 * R)}, {@code sigma_t = -log alpha_t}.
 *
 * <p>An entry of R outside the diagonal is the rate of a jump; with {@code R = 1 pi^T - I} this is
 * {@link Replacement}. Sources: Campbell et al., 2022, section 4.1; Austin et al. (D3PM), 2021,
 * appendix A.3, for the generator of nearest neighbours.
 *
 * <pre>{@code
 * double[][] near = RateMatrix.nearestNeighbours(embedding, 5);
 * Categorical byMeaning = Categorical.of(RateMatrix.of(near, LogLinearSchedule.endingAt(1e-4)));
 * }</pre>
 */
public final class RateMatrix implements JumpProcess {
  /** Sums of a thousand rounded rates, in units of the largest one. */
  private static final double ROUNDING = 1e-9;

  private final double[][] generator; // R [K][K]
  private final double fastest; // the largest rate at which a state is left
  private final DenseMatrix jump; // I + R / fastest
  private final int vocabulary;
  private final Schedule schedule;

  private RateMatrix(
      double[][] generator, double fastest, DenseMatrix jump, int vocabulary, Schedule schedule) {
    this.generator = generator;
    this.fastest = fastest;
    this.jump = jump;
    this.vocabulary = vocabulary;
    this.schedule = schedule;
  }

  /**
   * Returns the process of a generator all of whose states are clean values.
   *
   * @param generator R: rates outside the diagonal, every row with sum 0 [K][K]; it is copied
   * @param schedule alpha_t, with alpha_1 above 0, such as {@code LogLinearSchedule.endingAt(1e-4)}
   * @return the process
   * @throws IllegalArgumentException if R is no generator or alpha_1 is 0
   */
  public static RateMatrix of(double[][] generator, Schedule schedule) {
    return of(generator, generator.length, schedule);
  }

  /**
   * Returns the process of a generator.
   *
   * @param generator R: rates outside the diagonal, every row with sum 0 [K][K]; it is copied
   * @param vocabulary the number of clean values V, the first of the K states
   * @param schedule alpha_t, with alpha_1 above 0, such as {@code LogLinearSchedule.endingAt(1e-4)}
   * @return the process
   * @throws IllegalArgumentException if R is no generator, V is outside [1, K] or alpha_1 is 0
   */
  public static RateMatrix of(double[][] generator, int vocabulary, Schedule schedule) {
    DenseMatrix.requireSquare(generator, "the generator");
    int states = generator.length;
    if (vocabulary < 1 || vocabulary > states) {
      throw new IllegalArgumentException(
          "a vocabulary of %d for a generator of %d states: it must be in [1, %d]"
              .formatted(vocabulary, states, states));
    }
    if (!(schedule.at(1) > 0)) {
      throw new IllegalArgumentException(
          "a generator along %s, which ends at 0: -log alpha_1 must be finite; take LogLinearSchedule.endingAt(1e-4)"
              .formatted(schedule));
    }
    double fastest = 0;
    for (int i = 0; i < states; i++) {
      fastest = Math.max(fastest, -generator[i][i]);
      for (int j = 0; j < states; j++) {
        if (i != j && !(generator[i][j] >= 0 && generator[i][j] < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "the generator has the rate %s in row %d, column %d: rates outside the diagonal must be finite and not negative"
                  .formatted(generator[i][j], i, j));
        }
      }
    }
    for (int i = 0; i < states; i++) {
      double sum = Arrays.stream(generator[i]).sum();
      if (!(Math.abs(sum) <= ROUNDING * fastest)) {
        throw new IllegalArgumentException(
            "row %d of the generator sums to %s: the diagonal must be minus the sum of the rates"
                .formatted(i, sum));
      }
    }
    double[][] jump = new double[states][states];
    for (int i = 0; i < states; i++) {
      for (int j = 0; j < states; j++) {
        jump[i][j] = (i == j ? 1 : 0) + (fastest == 0 ? 0 : generator[i][j] / fastest);
      }
      jump[i][i] = Math.max(0, jump[i][i]); // 1 - 1 up to rounding
    }
    double[][] copy = Arrays.stream(generator).map(double[]::clone).toArray(double[][]::new);
    return new RateMatrix(
        copy, fastest, DenseMatrix.of(jump, "the generator"), vocabulary, schedule);
  }

  /**
   * Returns the generator that moves a token to its nearest neighbours in an embedding, each at the
   * same rate, in both directions: {@code A = (G + G^T) / 2k}, G the graph of the k nearest, {@code
   * R = A} off the diagonal.
   *
   * @param embedding one vector per token [V][any width]
   * @param neighbours k, in [1, V)
   * @return R [V][V], symmetric, so that the process tends to the uniform law where the graph is
   *     connected
   * @throws IllegalArgumentException if the vectors differ in width or k is out of range
   */
  public static double[][] nearestNeighbours(double[][] embedding, int neighbours) {
    int n = embedding.length;
    double[][] distance = new double[n][n];
    for (int i = 0; i < n; i++) {
      if (embedding[i].length != embedding[0].length) {
        throw new IllegalArgumentException(
            "vector %d has %d numbers and vector 0 has %d: they must be equal"
                .formatted(i, embedding[i].length, embedding[0].length));
      }
      for (int j = 0; j < n; j++) {
        for (int d = 0; d < embedding[i].length; d++) {
          double difference = embedding[i][d] - embedding[j][d];
          distance[i][j] += difference * difference;
        }
      }
    }
    return nearest(distance, neighbours);
  }

  /**
   * Returns the generator of nearest neighbours for distances of your own.
   *
   * @param distance how far apart two tokens are; the diagonal does not matter [V][V]
   * @param neighbours k, in [1, V)
   * @return R [V][V]
   * @throws IllegalArgumentException if the distances are not square or k is out of range
   */
  public static double[][] nearest(double[][] distance, int neighbours) {
    DenseMatrix.requireSquare(distance, "the matrix of distances");
    int n = distance.length;
    if (neighbours < 1 || neighbours >= n) {
      throw new IllegalArgumentException(
          "%d nearest neighbours among %d tokens: it must be in [1, %d)"
              .formatted(neighbours, n, n));
    }
    double[][] rates = new double[n][n];
    for (int i = 0; i < n; i++) {
      int self = i;
      IntStream.range(0, n)
          .filter(j -> j != self)
          .boxed()
          .sorted(Comparator.comparingDouble(j -> distance[self][j]))
          .limit(neighbours)
          .forEach(
              j -> {
                rates[self][j] += 0.5 / neighbours;
                rates[j][self] += 0.5 / neighbours;
              });
    }
    for (int i = 0; i < n; i++) {
      rates[i][i] = -Arrays.stream(rates[i]).sum();
    }
    return rates;
  }

  /**
   * Returns the generator that moves a token to any other, at the rate {@code exp(-d^2 / 2)} up to
   * a factor, d the difference of their ids in units of the spread: the discretised Gaussian in
   * continuous time, {@link #mixing} with the schedule.
   *
   * @param states the number of values K, at least 2
   * @param spread as part of K - 1, positive and finite
   * @return R [K][K], symmetric
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static double[][] gaussian(int states, double spread) {
    if (states < 2 || !(spread > 0 && spread < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a Gaussian of spread %s over %d values: the spread must be positive and finite, and there must be 2 values"
              .formatted(spread, states));
    }
    double[][] rates = new double[states][states];
    for (int i = 0; i < states; i++) {
      for (int j = 0; j < states; j++) {
        double d = (i - j) / (spread * (states - 1));
        rates[i][j] = i == j ? 0 : Math.exp(-d * d / 2);
      }
      rates[i][i] = -Arrays.stream(rates[i]).sum();
    }
    return mixing(rates);
  }

  /**
   * Scales a symmetric generator so that what is remembered longest falls like alpha_t: its
   * smallest rate of decay, the second smallest eigenvalue of -R, becomes 1, and the process is as
   * near to the uniform law at t = 1 as alpha_1 is to 0.
   *
   * @param generator R: symmetric, rates outside the diagonal, every row with sum 0 [K][K]
   * @return R times a factor [K][K]
   * @throws IllegalArgumentException if R is not symmetric, or falls into parts that no token
   *     leaves
   */
  public static double[][] mixing(double[][] generator) {
    DenseMatrix.requireSquare(generator, "the generator");
    int states = generator.length;
    for (int i = 0; i < states; i++) {
      for (int j = 0; j < i; j++) {
        if (generator[i][j] != generator[j][i]) {
          throw new IllegalArgumentException(
              "the generator has the rate %s from %d to %d and %s back: only a symmetric one can be scaled to mix"
                  .formatted(generator[i][j], i, j, generator[j][i]));
        }
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(states, false, true);
    eigen.decompose(new DMatrixRMaj(generator));
    double[] decays =
        IntStream.range(0, states)
            .mapToDouble(k -> -eigen.getEigenvalue(k).getReal())
            .sorted()
            .toArray();
    double slowest = states == 1 ? 0 : decays[1];
    if (!(slowest > ROUNDING * decays[states - 1])) {
      throw new IllegalArgumentException(
          "the generator falls into parts between which no token moves (decay %s): let tokens move farther"
              .formatted(slowest));
    }
    return Arrays.stream(generator)
        .map(row -> Arrays.stream(row).map(rate -> rate / slowest).toArray())
        .toArray(double[][]::new);
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public int states() {
    return generator.length;
  }

  @Override
  public TransitionMatrix between(double s, double t) {
    return jump.atRandomTimes(fastest * Math.log(schedule.at(s) / schedule.at(t)));
  }

  @Override
  public double rate(int from, int to, double t) {
    return -schedule.derivative(t) / schedule.at(t) * generator[from][to];
  }

  @Override
  public String toString() {
    return "generator(V = %d, K = %d, %s)".formatted(vocabulary, generator.length, schedule);
  }
}

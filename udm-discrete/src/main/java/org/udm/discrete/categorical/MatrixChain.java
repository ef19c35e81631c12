package org.udm.discrete.categorical;

/**
 * The chain of T given matrices: the token moves by Q_k at the time k / T and rests in between.
 *
 * <pre>{@code
 * double[][][] q = new double[1000][][];
 * for (int k = 0; k < 1000; k++) {
 *   q[k] = StepMatrices.gaussian(256, 0.02 * (k + 1) / 1000);
 * }
 * Categorical pixels = Categorical.of(MatrixChain.of(q)); // use it with TimeGrid.uniform(1000)
 * }</pre>
 *
 * <p>It keeps the T matrices and their T products, 16 T K^2 bytes. Source: Austin et al. (D3PM),
 * 2021, section 3.
 */
public final class MatrixChain implements TokenProcess {
  /** k / T as a double may lie one unit in the last place before the jump. */
  private static final double ROUNDING = 1e-9;

  private final int vocabulary;
  private final DenseMatrix[] steps; // [T]
  private final DenseMatrix[] products; // Q_1 ... Q_k, none for k = 0 [T + 1]

  private MatrixChain(int vocabulary, DenseMatrix[] steps, DenseMatrix[] products) {
    this.vocabulary = vocabulary;
    this.steps = steps;
    this.products = products;
  }

  /**
   * Returns the chain of matrices all of whose states are clean values.
   *
   * @param steps Q_1 ... Q_T, every row a law [T][K][K]
   * @return the chain
   * @throws IllegalArgumentException if there is no matrix, or one is not stochastic or of another
   *     size
   */
  public static MatrixChain of(double[][]... steps) {
    return of(steps.length == 0 ? 0 : steps[0].length, steps);
  }

  /**
   * Returns the chain of given matrices.
   *
   * @param vocabulary the number of clean values V, the first of the K states
   * @param steps Q_1 ... Q_T, every row a law [T][K][K]
   * @return the chain
   * @throws IllegalArgumentException if there is no matrix, one is not stochastic or of another
   *     size, or V is outside [1, K]
   */
  public static MatrixChain of(int vocabulary, double[][]... steps) {
    if (steps.length == 0) {
      throw new IllegalArgumentException("a chain without a matrix: give Q_1 ... Q_T, T >= 1");
    }
    int states = steps[0].length;
    if (vocabulary < 1 || vocabulary > states) {
      throw new IllegalArgumentException(
          "a vocabulary of %d for matrices of %d states: it must be in [1, %d]"
              .formatted(vocabulary, states, states));
    }
    DenseMatrix[] own = new DenseMatrix[steps.length];
    DenseMatrix[] products = new DenseMatrix[steps.length + 1];
    products[0] = DenseMatrix.identity(states);
    for (int k = 0; k < steps.length; k++) {
      if (steps[k].length != states) {
        throw new IllegalArgumentException(
            "Q_%d has %d rows and Q_1 has %d: all matrices must be of one size"
                .formatted(k + 1, steps[k].length, states));
      }
      own[k] = DenseMatrix.of(steps[k], "Q_" + (k + 1));
      products[k + 1] = products[k].times(own[k]);
    }
    return new MatrixChain(vocabulary, own, products);
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public int states() {
    return steps[0].states();
  }

  @Override
  public TransitionMatrix between(double s, double t) {
    int from = jumpsUntil(s);
    int to = jumpsUntil(t);
    if (from == 0 || from == to) {
      return products[to - from];
    }
    DenseMatrix product = steps[from];
    for (int k = from + 1; k < to; k++) {
      product = product.times(steps[k]);
    }
    return product;
  }

  private int jumpsUntil(double t) {
    return (int) Math.floor(t * steps.length + ROUNDING);
  }

  @Override
  public String toString() {
    return "chain(V = %d, K = %d, T = %d)".formatted(vocabulary, states(), steps.length);
  }
}

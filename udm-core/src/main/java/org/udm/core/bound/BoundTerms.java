package org.udm.core.bound;

/**
 * The three terms of a bound for each row, in nats.
 *
 * <pre>
 * prior           KL(p(x_1 | x_0) || prior)
 * diffusion       sum over steps of KL(p(x_s | x_t, x_0) || p(x_s | x_t)), s &gt; 0
 * reconstruction  -log p(x_0 | x_s) at the first time above 0
 * </pre>
 *
 * @param prior [B]
 * @param diffusion [B]
 * @param reconstruction [B]
 */
public record BoundTerms(double[] prior, double[] diffusion, double[] reconstruction) {

  /** Requires arrays of one length. */
  public BoundTerms {
    if (prior.length != diffusion.length || prior.length != reconstruction.length) {
      throw new IllegalArgumentException(
          "bound terms of %d, %d and %d rows: the numbers must be equal"
              .formatted(prior.length, diffusion.length, reconstruction.length));
    }
  }

  /**
   * Returns the number of rows B.
   *
   * @return the number of rows
   */
  public int rows() {
    return prior.length;
  }

  /**
   * Returns the whole bound of a row.
   *
   * @param row the row, in [0, B)
   * @return the sum of the three terms, in nats
   */
  public double total(int row) {
    return prior[row] + diffusion[row] + reconstruction[row];
  }
}

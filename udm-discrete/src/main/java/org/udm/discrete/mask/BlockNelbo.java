package org.udm.discrete.mask;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.udm.core.bound.BoundTerms;
import org.udm.core.bound.Nelbo;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * The bound of models that write block by block: the sum over blocks of the bound of each given
 * those before it,
 *
 * <pre>
 * -log p(x_0) = sum over blocks b of -log p(x_0^b | x_0^1, ..., x_0^(b-1)).
 * </pre>
 *
 * <p>The predictor is shown the earlier blocks as they are, the block in question corrupted, and
 * nothing behind it, as {@link BlockSampler} shows them. Source: Arriola et al. (BD3-LM), 2025,
 * section 3.1.
 *
 * <pre>{@code
 * BlockNelbo.of(16, MaskedNelbo.of(masking).withDraws(8)::given);
 * }</pre>
 */
public final class BlockNelbo implements Nelbo<TokenBatch> {
  private final int length;
  private final IntFunction<Nelbo<TokenBatch>> given;

  private BlockNelbo(int length, IntFunction<Nelbo<TokenBatch>> given) {
    this.length = length;
    this.given = given;
  }

  /**
   * Returns the bound.
   *
   * @param length the tokens of a block K, at least 1
   * @param given the bound of the rest of a row given so many first tokens
   * @return the bound
   * @throws IllegalArgumentException if a block has no token
   */
  public static BlockNelbo of(int length, IntFunction<Nelbo<TokenBatch>> given) {
    if (length < 1) {
      throw new IllegalArgumentException(
          "a bound by blocks of " + length + " tokens: it must be at least 1");
    }
    return new BlockNelbo(length, given);
  }

  @Override
  public BoundTerms terms(TokenBatch x0, X0Predictor<TokenBatch> predictor, RandomStreams rng) {
    BoundTerms sum = new BoundTerms(zeros(x0), zeros(x0), zeros(x0));
    for (int b = 0; b * length < x0.maxLength(); b++) {
      BoundTerms block =
          given
              .apply(b * length)
              .terms(first(x0, (b + 1) * length), predictor, rng.named("block").at(b));
      sum =
          new BoundTerms(
              plus(sum.prior(), block.prior()),
              plus(sum.diffusion(), block.diffusion()),
              plus(sum.reconstruction(), block.reconstruction()));
    }
    return sum;
  }

  /** The first tokens of each row. */
  private static TokenBatch first(TokenBatch x0, int tokens) {
    int[][] rows = new int[x0.rows()][];
    Arrays.setAll(rows, i -> Arrays.copyOf(x0.row(i), Math.min(tokens, x0.length(i))));
    return TokenBatch.of(rows);
  }

  private static double[] zeros(TokenBatch x0) {
    return new double[x0.rows()];
  }

  private static double[] plus(double[] a, double[] b) {
    double[] sums = new double[a.length];
    Arrays.setAll(sums, i -> a[i] + b[i]);
    return sums;
  }
}

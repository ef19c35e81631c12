package org.udm.discrete;

import org.udm.core.Batch;

/**
 * A batch of pairs: row i of the target is to be written when row i of the source is read. The two
 * may differ in length.
 *
 * @param source what is given [B]
 * @param target what is to be written [B]
 */
public record TokenPairs(TokenBatch source, TokenBatch target) implements Batch<TokenPairs> {

  /** Checks that every row has its partner. */
  public TokenPairs {
    if (source.rows() != target.rows()) {
      throw new IllegalArgumentException(
          "%d sources for %d targets: the numbers must be equal"
              .formatted(source.rows(), target.rows()));
    }
  }

  @Override
  public int rows() {
    return source.rows();
  }

  @Override
  public TokenPairs gather(int... index) {
    return new TokenPairs(source.gather(index), target.gather(index));
  }

  @Override
  public TokenPairs concat(TokenPairs other) {
    return new TokenPairs(source.concat(other.source), target.concat(other.target));
  }
}

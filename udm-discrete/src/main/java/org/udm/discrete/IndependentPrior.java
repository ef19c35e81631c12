package org.udm.discrete;

import java.util.function.ToIntFunction;
import org.udm.core.Prior;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

/** A prior under which all tokens of a row are drawn alike and independently of each other. */
public final class IndependentPrior implements Prior<TokenBatch> {
  private final TokenBatch shapes; // the rows have the wanted lengths; their tokens do not matter
  private final ToIntFunction<RandomStream> token;

  private IndependentPrior(TokenBatch shapes, ToIntFunction<RandomStream> token) {
    this.shapes = shapes;
    this.token = token;
  }

  /**
   * Returns the prior of a law of tokens.
   *
   * @param token draws one token, an id of at least 0
   * @param lengths the length of every row, or several lengths; row i of a draw has entry i of the
   *     list, which starts again when it ends and with each draw
   * @return the prior
   * @throws IllegalArgumentException if there is no length or a negative one
   */
  public static IndependentPrior of(ToIntFunction<RandomStream> token, int... lengths) {
    if (lengths.length == 0) {
      throw new IllegalArgumentException("a prior without a length: give at least one");
    }
    int[][] empty = new int[lengths.length][];
    for (int k = 0; k < lengths.length; k++) {
      if (lengths[k] < 0) {
        throw new IllegalArgumentException("a prior of length " + lengths[k] + ": need at least 0");
      }
      empty[k] = new int[lengths[k]];
    }
    return new IndependentPrior(TokenBatch.of(empty), token);
  }

  @Override
  public TokenBatch draw(int rows, RandomStreams rng) {
    int[] index = new int[rows];
    for (int i = 0; i < rows; i++) {
      index[i] = i % shapes.rows();
    }
    RandomStream[] streams = new RandomStream[rows];
    return shapes
        .gather(index)
        .map(
            (row, position, id) -> {
              if (position == 0) {
                streams[row] = rng.row(row);
              }
              return token.applyAsInt(streams[row]);
            });
  }
}

package org.udm.discrete.sample;

import java.util.Arrays;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/**
 * A head whose laws are probabilities in Java memory, or are computed when they are asked for: that
 * of exact predictors, of networks whose output is a softmax, and of tables.
 *
 * @param vocabulary V
 * @param options how tokens are drawn
 * @param law the law of the token at a place of x_t
 */
public record LawHead(int vocabulary, DrawOptions options, Law law) implements TokenHead {

  /** The law of a single token. */
  @FunctionalInterface
  public interface Law {

    /**
     * Returns p(x_0 = v at a place | x_t).
     *
     * @param row i, in [0, B)
     * @param position l, in [0, L)
     * @return probabilities that sum to 1 [V]
     */
    double[] at(int row, int position);
  }

  /**
   * Returns the head that draws from its laws.
   *
   * @param vocabulary V
   * @param law the law of the token at a place of x_t
   * @return the head
   */
  public static LawHead of(int vocabulary, Law law) {
    return new LawHead(vocabulary, DrawOptions.exact(), law);
  }

  private double[] law(Positions at, int place) {
    return law.at(at.row(place), at.position(place));
  }

  private double[] logs(Positions at, int place) {
    return Arrays.stream(law(at, place)).map(Math::log).toArray();
  }

  @Override
  public double[] logProbAt(TokenBatch x0, Positions at) {
    double[] logs = new double[at.size()];
    Arrays.setAll(logs, k -> Math.log(law(at, k)[token(x0, at.row(k), at.position(k))]));
    return logs;
  }

  private int token(TokenBatch x0, int row, int position) {
    int token = x0.token(row, position);
    if (token < 0 || token >= vocabulary) {
      throw new IllegalArgumentException(
          "token id %d at row %d, position %d is outside [0, %d), the ids of clean rows"
              .formatted(token, row, position, vocabulary));
    }
    return token;
  }

  @Override
  public double[][] logProbsAt(Positions at) {
    double[][] logs = new double[at.size()][];
    Arrays.setAll(logs, k -> logs(at, k));
    return logs;
  }

  @Override
  public int[] drawAt(Positions at, RandomStreams rng) {
    return at.draw(
        rng,
        (place, u) ->
            u.categorical(options.isExact() ? law(at, place) : options.apply(logs(at, place))));
  }
}

package org.udm.dl4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.udm.discrete.TokenBatch;

/**
 * Token rows as ND4J's arrays in the layouts of Deeplearning4j's recurrent layers, and back.
 *
 * <p>Rows of different lengths are filled up behind their ends; {@link #mask} tells which places
 * are tokens. Everything is copied: a batch keeps its ids to itself, as int, where the layers want
 * FLOAT.
 */
public final class TokenArrays {
  private TokenArrays() {}

  /**
   * Returns ids, for an embedding layer.
   *
   * @param x token rows [B, at most L]
   * @param length L, at least that of the longest row and at least 1
   * @return ids, 0 behind a row's end, FLOAT [B, 1, L]
   * @throws IllegalArgumentException if there is no row, or one is longer
   */
  public static INDArray ids(TokenBatch x, int length) {
    requireRoom(x, length);
    int[] ids = x.padded(length, 0);
    float[] values = new float[ids.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = ids[k];
    }
    return Nd4j.create(values, new long[] {x.rows(), 1, length}, 'c');
  }

  /**
   * Returns one indicator for every id and place.
   *
   * @param x token rows [B, at most L], ids in [0, V)
   * @param vocabulary V
   * @param length L, at least that of the longest row and at least 1
   * @return 1 at a place's id and 0 elsewhere, all 0 behind a row's end, FLOAT [B, V, L]
   * @throws IllegalArgumentException if there is no row, one is longer, or an id is V or more
   */
  public static INDArray oneHot(TokenBatch x, int vocabulary, int length) {
    requireRoom(x, length);
    x.requireIdsBelow(vocabulary);
    float[] values =
        new float[Math.multiplyExact(Math.multiplyExact(x.rows(), vocabulary), length)];
    for (int i = 0; i < x.rows(); i++) {
      for (int l = 0; l < x.length(i); l++) {
        values[(i * vocabulary + x.token(i, l)) * length + l] = 1;
      }
    }
    return Nd4j.create(values, new long[] {x.rows(), vocabulary, length}, 'c');
  }

  /**
   * Returns which places are tokens, as a mask of Deeplearning4j.
   *
   * @param x token rows [B, at most L]
   * @param length L, at least that of the longest row and at least 1
   * @return 1 at tokens, 0 behind a row's end, FLOAT [B, L]
   * @throws IllegalArgumentException if there is no row, or one is longer
   */
  public static INDArray mask(TokenBatch x, int length) {
    requireRoom(x, length);
    float[] values = new float[Math.multiplyExact(x.rows(), length)];
    for (int i = 0; i < x.rows(); i++) {
      Arrays.fill(values, i * length, i * length + x.length(i), 1);
    }
    return Nd4j.create(values, new long[] {x.rows(), length}, 'c');
  }

  /**
   * Copies ids out of an array.
   *
   * @param ids whole numbers of at least 0, [B, L] or [B, 1, L], of any type and layout
   * @param mask 1 at tokens, which stand at the beginning of a row, [B, L]
   * @return the token rows [B]
   * @throws IllegalArgumentException if the shapes do not fit, an id is no whole number of at least
   *     0, or a token stands behind a place that is none
   */
  public static TokenBatch batch(INDArray ids, INDArray mask) {
    if (mask.rank() != 2 || ids.size(0) != mask.size(0) || ids.length() != mask.length()) {
      throw new IllegalArgumentException(
          "ids of shape %s with a mask of shape %s: give [B, L] or [B, 1, L], and [B, L]"
              .formatted(Arrays.toString(ids.shape()), Arrays.toString(mask.shape())));
    }
    int length = Math.toIntExact(mask.size(1));
    float[] values = FloatArrays.flat(ids);
    float[] tokens = FloatArrays.flat(mask);
    int[][] rows = new int[Math.toIntExact(mask.size(0))][];
    for (int i = 0; i < rows.length; i++) {
      int end = 0;
      while (end < length && tokens[i * length + end] != 0) {
        end++;
      }
      for (int l = end; l < length; l++) {
        if (tokens[i * length + l] != 0) {
          throw new IllegalArgumentException(
              "row %d has a token at position %d, behind its end at %d: tokens stand at the beginning"
                  .formatted(i, l, end));
        }
      }
      rows[i] = new int[end];
      for (int l = 0; l < end; l++) {
        rows[i][l] = id(values[i * length + l], i, l);
      }
    }
    return TokenBatch.of(rows);
  }

  private static int id(float value, int row, int position) {
    if (value != (int) value || value < 0) {
      throw new IllegalArgumentException(
          "token id %s at row %d, position %d: ids are whole numbers of at least 0"
              .formatted(value, row, position));
    }
    return (int) value;
  }

  private static void requireRoom(TokenBatch x, int length) {
    Nd4jRuntime.start();
    if (x.rows() == 0 || length < 1 || length < x.maxLength()) {
      throw new IllegalArgumentException(
          "%d rows of up to %d tokens in an array of length %d: at least one row, and a length of at least 1 and of the longest row"
              .formatted(x.rows(), x.maxLength(), length));
    }
  }
}

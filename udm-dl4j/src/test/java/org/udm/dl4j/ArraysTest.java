package org.udm.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.udm.continuous.FloatBatch;
import org.udm.discrete.TokenBatch;

/** States become arrays and come back as they were, whatever the layout of the array. */
class ArraysTest {
  private static final FloatBatch IMAGES =
      FloatBatch.of(new int[] {2, 2, 3}, new float[12], new float[12])
          .map((i, e, x) -> 100 * i + e);

  private static final TokenBatch RAGGED =
      TokenBatch.of(new int[] {2, 0, 1}, new int[] {}, new int[] {1});

  @Test
  void imagesComeBackFromEveryLayout() {
    INDArray array = FloatArrays.of(IMAGES);
    assertArrayEquals(new long[] {2, 2, 2, 3}, array.shape());
    assertEquals(105, array.getFloat(1, 0, 1, 2));
    assertEquals(IMAGES, FloatArrays.batch(array));
    assertEquals(IMAGES, FloatArrays.batch(array.dup('f')));
    assertEquals(IMAGES, FloatArrays.batch(array.castTo(DataType.DOUBLE)));
    assertEquals(IMAGES, FloatArrays.batch(array.permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2)));
    INDArray wide = Nd4j.concat(0, array, array);
    INDArray second = wide.get(NDArrayIndex.interval(2, 4));
    assertEquals(IMAGES, FloatArrays.batch(second), "a part of another array");
    INDArray channel =
        array.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 2), NDArrayIndex.all());
    assertEquals(106, FloatArrays.batch(channel).at(1, 0), "a part with gaps");
  }

  @Test
  void anArrayIsACopy() {
    FloatArrays.of(IMAGES).addi(1);
    INDArray array = FloatArrays.of(IMAGES);
    FloatBatch batch = FloatArrays.batch(array);
    array.addi(1);
    assertEquals(IMAGES, batch);
  }

  @Test
  void tokensComeBack() {
    INDArray mask = TokenArrays.mask(RAGGED, 4);
    assertEquals(RAGGED, TokenArrays.batch(TokenArrays.ids(RAGGED, 4), mask));
    assertEquals(RAGGED, TokenArrays.batch(TokenArrays.oneHot(RAGGED, 3, 4).argMax(1), mask));
    assertEquals(4, mask.sumNumber().intValue());
    assertEquals(4, TokenArrays.oneHot(RAGGED, 3, 4).sumNumber().intValue());
    assertEquals(1, TokenArrays.oneHot(RAGGED, 3, 4).getFloat(0, 2, 0));
  }

  @Test
  void whatIsNoBatchIsRefused() {
    assertRefused("at least one row", () -> FloatArrays.of(IMAGES.slice(0, 0)));
    assertRefused("as in [B, 2]", () -> FloatArrays.batch(Nd4j.scalar(1f)));
    assertRefused("in an array of length 2", () -> TokenArrays.ids(RAGGED, 2));
    assertRefused("is outside [0, 2)", () -> TokenArrays.oneHot(RAGGED, 2, 3));
    INDArray mask = TokenArrays.mask(RAGGED, 3);
    assertRefused(
        "whole numbers", () -> TokenArrays.batch(TokenArrays.ids(RAGGED, 3).add(0.5), mask));
    assertRefused(
        "behind its end", () -> TokenArrays.batch(TokenArrays.ids(RAGGED, 3), mask.rsub(1)));
    assertRefused("[B, L]", () -> TokenArrays.batch(TokenArrays.ids(RAGGED, 4), mask));
  }

  private static void assertRefused(String part, Executable wrong) {
    String message = assertThrows(IllegalArgumentException.class, wrong).getMessage();
    assertTrue(message.contains(part), message);
  }
}

package org.udm.dl4j.graph;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network is asked with.
 *
 * @param arrays one for each input of the network, in its order, each [B, ...]
 * @param masks which places of them are tokens, 1 or 0 [B, L], or null where every place counts; or
 *     null for no masks at all
 */
public record GraphInputs(INDArray[] arrays, INDArray[] masks) {

  /** Requires as many masks as arrays, or none. */
  public GraphInputs {
    if (masks != null && masks.length != arrays.length) {
      throw new IllegalArgumentException(
          "%d masks for %d inputs: give one for each, null where every place counts"
              .formatted(masks.length, arrays.length));
    }
  }

  /**
   * Returns inputs in which every place counts.
   *
   * @param arrays one for each input of the network
   * @return the inputs
   */
  public static GraphInputs of(INDArray... arrays) {
    return new GraphInputs(arrays, null);
  }

  /** The same in another type. */
  GraphInputs as(DataType type) {
    return new GraphInputs(cast(arrays, type), masks == null ? null : cast(masks, type));
  }

  private static INDArray[] cast(INDArray[] some, DataType type) {
    return Arrays.stream(some)
        .map(array -> array == null ? null : array.castTo(type))
        .toArray(INDArray[]::new);
  }
}

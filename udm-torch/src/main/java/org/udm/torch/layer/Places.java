package org.udm.torch.layer;

import org.udm.torch.Tensor;
import org.udm.torch.TorchRuntime;

/**
 * Some positions of each row, as many of one row as of another: where the last layer of a network
 * is evaluated alone.
 *
 * @param perRow Q
 * @param positions I64 [B * Q], each in [0, L), row by row
 * @param flat I64 [B * Q], the same as {@code row * L + position}
 */
public record Places(long perRow, Tensor positions, Tensor flat) {

  /**
   * Returns the places of a batch.
   *
   * @param runtime whose device gets them
   * @param positions of each row [B][Q]
   * @param length L
   * @return the places, of the open scope
   */
  public static Places of(TorchRuntime runtime, int[][] positions, int length) {
    int perRow = positions[0].length;
    long[] own = new long[positions.length * perRow];
    long[] flat = new long[own.length];
    for (int k = 0; k < own.length; k++) {
      own[k] = positions[k / perRow][k % perRow];
      flat[k] = (long) (k / perRow) * length + own[k];
    }
    return new Places(perRow, runtime.tensor(own, own.length), runtime.tensor(flat, flat.length));
  }

  /**
   * Picks the states at the places.
   *
   * @param x [B, L, D]
   * @return [B, Q, D]
   */
  public Tensor of(Tensor x) {
    return x.reshape(x.size(0) * x.size(1), x.size(2))
        .indexSelect(0, flat)
        .view(x.size(0), perRow, x.size(2));
  }
}

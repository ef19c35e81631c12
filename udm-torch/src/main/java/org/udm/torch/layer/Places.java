package org.udm.torch.layer;

import java.util.Arrays;
import org.udm.torch.Tensor;
import org.udm.torch.TorchRuntime;

/**
 * Some positions of the rows of a batch, not as many of one row as of another: where the last layer
 * of a network is evaluated alone.
 *
 * <p>What works on each position by itself sees them as one list [M, D] of the N places and some
 * repeats of the first, so that lengths recur from batch to batch: oneDNN compiles code for each
 * shape of a product. Attention wants rows, and sees them as [B, Q, D], where Q is the most that a
 * row has; a row that has fewer is filled up with any others, whose results are left out.
 */
public final class Places {
  private static final int LENGTHS_PER_OCTAVE = 4; // so that at most 1/4 are repeats

  private final long count; // N
  private final long batch;
  private final long perRow; // Q
  private final Tensor rows; // I64 [M]
  private final Tensor positions; // I64 [M]
  private final Tensor flat; // I64 [M], row * L + position
  private final Tensor slots; // I64 [M], row * Q + number among those of the row
  private final Tensor filling; // I64 [B * Q], the place that stands in a slot

  private Places(TorchRuntime runtime, int[] rows, int[] positions, int batch, int length) {
    int unit = Math.max(1, Integer.highestOneBit(rows.length) / LENGTHS_PER_OCTAVE);
    int listed = (rows.length + unit - 1) / unit * unit;
    int[] counts = new int[batch];
    long[] ofRow = new long[listed];
    long[] ofPosition = new long[listed];
    long[] inBatch = new long[listed];
    long[] inRow = new long[listed];
    for (int k = 0; k < listed; k++) {
      int place = k < rows.length ? k : 0;
      ofRow[k] = rows[place];
      ofPosition[k] = positions[place];
      inBatch[k] = (long) rows[place] * length + positions[place];
      inRow[k] = k < rows.length ? counts[rows[k]]++ : inRow[0];
    }
    int most = Arrays.stream(counts).max().orElseThrow();
    long[] filled = new long[batch * most];
    for (int k = 0; k < listed; k++) {
      inRow[k] += ofRow[k] * most;
      filled[(int) inRow[k]] = k < rows.length ? k : 0;
    }
    this.count = rows.length;
    this.batch = batch;
    this.perRow = most;
    this.rows = runtime.tensor(ofRow, listed);
    this.positions = runtime.tensor(ofPosition, listed);
    this.flat = runtime.tensor(inBatch, listed);
    this.slots = runtime.tensor(inRow, listed);
    this.filling = runtime.tensor(filled, filled.length);
  }

  /**
   * Returns the places of a batch.
   *
   * @param runtime whose device gets them
   * @param rows the row of each, in [0, B) [N], N at least 1
   * @param positions the position of each in its row, in [0, L) [N]
   * @param batch B
   * @param length L
   * @return the places, of the open scope
   */
  public static Places of(
      TorchRuntime runtime, int[] rows, int[] positions, int batch, int length) {
    return new Places(runtime, rows, positions, batch, length);
  }

  /**
   * Picks the states at the places.
   *
   * @param x [B, L, D]
   * @return [M, D]
   */
  public Tensor of(Tensor x) {
    return x.reshape(x.size(0) * x.size(1), x.size(2)).indexSelect(0, flat);
  }

  /**
   * Leaves out the repeats.
   *
   * @param listed [M, D]
   * @return [N, D]
   */
  public Tensor trimmed(Tensor listed) {
    return listed.narrow(0, 0, count);
  }

  /**
   * Gives each place what its row has.
   *
   * @param x [B, 1, D]
   * @return [M, D]
   */
  Tensor ofRows(Tensor x) {
    return x.view(x.size(0), x.size(2)).indexSelect(0, rows);
  }

  /**
   * Gives each place what its position has.
   *
   * @param x [L, ...]
   * @return [M, ...]
   */
  Tensor ofPositions(Tensor x) {
    return x.indexSelect(0, positions);
  }

  /** Sorts the places into their rows: [M, D] to [B, Q, D]. */
  Tensor inRows(Tensor x) {
    return x.indexSelect(0, filling).view(batch, perRow, x.size(1));
  }

  /** Back from the rows: [B, Q, D] to [M, D]. */
  Tensor fromRows(Tensor x) {
    return x.reshape(batch * perRow, x.size(2)).indexSelect(0, slots);
  }
}

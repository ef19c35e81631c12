package org.udm.continuous;

import org.udm.core.row.Rows;

/**
 * Items as {@code float[]}, for corruptions that are written for one row.
 *
 * <pre>{@code
 * var fade = RowCorruption.of(FloatRows.of(), (n, rng) -> rng.uniform(), (x0, u, t) -> u < t ? new float[x0.length] : x0);
 * }</pre>
 */
public final class FloatRows implements Rows<FloatBatch, float[]> {
  private FloatRows() {}

  /**
   * Returns the rows.
   *
   * @return the rows, whose new ones have as many elements as the old ones
   */
  public static FloatRows of() {
    return new FloatRows();
  }

  @Override
  public int size(FloatBatch x, int row) {
    return x.size();
  }

  @Override
  public float[] row(FloatBatch x, int row) {
    return x.row(row);
  }

  @Override
  public FloatBatch map(FloatBatch x, RowFunction<float[]> function) {
    return x.mapItems(function::apply);
  }

  @Override
  public void requireFit(FloatBatch xt, FloatBatch x0) {
    xt.requireShapeOf(x0);
  }
}

package org.udm.core.row;

import java.util.List;

/**
 * The noise of a {@link RowCorruption}: one object per row.
 *
 * @param rows the noise of each row [B]
 * @param <E> the noise of one row
 */
public record RowNoise<E>(List<E> rows) {

  /** Copies the list. */
  public RowNoise {
    rows = List.copyOf(rows);
  }
}

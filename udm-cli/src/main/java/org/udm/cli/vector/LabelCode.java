package org.udm.cli.vector;

import java.nio.IntBuffer;
import java.util.stream.IntStream;
import org.udm.cli.run.RowCode;
import org.udm.continuous.Labels;

/** Labels as numbers: how many there are, and each. */
final class LabelCode implements RowCode<Labels> {
  @Override
  public int[] of(Labels rows) {
    return IntStream.concat(IntStream.of(rows.rows()), IntStream.of(rows.toArray())).toArray();
  }

  @Override
  public Labels read(IntBuffer numbers) {
    int[] labels = new int[numbers.get()];
    numbers.get(labels);
    return Labels.of(labels);
  }
}

package org.udm.cli.text;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.udm.cli.run.RowCode;
import org.udm.discrete.TokenBatch;

/** Texts as numbers: how many there are, their lengths, their tokens. */
final class TokenCode implements RowCode<TokenBatch> {
  @Override
  public int[] of(TokenBatch rows) {
    IntStream lengths = IntStream.range(0, rows.rows()).map(rows::length);
    IntStream tokens = IntStream.range(0, rows.rows()).flatMap(row -> Arrays.stream(rows.row(row)));
    return IntStream.concat(IntStream.of(rows.rows()), IntStream.concat(lengths, tokens)).toArray();
  }

  @Override
  public TokenBatch read(IntBuffer numbers) {
    int[][] rows = new int[numbers.get()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = new int[numbers.get()];
    }
    for (int[] row : rows) {
      numbers.get(row);
    }
    return TokenBatch.of(rows);
  }
}

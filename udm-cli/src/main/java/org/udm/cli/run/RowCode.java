package org.udm.cli.run;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.udm.core.Batch;
import org.udm.core.given.Given;

/**
 * Rows as whole numbers, in which they travel from one process to another.
 *
 * @param <X> the state
 */
public interface RowCode<X extends Batch<X>> {

  /**
   * Writes rows down.
   *
   * @param rows the rows
   * @return numbers from which {@link #read} makes the same rows
   */
  int[] of(X rows);

  /**
   * Reads rows.
   *
   * @param numbers what {@link #of} wrote, and maybe more after it
   * @return the rows; the buffer stands behind them
   */
  X read(IntBuffer numbers);

  /**
   * Reads rows.
   *
   * @param numbers what {@link #of} wrote
   * @return the rows
   */
  default X rows(int[] numbers) {
    return read(IntBuffer.wrap(numbers));
  }

  /**
   * Returns the code of pairs.
   *
   * @param first the code of their first part
   * @param second the code of their second part
   * @param <X> the state of the first part
   * @param <C> the state of the second part
   * @return the code, one part after the other
   */
  static <X extends Batch<X>, C extends Batch<C>> RowCode<Given<X, C>> ofPairs(
      RowCode<X> first, RowCode<C> second) {
    return new RowCode<>() {
      @Override
      public int[] of(Given<X, C> rows) {
        return IntStream.concat(
                Arrays.stream(first.of(rows.x())), Arrays.stream(second.of(rows.c())))
            .toArray();
      }

      @Override
      public Given<X, C> read(IntBuffer numbers) {
        X x = first.read(numbers);
        return new Given<>(x, second.read(numbers));
      }
    };
  }
}

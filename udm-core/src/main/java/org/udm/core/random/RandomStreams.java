package org.udm.core.random;

import java.util.function.IntUnaryOperator;

/**
 * A tree of random streams: children by name or number, one stream per row at each node.
 *
 * <p>A node is a value: asking twice for the same child or row gives the same numbers again, so
 * each purpose takes a name of its own.
 *
 * <pre>{@code
 * RandomStreams rng = RandomStreams.of(42);
 * double u = rng.named("noise").at(7).row(0).uniform();
 * }</pre>
 */
public interface RandomStreams {

  /**
   * Returns the counter-based streams of a seed (Philox 4x64; Salmon et al. 2011).
   *
   * @param seed any number
   * @return the root of the tree
   */
  static RandomStreams of(long seed) {
    return CounterStreams.of(seed);
  }

  /**
   * Returns the child of a name: one name per purpose.
   *
   * @param purpose the name
   * @return the child
   */
  RandomStreams named(String purpose);

  /**
   * Returns the child of a number, such as a step.
   *
   * @param index any number
   * @return the child
   */
  RandomStreams at(long index);

  /**
   * Returns the same node seen by a part of the rows: row i of the result is row {@code index[i]}
   * of this node.
   *
   * @param index row numbers, at least 0
   * @return the same streams under other row numbers
   */
  RandomStreams rows(int... index);

  /**
   * Returns the same node with its rows counted from another one: row i of the result is row {@code
   * first + i} of this node.
   *
   * @param first the row that becomes row 0, at least 0
   * @return the same streams under other row numbers
   */
  RandomStreams fromRow(int first);

  /**
   * Returns the stream of a row, from its beginning.
   *
   * @param row the row, at least 0
   * @return the numbers of that row
   */
  RandomStream row(int row);

  /**
   * Draws uniform numbers for every row of a batch, each row's from its own stream.
   *
   * @param rows the number of rows B, at least 0
   * @param numbers how many numbers a row gets, at least 0
   * @return numbers in [0, 1) [B][numbers of the row]
   */
  default double[][] uniforms(int rows, IntUnaryOperator numbers) {
    double[][] drawn = new double[rows][];
    for (int i = 0; i < rows; i++) {
      RandomStream stream = row(i);
      drawn[i] = new double[numbers.applyAsInt(i)];
      for (int k = 0; k < drawn[i].length; k++) {
        drawn[i][k] = stream.uniform();
      }
    }
    return drawn;
  }
}

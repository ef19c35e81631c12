package org.udm.torch.parallel;

import org.udm.torch.Tensor;

/**
 * The processes that share a task, as one of them sees them.
 *
 * <p>All of them call the same methods in the same order. One process alone is such a group, too:
 * its sums are what it put in.
 *
 * <pre>{@code
 * Share own = Share.of(rows, peers);          // of the batch that all of them know
 * ... the gradient of rows own.from() to own.to() ...
 * peers.sum(gradient);                        // now that of the batch, with the same bits in all
 * }</pre>
 */
public interface Peers {

  /**
   * Returns the number of this process.
   *
   * @return in [0, size)
   */
  int rank();

  /**
   * Returns the number of processes N.
   *
   * @return at least 1
   */
  int size();

  /**
   * Replaces each of some tensors by its sum over all processes; several at once wait for the
   * network once.
   *
   * @param values of the same shapes in all; changed in place, to the same bits in all
   * @throws LostProcessException if another process is lost
   */
  void sum(Tensor... values);

  /**
   * Adds numbers over all processes.
   *
   * @param values as many in all processes
   * @return their sums, the same bits in all
   * @throws LostProcessException if another process is lost
   */
  double[] sum(double... values);

  /**
   * Replaces a tensor by that of process 0.
   *
   * @param values of the same shape in all; changed in place
   * @throws LostProcessException if another process is lost
   */
  void copyFirst(Tensor values);

  /**
   * Tells all processes what each of them has.
   *
   * @param own numbers of this process, any number of them
   * @return those of each process, by rank
   * @throws LostProcessException if another process is lost
   */
  int[][] gather(int... own);

  /**
   * Returns whether this is the process that speaks and saves for all.
   *
   * @return true in process 0
   */
  default boolean leads() {
    return rank() == 0;
  }

  /**
   * Requires that all processes hold the same bits.
   *
   * @param what the name of the values, for the message
   * @param values any tensor of 4-byte numbers
   * @throws IllegalStateException if they differ
   */
  default void requireSame(String what, Tensor values) {
    double[] sums = new double[size()];
    sums[rank()] = values.bitSum();
    double[] all = sum(sums);
    for (int other = 1; other < size(); other++) {
      if (all[other] != all[0]) {
        throw new IllegalStateException(
            "the %s of process %d differ from those of process 0: the processes do not compute alike; use the same machines, libraries and number of threads for all"
                .formatted(what, other));
      }
    }
  }

  /**
   * Returns one process alone.
   *
   * @return the group of this process
   */
  static Peers alone() {
    return new Alone();
  }
}

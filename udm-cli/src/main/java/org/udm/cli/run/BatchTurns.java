package org.udm.cli.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.udm.core.Batch;
import org.udm.torch.parallel.Peers;

/**
 * Numbers of rows, batch by batch: batch k is the work of process k modulo N, and all are told what
 * it found.
 *
 * <p>Every batch is computed just as one process alone would, so the numbers are the same bits
 * however many processes there are.
 */
final class BatchTurns {
  private BatchTurns() {}

  /**
   * What is computed of a batch.
   *
   * @param <X> the state
   */
  @FunctionalInterface
  interface Work<X> {

    /**
     * Computes the numbers of a batch.
     *
     * @param batch the rows [B]
     * @param firstRow the number of its first row among all rows
     * @return numbers of each row, one row after the other [B * width]
     */
    double[] of(X batch, int firstRow);
  }

  /**
   * Computes the numbers of all batches.
   *
   * @param peers the processes
   * @param batches the rows, the same in all processes
   * @param width how many numbers a row has
   * @param work what is computed of a batch
   * @param progress told how many rows are done; what it cancels in one process is cancelled in all
   * @param <X> the state
   * @return numbers of each row, one row after the other
   * @throws CancellationException if a process cancelled it
   */
  static <X extends Batch<X>> double[] of(
      Peers peers, Stream<X> batches, int width, Work<X> work, LongConsumer progress) {
    List<double[]> found = new ArrayList<>();
    boolean cancelled = false;
    try (batches) {
      int row = 0;
      Iterator<X> each = batches.iterator();
      for (int turn = 0; each.hasNext(); turn++) {
        X batch = each.next();
        boolean own = turn % peers.size() == peers.rank();
        found.add(own ? work.of(batch, row) : new double[width * batch.rows()]);
        row = Math.addExact(row, batch.rows());
        progress.accept(row);
      }
    } catch (CancellationException e) {
      cancelled = true;
    }
    if (peers.sum(cancelled ? 1 : 0)[0] > 0) {
      throw new CancellationException();
    }
    return peers.sum(found.stream().flatMapToDouble(Arrays::stream).toArray());
  }
}

package org.udm.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.udm.core.Batch;
import org.udm.torch.parallel.Peers;

/**
 * Rows drawn in batches by several processes: each draws one batch of a turn, and all are told all
 * of them.
 *
 * <p>Which numbers a row is drawn with depends on its place among all rows alone, so the rows are
 * those of one process that draws batches of the same size.
 *
 * @param <X> the state
 */
public final class DrawTurns<X extends Batch<X>> {
  private final Peers peers;
  private final RowCode<X> code;
  private final int count;
  private final int batch;
  private long done;

  private DrawTurns(Peers peers, RowCode<X> code, int count, int batch) {
    this.peers = peers;
    this.code = code;
    this.count = count;
    this.batch = batch;
  }

  /**
   * Draws a batch.
   *
   * @param <X> the state
   */
  @FunctionalInterface
  public interface Draw<X> {

    /**
     * Draws some rows.
     *
     * @param from the number of the first among all rows
     * @param rows how many, at least 1
     * @return the rows [rows]
     */
    X of(int from, int rows);
  }

  /**
   * Returns the turns that draw a number of rows.
   *
   * @param peers the processes
   * @param code how rows travel between them
   * @param count how many rows in all, at least 1
   * @param batch the most that are drawn together, at least 1; fewer where some processes would
   *     have none
   * @param <X> the state
   * @return the turns
   */
  public static <X extends Batch<X>> DrawTurns<X> of(
      Peers peers, RowCode<X> code, int count, int batch) {
    int fair = (count - 1) / peers.size() + 1;
    return new DrawTurns<>(peers, code, count, Math.min(batch, fair));
  }

  /**
   * Returns the turns that draw a number of rows in the batches of one process alone: so the rows
   * are those of one process to the last bit.
   *
   * @param peers the processes
   * @param code how rows travel between them
   * @param count how many rows in all, at least 1
   * @param batch the most that are drawn together, at least 1
   * @param <X> the state
   * @return the turns
   */
  public static <X extends Batch<X>> DrawTurns<X> ofEqualBatches(
      Peers peers, RowCode<X> code, int count, int batch) {
    return new DrawTurns<>(peers, code, count, batch);
  }

  /**
   * Draws all rows.
   *
   * @param draw draws a batch of this process
   * @param progress told how many rows are drawn
   * @return the rows of all processes, in all of them
   */
  public X all(Draw<X> draw, LongConsumer progress) {
    X all = null;
    while (more()) {
      for (X some : next(draw)) {
        all = all == null ? some : all.concat(some);
      }
      progress.accept(all.rows());
    }
    return all;
  }

  /**
   * Returns whether rows are missing.
   *
   * @return false when all are drawn
   */
  public boolean more() {
    return done < count;
  }

  /**
   * Draws a batch in each process.
   *
   * @param draw draws the batch of this process
   * @return the batches of all, in the order of their rows
   */
  public List<X> next(Draw<X> draw) {
    int from = (int) Math.min(count, done + (long) batch * peers.rank());
    int rows = Math.min(batch, count - from);
    done += (long) batch * peers.size();
    if (peers.size() == 1) {
      return List.of(draw.of(from, rows));
    }
    int[][] told = peers.gather(rows == 0 ? new int[0] : code.of(draw.of(from, rows)));
    List<X> drawn = new ArrayList<>();
    for (int[] numbers : told) {
      if (numbers.length > 0) {
        drawn.add(code.rows(numbers));
      }
    }
    return drawn;
  }
}

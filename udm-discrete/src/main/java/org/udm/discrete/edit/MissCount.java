package org.udm.discrete.edit;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Counts how often a predicted x_0 did not contain x_t; of use to any number of threads. */
public final class MissCount implements MissListener {
  private final AtomicLong misses = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();

  private MissCount() {}

  /**
   * Returns a new count.
   *
   * @return a count of nothing yet
   */
  public static MissCount create() {
    return new MissCount();
  }

  @Override
  public void onStep(int missed, int of) {
    misses.addAndGet(missed);
    rows.addAndGet(of);
  }

  /**
   * Returns how many predicted rows did not contain their x_t.
   *
   * @return the number
   */
  public long misses() {
    return misses.get();
  }

  /**
   * Returns how many rows were predicted.
   *
   * @return the number
   */
  public long rows() {
    return rows.get();
  }

  /**
   * Returns the share of misses.
   *
   * @return a number in [0, 1]; 0 where nothing was predicted
   */
  public double share() {
    return rows() == 0 ? 0 : (double) misses() / rows();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d of %d predicted rows (%.1f %%) did not contain x_t and took fresh noise",
        misses(),
        rows(),
        100 * share());
  }
}

package org.udm.notebook.kernel;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.dflib.jjava.jupyter.messages.Message;

/**
 * Knows which cells were sent before an earlier one failed, as all of "run all" are, and shall not
 * be run any more.
 *
 * <p>A cell that waited is taken up right after the failure, and the front end dated it before.
 * Both are asked, since the front end's clock may be another machine's.
 */
final class LastFailure {
  private static final long RIGHT_AFTER =
      2_000_000_000L; // nanoseconds; a waiting cell takes 50 ms or more

  private boolean noted;
  private long lastMoment; // of the failure, or of the last cell that was left out because of it
  private Instant date = Instant.MIN;

  /** A cell has failed now. */
  void note() {
    noted = true;
    lastMoment = System.nanoTime();
    date = Instant.now();
  }

  /** Whether a cell that was taken up now was sent before the failure. */
  boolean leavesOut(Message<?> cell) {
    if (!noted || System.nanoTime() - lastMoment > RIGHT_AFTER || !isDatedBefore(cell)) {
      return false;
    }
    lastMoment = System.nanoTime();
    return true;
  }

  private boolean isDatedBefore(Message<?> cell) {
    try {
      String sent = cell.getHeader().getTimestamp().getDateString();
      return OffsetDateTime.parse(sent).toInstant().isBefore(date);
    } catch (DateTimeException e) {
      return false; // better to run a cell too many than to lose one
    }
  }
}

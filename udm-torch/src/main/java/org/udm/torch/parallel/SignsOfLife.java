package org.udm.torch.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A counter in the store for each process, which grows every second while the process lives.
 *
 * <p>Process 0 watches all counters, the others watch that of process 0: whoever misses one ends,
 * and the end of process 0 is then missed by all. Seconds are counted by looks, not by the clock,
 * so that a job that is suspended as a whole loses nobody.
 */
final class SignsOfLife implements AutoCloseable {
  private static final int LOOKS = 3; // after a broken connection, to see who is silent

  private final Meeting meeting;
  private final Rendezvous place;
  private final long patience; // looks
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "udm-signs-of-life");
            thread.setDaemon(true);
            return thread;
          });
  private final long[] last;
  private final long[] silent;
  private volatile LostProcessException lost;

  private SignsOfLife(Meeting meeting, Rendezvous place, Patience patience) {
    this.meeting = meeting;
    this.place = place;
    this.patience = patience.silence().toSeconds();
    this.last = new long[place.size()];
    this.silent = new long[place.size()];
  }

  static SignsOfLife begin(Meeting meeting, Rendezvous place, Patience patience) {
    SignsOfLife signs = new SignsOfLife(meeting, place, patience);
    signs.heart.scheduleWithFixedDelay(signs::beat, 0, 1, TimeUnit.SECONDS);
    return signs;
  }

  private static String counter(int rank) {
    return "alive/" + rank;
  }

  /** The counter of one that ends because it misses another. */
  private static String leaver(int rank) {
    return "leaves/" + rank;
  }

  private void beat() {
    try {
      meeting.count(counter(place.rank()), 1);
      int watched = place.rank() == 0 ? place.size() : 1;
      for (int other = 0; other < watched; other++) {
        long count = meeting.count(counter(other), 0);
        silent[other] = count == last[other] ? silent[other] + 1 : 0;
        last[other] = count;
        if (silent[other] >= patience) {
          lost =
              lost(
                  "process %d of %d has given no sign of life for %d s"
                      .formatted(other, place.size(), patience),
                  null);
        }
      }
    } catch (IllegalStateException e) {
      lost = storeLost(e);
    }
  }

  /** Throws if somebody is missed. */
  void requireAll() {
    LostProcessException found = lost;
    if (found != null) {
      throw found;
    }
  }

  /** Finds out who is gone, after a connection broke. */
  LostProcessException missing(RuntimeException broken) {
    try {
      meeting.count(leaver(place.rank()), 1);
      long[] before = counts();
      TimeUnit.SECONDS.sleep(LOOKS);
      long[] after = counts();
      List<String> still =
          IntStream.range(0, place.size())
              .filter(r -> after[r] == before[r] && meeting.count(leaver(r), 0) == 0)
              .mapToObj(String::valueOf)
              .toList();
      if (still.isEmpty()) {
        return lost("another process has left", broken);
      }
      String named = String.join(" and ", still);
      return new LostProcessException(
          still.size() == 1
              ? "process %s of %d is gone, and the others cannot go on without it"
                  .formatted(named, place.size())
              : "processes %s of %d are gone, and the others cannot go on without them"
                  .formatted(named, place.size()),
          broken);
    } catch (IllegalStateException e) {
      return storeLost(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lost("another process is gone", broken);
    }
  }

  private long[] counts() {
    List<Long> counts = new ArrayList<>();
    for (int rank = 0; rank < place.size(); rank++) {
      counts.add(meeting.count(counter(rank), 0));
    }
    return counts.stream().mapToLong(Long::longValue).toArray();
  }

  private LostProcessException storeLost(RuntimeException e) {
    return lost(
        place.keeper() == Rendezvous.Keeper.PROCESS_0
            ? "process 0 of %d is gone".formatted(place.size())
            : place.store() + " is gone",
        e);
  }

  private static LostProcessException lost(String who, RuntimeException cause) {
    return new LostProcessException(who + ", and the others cannot go on without it", cause);
  }

  @Override
  public void close() {
    heart.shutdownNow();
  }
}

package org.udm.torch.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.udm.torch.Collective;

/**
 * A counter in the store for each process, which grows every second while the process lives.
 *
 * <p>Process 0 watches all counters, the others watch that of process 0: whoever misses one ends,
 * and the end of process 0 is then missed by all. Seconds are counted by looks, not by the clock,
 * so that a job that is suspended as a whole loses nobody.
 */
final class SignsOfLife implements AutoCloseable {
  private static final int LOOKS = 3; // after a broken connection, to see who is silent

  private final Collective collective;
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

  private SignsOfLife(Collective collective, Rendezvous place, Patience patience) {
    this.collective = collective;
    this.place = place;
    this.patience = patience.silence().toSeconds();
    this.last = new long[place.size()];
    this.silent = new long[place.size()];
  }

  static SignsOfLife begin(Collective collective, Rendezvous place, Patience patience) {
    SignsOfLife signs = new SignsOfLife(collective, place, patience);
    signs.heart.scheduleWithFixedDelay(signs::beat, 0, 1, TimeUnit.SECONDS);
    return signs;
  }

  private static String counter(int rank) {
    return "udm/alive/" + rank;
  }

  private void beat() {
    try {
      collective.count(counter(place.rank()), 1);
      int watched = place.rank() == 0 ? place.size() : 1;
      for (int other = 0; other < watched; other++) {
        long count = collective.count(counter(other), 0);
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
      long[] before = counts();
      TimeUnit.SECONDS.sleep(LOOKS);
      long[] after = counts();
      List<Integer> still =
          IntStream.range(0, place.size()).filter(r -> after[r] == before[r]).boxed().toList();
      String who =
          still.isEmpty()
              ? "another process has left"
              : "process %s of %d is gone"
                  .formatted(
                      still.stream().map(String::valueOf).collect(Collectors.joining(" and ")),
                      place.size());
      return lost(who, broken);
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
      counts.add(collective.count(counter(rank), 0));
    }
    return counts.stream().mapToLong(Long::longValue).toArray();
  }

  private LostProcessException storeLost(RuntimeException e) {
    return lost("process 0 of %d is gone".formatted(place.size()), e);
  }

  private static LostProcessException lost(String who, RuntimeException cause) {
    return new LostProcessException(who + ", and the others cannot go on without it", cause);
  }

  @Override
  public void close() {
    heart.shutdownNow();
  }
}

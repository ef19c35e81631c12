package org.udm.torch.parallel;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.udm.torch.Collective;

/**
 * A meeting of all processes in a store, and the names that it has there to itself.
 *
 * <p>Process 0 opens it under the next number; the others come to the newest one; it has begun when
 * process 0 answers the arrival of each. A launcher's store holds the meetings of the processes
 * that it started before, and the number of its restarts is not the same on all machines: so a
 * process goes by the answer to its own arrival alone. A meeting whose process 0 has ended answers
 * nobody, and a newer one is waited for.
 */
final class Meeting {
  private static final String STORE = "udm/";

  /** The counter of the meetings that were opened. */
  private static final String OPENED = STORE + "meetings";

  /** How many processes its process 0 was told of. */
  private static final String SIZE = "size";

  /** The counter of those who were told of another number. */
  private static final String STRANGERS = "strangers";

  private final Collective collective;
  private final Rendezvous place;
  private final long number;

  private Meeting(Collective collective, Rendezvous place, long number) {
    this.collective = collective;
    this.place = place;
    this.number = number;
  }

  /**
   * Waits until every process has come.
   *
   * @param collective the open store
   * @param place which process this one is
   * @param deadline how long it waits
   * @return the meeting, which has begun
   * @throws IllegalStateException if not all come in time, or if they contradict each other
   */
  static Meeting of(Collective collective, Rendezvous place, Deadline deadline) {
    return place.rank() == 0
        ? held(collective, place, deadline)
        : found(collective, place, deadline);
  }

  private static Meeting held(Collective collective, Rendezvous place, Deadline deadline) {
    Meeting meeting = new Meeting(collective, place, collective.count(OPENED, 1));
    meeting.count(arrivals(0), 1);
    meeting.count(SIZE, place.size());
    for (int rank = 1; rank < place.size(); rank++) {
      while (meeting.count(arrivals(rank), 0) == 0) {
        if (place.keeper() == Rendezvous.Keeper.PROCESS_0 && meeting.count(STRANGERS, 0) > 0) {
          throw new IllegalStateException(meeting.otherSize());
        }
        if (deadline.isOver()) {
          throw new IllegalStateException(late(place, deadline, meeting.missing()));
        }
        deadline.pause();
      }
    }
    for (int rank = 1; rank < place.size(); rank++) { // to the last who came as that process
      meeting.count(answer(rank), meeting.count(arrivals(rank), 0));
    }
    return meeting;
  }

  private static Meeting found(Collective collective, Rendezvous place, Deadline deadline) {
    Meeting meeting = new Meeting(collective, place, 0);
    long own = 0; // which arrival as this process it was
    while (true) {
      Meeting newest = new Meeting(collective, place, collective.count(OPENED, 0));
      if (newest.number > meeting.number && newest.count(SIZE, 0) > 0) {
        meeting = newest;
        own = meeting.arrive();
      }
      if (own > 0 && meeting.count(answer(place.rank()), 0) == own) {
        return meeting;
      }
      if (deadline.isOver()) {
        throw new IllegalStateException(late(place, deadline, own == 1 ? meeting.missing() : "0"));
      }
      deadline.pause();
    }
  }

  /**
   * Comes to a meeting; what contradicts it ends the wait, unless the meeting may be an older one
   * of a launcher's store.
   *
   * @return how many came as this process; 0 if this one does not belong to it
   */
  private long arrive() {
    boolean alike = count(SIZE, 0) == place.size();
    long own = alike ? count(arrivals(place.rank()), 1) : 0;
    if (!alike) {
      count(STRANGERS, 1);
    }
    if (own != 1 && place.keeper() == Rendezvous.Keeper.PROCESS_0) {
      throw new IllegalStateException(
          alike
              ? "two processes say that they are process %d of %d: give each a RANK of its own"
                  .formatted(place.rank(), place.size())
              : otherSize());
    }
    return own;
  }

  private String otherSize() {
    return "it was told that they are %d, and another one something else: give all the same WORLD_SIZE"
        .formatted(place.size());
  }

  /** Who did not come: process 0 where all did, since it has opened no newer meeting. */
  private String missing() {
    String missing =
        IntStream.range(0, place.size())
            .filter(rank -> count(arrivals(rank), 0) == 0)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", "));
    return missing.isEmpty() ? "0" : missing;
  }

  private static String late(Rendezvous place, Deadline deadline, String missing) {
    return "within %d s process %s did not come to %s: %s, and see that no firewall is between"
        .formatted(
            deadline.seconds(),
            missing,
            place.store(),
            place.keeper() == Rendezvous.Keeper.PROCESS_0
                ? "start it with the same MASTER_ADDR, MASTER_PORT and WORLD_SIZE"
                : "read what it said, or the torchrun of its machine");
  }

  private static String arrivals(int rank) {
    return "here/" + rank;
  }

  private static String answer(int rank) {
    return "begun/" + rank;
  }

  /** What stands before all of its names in the store. */
  String prefix() {
    return STORE + number;
  }

  /**
   * Adds to a counter of this meeting; any thread may.
   *
   * @param name the counter, which begins at 0
   * @param more what is added, 0 to read it
   * @return its value afterwards
   * @throws IllegalStateException if the store is gone
   */
  long count(String name, long more) {
    return collective.count(prefix() + "/" + name, more);
  }
}

package org.udm.torch.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What ends a wait, and that it is told as it was. */
class DeadlineTest {
  private static Deadline in(int seconds) {
    return Deadline.begin(Duration.ofSeconds(seconds), () -> {});
  }

  @Test
  void aCallEndsAsItEndsAlone() {
    assertEquals(3, in(10).await("late", () -> 3));
    for (Throwable thrown :
        new Throwable[] {
          new UnsatisfiedLinkError("no library"),
          new OutOfMemoryError("no memory"),
          new IllegalArgumentException("a mistake"),
          new IllegalStateException("no connection")
        }) {
      Throwable told =
          assertThrows(
              Throwable.class,
              () ->
                  in(10)
                      .await(
                          "late",
                          () -> {
                            if (thrown instanceof Error error) {
                              throw error;
                            }
                            throw (RuntimeException) thrown;
                          }));
      assertSame(thrown, told);
    }
  }

  @Test
  void aCallThatHangsIsLeft() {
    CountDownLatch never = new CountDownLatch(1);
    IllegalStateException told =
        assertThrows(
            IllegalStateException.class,
            () ->
                in(0)
                    .await(
                        "late",
                        () -> {
                          try {
                            never.await();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                          return null;
                        }));
    assertEquals("late", told.getMessage());
    never.countDown();
  }

  @Test
  void anInterruptedWaitSaysSo() {
    Thread.currentThread().interrupt();
    LostProcessException told = assertThrows(LostProcessException.class, () -> in(10).pause());
    assertEquals("interrupted while waiting for the other processes", told.getMessage());
    assertEquals(true, Thread.interrupted());
  }
}

package org.udm.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the native side of a group is freed; what it computes is tested with the groups. */
@Timeout(60)
class CollectiveTest {
  private static Collective keeper() {
    return LocalStore.open(LocalStore.freePort(), Collective.Role.KEEPS);
  }

  /** An opened one that nobody holds any more. */
  private static WeakReference<Collective> forgotten() {
    Collective opened = keeper();
    assertEquals(3, opened.count("name", 3));
    return new WeakReference<>(opened);
  }

  /** The collector would free its parts in any order, and break the heap by some. */
  @Test
  void whatIsNotClosedIsNotCollected() throws Exception {
    WeakReference<Collective> forgotten = forgotten();
    for (int i = 0; i < 10; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertNotNull(forgotten.get());
    assertEquals(5, forgotten.get().count("name", 2));
    forgotten.get().close();
    while (forgotten.get() != null) { // until the time limit
      System.gc();
      Thread.sleep(10);
    }
  }

  @Test
  void aClosedStoreCountsNoMore() {
    Collective opened = keeper();
    opened.close();
    assertThrows(IllegalStateException.class, () -> opened.count("name", 1));
  }
}

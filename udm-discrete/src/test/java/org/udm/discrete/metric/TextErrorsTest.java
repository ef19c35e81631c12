package org.udm.discrete.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;

class TextErrorsTest {
  private static final long SEED = 20261122;

  private static int distance(String a, String b) {
    return EditDistance.of(a.codePoints().toArray(), b.codePoints().toArray());
  }

  @Test
  void distancesByHand() {
    assertEquals(3, distance("kitten", "sitting"));
    assertEquals(0, distance("", ""));
    assertEquals(4, distance("", "four"));
    assertEquals(2, distance("ab", "ba")); // an exchange is two edits
  }

  @Test
  void itIsTheRecursion() {
    RandomStreams rng = RandomStreams.of(SEED);
    for (int i = 0; i < 300; i++) {
      RandomStream row = rng.row(i);
      int[] a = IntStream.range(0, row.index(6)).map(j -> row.index(3)).toArray();
      int[] b = IntStream.range(0, row.index(6)).map(j -> row.index(3)).toArray();
      assertEquals(slow(a, a.length, b, b.length), EditDistance.of(a, b));
    }
  }

  private static int slow(int[] a, int n, int[] b, int m) {
    if (n == 0 || m == 0) {
      return n + m;
    }
    int changed = slow(a, n - 1, b, m - 1) + (a[n - 1] == b[m - 1] ? 0 : 1);
    return Math.min(changed, 1 + Math.min(slow(a, n - 1, b, m), slow(a, n, b, m - 1)));
  }

  @Test
  void ratesAreOfCharactersAndOfRows() {
    TextErrors errors =
        TextErrors.of(
            List.of("Yes.", "no", "\uD83D\uDE00"), List.of("Yes.", "No!", "\uD83D\uDE01!"));
    assertEquals(1.0 / 3, errors.exact().mean(), 1e-15);
    assertEquals((0 + 2 + 2) / 9.0, errors.characterErrors().mean(), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> TextErrors.of(List.of("a"), List.of()));
    assertThrows(IllegalArgumentException.class, () -> TextErrors.of(List.of(""), List.of("")));
  }
}

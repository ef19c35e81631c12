package org.udm.discrete.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

class PositionsTest {
  private static final TokenBatch X =
      TokenBatch.of(new int[] {9, 1, 9}, new int[] {}, new int[] {2, 2}, new int[] {9});

  @Test
  void listsWhatItIsAskedFor() {
    Positions masked = Positions.holding(X, 9);
    assertEquals(Positions.of(new int[] {0, 0, 3}, new int[] {0, 2, 0}), masked);
    assertEquals("Positions[(0, 0), (0, 2), (3, 0)]", masked.toString());
    assertEquals(6, Positions.all(X).size());
    assertArrayEquals(new int[] {0, 3}, masked.rowsInvolved());
    assertEquals(Positions.of(new int[] {0, 0, 1}, new int[] {0, 2, 0}), masked.inRowsInvolved());
    assertEquals(Positions.of(new int[] {2}, new int[] {0}), masked.ofRows(1, 4));
    assertEquals(0, masked.ofRows(1, 3).size());
    assertArrayEquals(new long[] {0, 2, 12}, masked.flat(4));
    assertArrayEquals(new int[] {9, 9, 9}, masked.tokensOf(X));
    assertEquals(
        TokenBatch.of(new int[] {5, 1, 6}, new int[] {}, new int[] {2, 2}, new int[] {7}),
        masked.put(new int[] {5, 6, 7}, X));
    assertEquals(X, Positions.of(new int[0], new int[0]).put(new int[0], X));
  }

  @Test
  void theNumberOfAPlaceDoesNotDependOnTheOtherPlaces() {
    RandomStreams rng = RandomStreams.of(8);
    TokenBatch x = TokenBatch.filled(3, 40, 1);
    double[] all = Positions.all(x).uniforms(rng);
    Positions some = Positions.where(x, (row, l, id) -> row != 1 && (l * l + row) % 3 == 0);
    double[] part = some.uniforms(rng);
    for (int k = 0; k < part.length; k++) {
      assertEquals(all[(int) some.flat(40)[k]], part[k]);
    }
    // the l-th number is the l-th that the stream gives, whatever is drawn with it
    double third = 0;
    var stream = rng.row(2);
    for (int l = 0; l < 3; l++) {
      third = stream.uniform();
    }
    assertEquals(third, all[82]);
    double[] weights = {0.3, 0.5, 0.2};
    int[] drawn = some.draw(rng, (k, u) -> u.categorical(weights));
    for (int k = 0; k < drawn.length; k++) {
      assertEquals(part[k] < 0.3 ? 0 : part[k] < 0.8 ? 1 : 2, drawn[k]);
    }
  }

  @Test
  void placesOutOfOrderAreRefused() {
    for (int[][] wrong :
        new int[][][] {
          {{0, 0}, {1, 0}},
          {{1, 0}, {0, 0}},
          {{0, 0}, {1, 1}},
          {{0}, {0, 1}},
          {{-1}, {0}},
          {{0}, {-1}}
        }) {
      assertThrows(IllegalArgumentException.class, () -> Positions.of(wrong[0], wrong[1]));
    }
    Positions outside = Positions.of(new int[] {2}, new int[] {2});
    assertThrows(IndexOutOfBoundsException.class, () -> outside.tokensOf(X));
    assertThrows(IndexOutOfBoundsException.class, () -> outside.put(new int[] {1}, X));
    assertThrows(IllegalArgumentException.class, () -> outside.put(new int[] {1, 2}, X));
    assertThrows(IllegalArgumentException.class, () -> outside.flat(2));
    assertNotEquals(outside, Positions.of(new int[] {2}, new int[] {1}));
  }
}

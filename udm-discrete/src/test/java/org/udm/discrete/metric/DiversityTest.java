package org.udm.discrete.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.udm.core.bound.Estimate;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

/** By hand, and against the laws that rows are drawn from. */
class DiversityTest {
  private static final long SEED = 20261122;
  private static final TokenBatch ROWS =
      TokenBatch.of(new int[] {1, 1, 2, 2}, new int[] {3, 3, 3, 3}, new int[0]);

  @Test
  void entropyIsThatOfTheRow() {
    Estimate entropy = Diversity.unigramEntropy(ROWS); // ln 2 and 0; the empty row has none
    assertEquals(Math.log(2) / 2, entropy.mean(), 1e-15);
    assertEquals(Math.log(2) / 2, entropy.standardError(), 1e-15);
  }

  @Test
  void distinctAndRepeatedNGramsAreCounted() {
    // 1 2 3 of 8; 11 12 22 33 of 6; 112 122 333 of 4.
    assertEquals(3.0 / 8, Diversity.distinct(ROWS, 1));
    assertEquals(4.0 / 6, Diversity.distinct(ROWS, 2));
    assertEquals(3.0 / 4, Diversity.distinct(ROWS, 3));
    assertEquals((0 + 2.0 / 3) / 2, Diversity.repetition(ROWS, 2).mean(), 1e-15);
    assertEquals((2.0 / 4 + 3.0 / 4) / 2, Diversity.repetition(ROWS, 1).mean(), 1e-15);
  }

  @Test
  void divergenceIsThatOfTheShares() {
    TokenBatch a = TokenBatch.of(new int[] {0, 0, 0, 1});
    TokenBatch b = TokenBatch.of(new int[] {1, 0, 0, 0}, new int[] {0, 0, 0, 1});
    assertEquals(0, NGramDivergence.of(a, b, 1), 1e-15); // 3 : 1 in both
    assertEquals(Math.log(2), NGramDivergence.of(a, ROWS.slice(1, 2), 1), 1e-15); // disjoint
    TokenBatch c = TokenBatch.of(new int[] {0, 1});
    // p = (3, 1) / 4, q = (2, 2) / 4, m = (5, 3) / 8.
    double expected =
        (0.75 * Math.log(0.75 * 8 / 5) + 0.25 * Math.log(0.25 * 8 / 3)) / 2
            + (0.5 * Math.log(0.5 * 8 / 5) + 0.5 * Math.log(0.5 * 8 / 3)) / 2;
    assertEquals(expected, NGramDivergence.of(a, c, 1), 1e-15);
    assertEquals(expected, NGramDivergence.of(c, a, 1), 1e-15);
  }

  @Test
  void samplesOfOneLawHaveTheDivergenceThatIsStated() {
    // 64 kinds, 40,000 tokens each: expected 63 / 40,000 / 4 = 3.9e-4, relative spread
    // sqrt(2 / 63) = 0.18. Bounds at 5 standard deviations: false alarm below 1e-5.
    RandomStreams rng = RandomStreams.of(SEED);
    double stated = 63.0 * (2.0 / 40_000) / 8;
    double same = NGramDivergence.of(tokens(rng.named("a"), 0), tokens(rng.named("b"), 0), 1);
    assertEquals(stated, same, 5 * 0.18 * stated);
    // A planted error: every tenth token is another.
    double other = NGramDivergence.of(tokens(rng.named("a"), 10), tokens(rng.named("b"), 0), 1);
    assertTrue(other > 5 * stated, "%s".formatted(other));
  }

  /** Uniform tokens, every k-th of which is 0. */
  private static TokenBatch tokens(RandomStreams rng, int k) {
    RandomStream row = rng.row(0);
    return TokenBatch.filled(1, 40_000, 0)
        .map((i, j, id) -> k > 0 && j % k == 0 ? 0 : row.index(64));
  }

  @Test
  void whatCannotBeCountedIsRefused() {
    for (int n : new int[] {0, -1, 5}) {
      assertThrows(IllegalArgumentException.class, () -> Diversity.distinct(ROWS, n));
      assertThrows(IllegalArgumentException.class, () -> Diversity.repetition(ROWS, n));
      assertThrows(IllegalArgumentException.class, () -> NGramDivergence.of(ROWS, ROWS, n));
    }
    TokenBatch empty = ROWS.slice(2, 3);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Diversity.unigramEntropy(empty))
            .getMessage();
    assertEquals(
        "n-grams of 1 tokens: n must be at least 1 and at most the longest row, which has 0",
        message);
  }
}

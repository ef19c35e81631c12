package org.udm.discrete.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

class KnownTokensTest {
  private static final TokenBatch X =
      TokenBatch.of(new int[] {9, 9, 9, 9}, new int[] {1, 9}, new int[] {9, 4, 9});

  private static TokenBatch impose(KnownTokens known) {
    RandomStreams rng = RandomStreams.of(1);
    TokenBatch state = known.onState(X, Times.all(3, 0.5), rng);
    assertEquals(state, known.onPrediction(X, rng));
    return state;
  }

  @Test
  void aPrefixStartsEveryRow() {
    assertEquals(
        TokenBatch.of(new int[] {7, 8, 9, 9}, new int[] {7, 8}, new int[] {7, 8, 9}),
        impose(KnownTokens.prefix(7, 8)));
    assertEquals(X, impose(KnownTokens.prefix()));
  }

  @Test
  void aPatternLeavesItsFreePositions() {
    assertEquals(
        TokenBatch.of(new int[] {9, 5, 9, 9}, new int[] {1, 5}, new int[] {9, 5, 9}),
        impose(KnownTokens.everyRow(new int[] {3, 5, 3, 3}, 3)));
    assertEquals(
        TokenBatch.of(new int[] {9, 9, 9, 6}, new int[] {0, 9}, new int[] {9, 4, 9}),
        impose(
            KnownTokens.perRow(
                TokenBatch.of(new int[] {3, 3, 3, 6}, new int[] {0}, new int[] {}), 3)));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> impose(KnownTokens.prefix(1, 2, 3)));
    assertThrows(
        IllegalArgumentException.class,
        () -> impose(KnownTokens.perRow(TokenBatch.of(new int[] {1}), 3)));
  }
}

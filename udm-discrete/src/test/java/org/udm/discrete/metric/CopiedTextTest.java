package org.udm.discrete.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.text.CharacterVocabulary;
import org.udm.discrete.text.Vocabulary;

class CopiedTextTest {
  private static final long SEED = 20261122;

  @Test
  void matchesAreThoseOfASearchByHand() {
    RandomStreams rng = RandomStreams.of(SEED);
    for (int i = 0; i < 300; i++) {
      RandomStream row = rng.row(i);
      int letters = 1 + row.index(4); // few letters: long matches, many shared states
      TokenBatch rows = rows(1 + row.index(4), 25, letters, row);
      TokenBatch text = rows(1 + row.index(3), 60, letters, row);
      SampleAutomaton automaton = new SampleAutomaton(rows);
      for (int k = 0; k < text.rows(); k++) {
        automaton.read(text.row(k));
      }
      int[][] matches = automaton.matches();
      for (int r = 0; r < rows.rows(); r++) {
        assertArrayEquals(slow(rows.row(r), text), matches[r], rows + " in " + text);
      }
    }
  }

  private static TokenBatch rows(int rows, int longest, int letters, RandomStream rng) {
    int[][] ids = new int[rows][];
    for (int r = 0; r < rows; r++) {
      ids[r] = new int[rng.index(longest)];
      for (int j = 0; j < ids[r].length; j++) {
        ids[r][j] = rng.index(letters);
      }
    }
    return TokenBatch.of(ids);
  }

  /** Tries every end and every length. */
  private static int[] slow(int[] row, TokenBatch text) {
    int[] matches = new int[row.length];
    for (int end = 1; end <= row.length; end++) {
      for (int length = 1; length <= end; length++) {
        int[] part = Arrays.copyOfRange(row, end - length, end);
        for (int k = 0; k < text.rows(); k++) {
          int[] run = text.row(k);
          for (int from = 0; from + length <= run.length; from++) {
            if (Arrays.equals(part, Arrays.copyOfRange(run, from, from + length))) {
              matches[end - 1] = length;
            }
          }
        }
      }
    }
    return matches;
  }

  @Test
  void copiesAreCountedOnce() {
    Vocabulary letters = CharacterVocabulary.of("abcdefghij ");
    TokenBatch text = TokenBatch.of(letters.encode("abcdef"), letters.encode("ghij"));
    TokenBatch rows =
        TokenBatch.of(
            letters.encode("abc bcd ab"), // 3 + 3 of 10 in matches of 3; ab is too short
            letters.encode("efgh"), // ef and gh are in different runs
            letters.encode("abcdeghij"), // two matches side by side cover all
            new int[0]);
    CopiedText copied = CopiedText.of(rows, Stream.of(text), 3);
    assertEquals((0.6 + 0 + 1) / 3, copied.share().mean(), 1e-15);
    assertEquals((3 + 2 + 5) / 3.0, copied.longest().mean(), 1e-15);
    assertEquals(5, copied.record());
    assertEquals(2, copied.recordRow());
    assertEquals(5, copied.recordEnd());
    // Overlapping matches: bcd and cdx are 3 long, the x is not in the first.
    CopiedText overlapping =
        CopiedText.of(
            TokenBatch.of(letters.encode("abcd")),
            Stream.of(TokenBatch.of(letters.encode("abc"), letters.encode("bcd"))),
            3);
    assertEquals(1, overlapping.share().mean());
    assertEquals(3, overlapping.record());
  }

  @Test
  void whatCannotBeCountedIsRefused() {
    TokenBatch rows = TokenBatch.of(new int[] {1}, new int[0]);
    assertThrows(IllegalArgumentException.class, () -> CopiedText.of(rows, Stream.of(rows), 0));
    assertThrows(
        IllegalArgumentException.class, () -> CopiedText.of(rows.slice(1, 2), Stream.of(rows), 1));
  }
}

package org.udm.discrete.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;

class EmbeddingsTest {
  private static int[] word(String letters) {
    return letters.chars().toArray();
  }

  private static double count(String part, String whole) {
    return Math.exp(Embeddings.of(word(part), word(whole)).logCount());
  }

  @Test
  void bagIsFiveTimesInBabgbag() {
    assertEquals(5, count("bag", "babgbag"), 1e-12); // source: ORACLES.md, "Deletion"
  }

  @Test
  void smallCasesAreThoseOfAllSubsets() {
    for (String whole : new String[] {"", "a", "abab", "aabbab", "bbabaab"}) {
      for (String part : new String[] {"", "a", "b", "ab", "aba", "bb", "abab", "c"}) {
        int ways = 0;
        for (int kept = 0; kept < 1 << whole.length(); kept++) {
          StringBuilder left = new StringBuilder();
          for (int j = 0; j < whole.length(); j++) {
            left.append((kept >> j & 1) == 1 ? whole.substring(j, j + 1) : "");
          }
          ways += left.toString().equals(part) ? 1 : 0;
        }
        assertEquals(ways, count(part, whole), 1e-11, part + " in " + whole);
        assertEquals(ways > 0, Embeddings.of(word(part), word(whole)).exist());
      }
    }
  }

  @Test
  void everyEmbeddingIsDrawnEquallyOften() {
    Embeddings embeddings = Embeddings.of(word("bag"), word("babgbag"));
    Map<String, Double> law =
        Enumeration.exact().law(rng -> Arrays.toString(embeddings.draw(rng.row(0))));
    assertEquals(5, law.size());
    law.values().forEach(p -> assertEquals(0.2, p, 1e-14));
  }

  @Test
  void countsAThousandTokens() {
    // n equal tokens in 2n: binomial(2n, n); log by Stirling's series, relative error below 1e-12
    int n = 512;
    Embeddings embeddings = Embeddings.of(new int[n], new int[2 * n]);
    double expected =
        2 * n * Math.log(2) - 0.5 * Math.log(Math.PI * n) - 1 / (8.0 * n) + 1 / (192.0 * n * n * n);
    assertEquals(expected, embeddings.logCount(), 1e-9);
    // the share of embeddings that take the first token is one half; seed 1, N = 2,000, level 1e-5
    RandomStreams rng = RandomStreams.of(1);
    int first = 0;
    for (int i = 0; i < 2000; i++) {
      boolean[] taken = embeddings.draw(rng.row(i));
      int count = 0;
      for (boolean one : taken) {
        count += one ? 1 : 0;
      }
      assertEquals(n, count);
      first += taken[0] ? 1 : 0;
    }
    assertEquals(0.5, first / 2000.0, 4.42 * 0.5 / Math.sqrt(2000));
  }

  @Test
  void noEmbeddingIsAnError() {
    Embeddings none = Embeddings.of(word("ba"), word("ab"));
    assertFalse(none.exist());
    assertEquals(Double.NEGATIVE_INFINITY, none.logCount());
    String message =
        assertThrows(IllegalArgumentException.class, () -> none.draw(RandomStreams.of(1).row(0)))
            .getMessage();
    assertTrue(message.contains("no subsequence"), message);
    assertFalse(Embeddings.of(word("abc"), word("ab")).exist());
  }
}

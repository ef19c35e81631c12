package org.udm.discrete.grammar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.udm.core.Times;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;

class OracleTest {
  private static final long SEED = 20261122;
  private static final Times ANY = Times.all(1, 0.5);

  private static final Grammar SMALL =
      Grammar.of(
          """
          S -> 'a' N | 'the' N V [2] | 'why'
          N -> 'old' N1 | N1 [2]
          N1 -> 'cat' | 'cats' [3]
          V -> 'runs' | ''
          """);

  /** All rows of a language and their probabilities, by drawing in every way. */
  private static Map<TokenBatch, Double> rows(Grammar g) {
    return Enumeration.exact().law(rng -> TokenBatch.of(g.sampleRow(rng.row(0))));
  }

  private static boolean agrees(TokenBatch xt, TokenBatch x0, int mask) {
    return Positions.where(x0, (i, j, id) -> xt.token(i, j) != mask && xt.token(i, j) != id).size()
        == 0;
  }

  @Test
  void beliefsAreThoseOfBayesForEveryMaskedRow() {
    Map<TokenBatch, Double> law = rows(SMALL);
    int mask = SMALL.vocabulary().size();
    for (TokenBatch clean : law.keySet()) {
      for (int set = 0; set < 1 << SMALL.length(); set++) {
        int masked = set;
        TokenBatch xt = clean.map((i, j, id) -> (masked >> j & 1) == 1 ? mask : id);
        double evidence = 0;
        double[][] words = new double[SMALL.length()][mask];
        Map<TokenBatch, Double> posterior = new HashMap<>();
        for (Map.Entry<TokenBatch, Double> entry : law.entrySet()) {
          if (agrees(xt, entry.getKey(), mask)) {
            evidence += entry.getValue();
            posterior.put(entry.getKey(), entry.getValue());
            for (int j = 0; j < words.length; j++) {
              words[j][entry.getKey().token(0, j)] += entry.getValue();
            }
          }
        }
        Map<TokenBatch, Double> drawn =
            Enumeration.exact().law(rng -> SentenceOracle.of(SMALL).predict(xt, ANY).draw(rng));
        assertEquals(posterior.keySet(), drawn.keySet());
        for (Map.Entry<TokenBatch, Double> entry : law.entrySet()) {
          double p = posterior.getOrDefault(entry.getKey(), 0.0) / evidence;
          assertEquals(p, drawn.getOrDefault(entry.getKey(), 0.0), 1e-12);
          assertEquals(
              p,
              Math.exp(SentenceOracle.of(SMALL).predict(xt, ANY).logProb(entry.getKey())[0]),
              1e-12);
        }
        for (int word = 0; word < mask; word++) {
          TokenBatch all = TokenBatch.filled(1, SMALL.length(), word);
          double[] logs = WordOracle.of(SMALL).predict(xt, ANY).logProbAt(all, Positions.all(all));
          for (int j = 0; j < logs.length; j++) {
            assertEquals(words[j][word] / evidence, Math.exp(logs[j]), 1e-12);
          }
        }
      }
    }
  }

  /** The chain rule: unmasking a row word by word, in any order, costs -log P(x_0). */
  @Test
  void anyOrderOfUnmaskingCostsTheLogProbability() {
    Grammar g = Grammar.english();
    int mask = g.vocabulary().size();
    for (int i = 0; i < 20; i++) {
      TokenBatch x0 = TokenBatch.of(g.sampleRow(RandomStreams.of(SEED).row(i)));
      TokenBatch xt = TokenBatch.filled(1, g.length(), mask);
      double log = 0;
      for (int j : order(g.length(), RandomStreams.of(SEED).named("order").row(i))) {
        Positions at = Positions.of(new int[] {0}, new int[] {j});
        log += WordOracle.of(g).predict(xt, ANY).logProbAt(x0, at)[0];
        xt = at.put(at.tokensOf(x0), xt);
      }
      assertEquals(g.logProb(x0.row(0)), log, 1e-10);
    }
  }

  private static int[] order(int n, RandomStream rng) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = rng.index(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Test
  void samplesOfWholeSentencesAreGrammaticalAndOfIndependentWordsAreNot() {
    Grammar g = Grammar.english();
    TokenBatch masked = TokenBatch.filled(200, g.length(), g.vocabulary().size());
    Times t = Times.all(200, 1);
    RandomStreams rng = RandomStreams.of(SEED);
    assertEquals(1, g.grammaticalShare(SentenceOracle.of(g).predict(masked, t).draw(rng)));
    assertTrue(g.grammaticalShare(WordOracle.of(g).predict(masked, t).draw(rng)) < 0.1);
  }

  @Test
  void rowsThatNoSentenceAgreesWith() {
    TokenBatch xt = TokenBatch.of(new int[] {SMALL.vocabulary().id("cat"), 99, 99, 99, 99});
    assertEquals(SMALL.length(), xt.length(0));
    TokenBatch impossible = xt.map((i, j, id) -> Math.min(id, SMALL.vocabulary().size()));
    assertEquals(
        "row 0, \"cat _ _ _ _\", agrees with no sentence: it cannot come from masking one",
        assertThrows(
                IllegalArgumentException.class,
                () -> SentenceOracle.of(SMALL).predict(impossible, ANY))
            .getMessage());
    int v = SMALL.vocabulary().size();
    double[] logs =
        WordOracle.of(SMALL)
            .predict(impossible, ANY)
            .logProbAt(impossible.map((i, j, id) -> id % v), Positions.all(impossible));
    double[] expected = new double[5];
    Arrays.fill(expected, 1, 5, -Math.log(v));
    assertArrayEquals(expected, logs, 1e-12);
    assertThrows(IllegalArgumentException.class, () -> SentenceOracle.of(SMALL).predict(xt, ANY));
  }
}

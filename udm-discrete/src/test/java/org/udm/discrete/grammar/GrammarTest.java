package org.udm.discrete.grammar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.DataSource;
import org.udm.discrete.TokenBatch;

class GrammarTest {
  private static final long SEED = 20261122;
  private static final double LEVEL = 1e-3; // false alarms of each statistical test here

  private static final String UNAMBIGUOUS =
      """
      S -> Np Vp [3] | 'why' [1]
      Np -> 'the' Adj N | 'she' [2]
      Adj -> '' [0.7] | 'old' Adj2 [0.3]
      Adj2 -> '' [5] | 'red'
      N -> 'cat' | 'dog' [0.5]
      Vp -> 'runs' | 'sees' Np2
      Np2 -> 'it' | 'the' N
      """;

  /** "a b c" and "a" have two derivations each, "" has one. */
  private static final String AMBIGUOUS =
      """
      S -> X Y | 'a' X | ''
      X -> 'a b' [2] | '' [1]
      Y -> 'c' | 'a' [0.1] | 'b c'
      """;

  /** All sentences with their probabilities, by all derivations: slow and obvious. */
  private static Map<List<String>, Double> sentences(String rules) {
    Map<List<String>, Double> law = new HashMap<>();
    Rules parsed = Rules.parse(rules);
    derive(parsed, List.of(new Rules.Symbol(parsed.start(), false)), List.of(), 1, law);
    return law;
  }

  private static void derive(
      Rules rules,
      List<Rules.Symbol> left,
      List<String> written,
      double p,
      Map<List<String>, Double> law) {
    if (left.isEmpty()) {
      law.merge(written, p, Double::sum);
      return;
    }
    List<Rules.Symbol> rest = left.subList(1, left.size());
    if (left.get(0).isWord()) {
      derive(rules, rest, append(written, List.of(left.get(0).text())), p, law);
      return;
    }
    for (Rules.Alternative a : rules.rules().get(left.get(0).text())) {
      derive(rules, append(a.symbols(), rest), written, p * a.probability(), law);
    }
  }

  private static <T> List<T> append(List<T> first, List<T> second) {
    return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
  }

  private static double entropy(Map<?, Double> law) {
    return law.values().stream().mapToDouble(p -> -p * Math.log(p)).sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {UNAMBIGUOUS, AMBIGUOUS})
  void theLawIsThatOfAllDerivations(String rules) {
    Map<List<String>, Double> law = sentences(rules);
    Grammar g = Grammar.of(rules);
    assertEquals(1, law.values().stream().mapToDouble(p -> p).sum(), 1e-12);
    assertEquals(law.size(), g.sentences());
    assertEquals(entropy(law), g.entropy(), 1e-12);
    assertEquals(
        law.entrySet().stream().mapToDouble(e -> e.getKey().size() * e.getValue()).sum(),
        g.meanWords(),
        1e-12);
    assertEquals(law.keySet().stream().mapToInt(List::size).max().orElseThrow() + 1, g.length());
    law.forEach(
        (words, p) -> {
          String sentence = String.join(" ", words);
          if (!sentence.isEmpty()) {
            assertEquals(Math.log(p), g.logProb(sentence), 1e-12);
            assertTrue(g.isGrammatical(sentence + " ."));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {UNAMBIGUOUS, AMBIGUOUS})
  void samplesHaveTheLawExactly(String rules) {
    Grammar g = Grammar.of(rules);
    Map<String, Double> drawn = Enumeration.exact().law(rng -> g.sample(rng.row(0)));
    Map<List<String>, Double> law = sentences(rules);
    assertEquals(law.size(), drawn.size());
    law.forEach(
        (words, p) -> assertEquals(p, drawn.get((String.join(" ", words) + " .").strip()), 1e-12));
  }

  @Test
  void theEntropyOfAnUnambiguousGrammarIsThatOfItsRules() {
    // H(S) = ln 2 + H(A) + H(B), by hand.
    Grammar g =
        Grammar.of("S -> 'x' A B [1] | 'y' A B [1]\nA -> 'a' [1] | 'b' [3]\nB -> 'c' | 'd'");
    double hA = -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75);
    assertEquals(2 * Math.log(2) + hA, g.entropy(), 1e-14);
  }

  @Test
  void ambiguityIsSummed() {
    // "a" is X Y with X empty, 1/3 * 1/3 * 0.1 / 2.1, and 'a' X with X empty, 1/3 * 1/3.
    assertEquals(Math.log((0.1 / 2.1 + 1) / 9), Grammar.of(AMBIGUOUS).logProb("a"), 1e-14);
  }

  @Test
  void englishIsUnambiguousAndItsEntropyExact() {
    Grammar g = Grammar.english();
    // Sum of rule entropies over all derivations, the other way to the same number.
    assertEquals(ruleEntropy(Rules.parse(g.rules()), "S", new HashMap<>()), g.entropy(), 1e-12);
    assertEquals(27, g.vocabulary().size());
    assertEquals(11, g.length());
    assertEquals(143_856, g.sentences());
    assertEquals(8.8644, g.entropy(), 1e-4);
  }

  /** H(A) = sum over alternatives of p (-log p + sum of H of its symbols). */
  private static double ruleEntropy(Rules rules, String name, Map<String, Double> known) {
    if (!known.containsKey(name)) {
      double h = 0;
      for (Rules.Alternative a : rules.rules().get(name)) {
        double inner = -Math.log(a.probability());
        for (Rules.Symbol symbol : a.symbols()) {
          inner += symbol.isWord() ? 0 : ruleEntropy(rules, symbol.text(), known);
        }
        h += a.probability() * inner;
      }
      known.put(name, h);
    }
    return known.get(name);
  }

  @Test
  void theMeanLogProbabilityOfSamplesIsTheEntropy() {
    Grammar g = Grammar.english();
    int n = 50_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double nats = -g.logProb(g.sampleRow(RandomStreams.of(SEED).row(i)));
      sum += nats;
      squares += nats * nats;
    }
    double mean = sum / n;
    double error = Math.sqrt((squares / n - mean * mean) / n);
    assertEquals(g.entropy(), mean, 3.29 * error); // two-sided level 1e-3
    assertTrue(Math.abs(g.entropy() + 0.1 - mean) > 3.29 * error); // the planted error
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the cat sleeps .",
        "this small cat chases many dogs .",
        "the dogs that see the bird sleep",
        "a small child that sings likes these birds . . ."
      })
  void englishHasWhatAgrees(String sentence) {
    assertTrue(Grammar.english().isGrammatical(sentence));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        ".",
        "the cat sleep .", // subject and verb
        "these cat sleeps .", // determiner and noun
        "the cat small sleeps .", // size before noun
        "the dogs that see the bird sleeps .", // across the clause
        "the cat sees .", // no object
        "the cat . sleeps .", // the end in the middle
        "the zebra sleeps ." // no word of the language
      })
  void englishHasNothingElse(String sentence) {
    assertFalse(Grammar.english().isGrammatical(sentence));
    assertEquals(Double.NEGATIVE_INFINITY, Grammar.english().logProb(sentence));
  }

  @Test
  void rowsAreSentencesFilledUp() {
    Grammar g = Grammar.english();
    Set<Integer> lengths = new HashSet<>();
    TokenBatch batch = g.source(500).batch(0, RandomStreams.of(SEED));
    batch.requireIdsBelow(g.vocabulary().size());
    assertEquals(1, g.grammaticalShare(batch));
    for (int i = 0; i < batch.rows(); i++) {
      int[] row = batch.row(i);
      assertEquals(g.length(), row.length);
      String text = g.text(row);
      assertTrue(text.endsWith(" .") && text.indexOf('.') == text.length() - 1);
      lengths.add(text.split(" ").length);
      assertEquals(g.logProb(row), g.logProb(text));
      row[0] = g.vocabulary().size(); // the mask
      assertFalse(g.isGrammatical(row));
    }
    assertTrue(lengths.size() > 5);
  }

  @Test
  void aRowDependsNeitherOnTheBatchSizeNorOnOtherRows() {
    Grammar g = Grammar.english();
    RandomStreams rng = RandomStreams.of(SEED);
    TokenBatch large = g.source(40).batch(3, rng);
    TokenBatch ragged = g.raggedSource(40).batch(3, rng);
    for (int i = 0; i < 40; i++) { // the same sentences without their end words
      assertEquals(g.text(large.row(i)), g.text(ragged.row(i)) + " .");
      assertEquals(g.logProb(large.row(i)), g.logProb(ragged.row(i)));
    }
    DataSource<TokenBatch> small = g.source(7);
    assertEquals(large.slice(0, 7), small.batch(3, rng));
    assertEquals(large.slice(33, 40), small.batch(3, rng.fromRow(33)));
  }

  @Test
  void theEndWordCanBeChosen() {
    Grammar g = Grammar.of("S -> 'stop' '.' | 'go' 'on' '!'", "#");
    assertEquals(
        List.of("stop", ".", "go", "on", "!", "#"), g.vocabulary().description().get("words"));
    assertArrayEquals(new int[] {0, 1, 5, 5}, row(g, "stop . #"));
    assertEquals(
        "the end word \".\" is also a word of the rules: leave it out there, or name another: Grammar.of(rules, end)",
        assertThrows(IllegalArgumentException.class, () -> Grammar.of(g.rules())).getMessage());
  }

  private static int[] row(Grammar g, String text) {
    for (int i = 0; i < 100; i++) {
      int[] row = g.sampleRow(RandomStreams.of(SEED).row(i));
      if (g.text(row).equals(text)) {
        return row;
      }
    }
    throw new AssertionError("not among 100 samples: " + text);
  }

  @Test
  void drawnSentencesAreFrequentAsTheyShould() {
    Grammar g = Grammar.of("S -> 'a' [1] | 'b' [2] | 'c' [5]");
    long[] counts = new long[3];
    for (int i = 0; i < 8_000; i++) {
      counts[g.sampleRow(RandomStreams.of(SEED).row(i))[0]]++;
    }
    double[] expected = {1_000, 2_000, 5_000};
    assertTrue(ChiSquareTest.withDefaults().test(expected, counts).getPValue() > LEVEL);
    double[] planted = {1_200, 1_800, 5_000};
    assertTrue(ChiSquareTest.withDefaults().test(planted, counts).getPValue() < LEVEL);
  }
}

package org.udm.discrete.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.udm.core.bound.Estimate;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

class KneserNeyTest {
  private static final long SEED = 20261122;

  private static int[] row(int length, int letters, RandomStream rng) {
    // Squares make some letters rare, so that counts of 1, 2, 3 and 4 all occur.
    return IntStream.range(0, length)
        .map(i -> (int) (letters * Math.pow(rng.uniform(), 2)))
        .toArray();
  }

  @Test
  void aBigramModelByHand() {
    // a b a c a b, three tokens a, b, c. Bigrams ab 2, ba 1, ac 1, ca 1: n_1 = 3, n_2 = 1, n_3 = 0,
    // so Y = 3/5, D_1 = 1 - 2 (3/5)(1/3) = 3/5, D_2 = 3/5 too (no estimate: 1/2, but not below
    // D_1). Ways to begin: a from b and c, b from a, c from a: 2, 1, 1 of 4; n_1 = 2, n_2 = 1,
    // Y = 1/2, D_1 = 1/2, D_2 = 1/2. So below:
    // p(a) = (3/2 + (1/2 * 2 + 1/2 * 1) / 3) / 4 = 1/2, p(b) = p(c) = (1/2 + 1/2) / 4 = 1/4.
    KneserNey model = KneserNey.train(Stream.of(TokenBatch.of(new int[] {0, 1, 0, 2, 0, 1})), 3, 2);
    // After a: b 2, c 1 of 3; taken 3/5 * 1 + 3/5 * 1 = 6/5.
    assertEquals((7 / 5.0 + 6 / 5.0 / 4) / 3, model.probability(1, 0), 1e-15);
    assertEquals((2 / 5.0 + 6 / 5.0 / 4) / 3, model.probability(2, 0), 1e-15);
    assertEquals((6 / 5.0 / 2) / 3, model.probability(0, 0), 1e-15);
    // Without a context, by the tokens themselves: a 3, b 2, c 1; n_1 = n_2 = n_3 = 1, Y = 1/3,
    // D_1 = 1/3, D_2 = 2 - 3 (1/3) = 1, D_3 = 1/2 (no n_4); taken 11/6.
    assertEquals((5 / 2.0 + 11 / 18.0) / 6, model.probability(0), 1e-15);
    assertEquals((1 + 11 / 18.0) / 6, model.probability(1), 1e-15);
    assertEquals((2 / 3.0 + 11 / 18.0) / 6, model.probability(2), 1e-15);
  }

  @Test
  void probabilitiesSumToOneForEveryContext() {
    RandomStreams rng = RandomStreams.of(SEED);
    for (int order = 1; order <= 5; order++) {
      for (int letters : new int[] {1, 2, 7, 30}) {
        TokenBatch text =
            TokenBatch.of(
                row(300, letters, rng.at(order).row(letters)), row(2, letters, rng.row(letters)));
        KneserNey model = KneserNey.train(Stream.of(text), letters + 1, order); // one never occurs
        for (int i = 0; i < 50; i++) {
          int[] context = row(i % 7, letters + 1, rng.at(order).named("context").row(i));
          double sum = 0;
          for (int w = 0; w <= letters; w++) {
            double p = model.probability(w, context);
            assertTrue(p > 0, "p(%d | %s) = %s".formatted(w, Arrays.toString(context), p));
            sum += p;
          }
          assertEquals(1, sum, 1e-12);
        }
      }
    }
  }

  @Test
  void itIsTheFormulaOnEveryText() {
    RandomStreams rng = RandomStreams.of(SEED).named("formula");
    for (int i = 0; i < 10; i++) {
      List<int[]> runs = List.of(row(400, 6, rng.at(i).row(0)), row(50, 6, rng.at(i).row(1)));
      KneserNey model = KneserNey.train(Stream.of(TokenBatch.of(runs.toArray(int[][]::new))), 6, 4);
      for (int j = 0; j < 100; j++) {
        int[] context = row(j % 6, 6, rng.at(i).named("context").row(j));
        int token = j % 6;
        int known = Math.min(3, context.length);
        List<Integer> h = IntStream.of(context).skip(context.length - known).boxed().toList();
        assertEquals(slow(runs, h, token, true), model.probability(token, context), 1e-12);
      }
    }
  }

  /** Chen and Goodman's recursion as it stands, over lists. */
  private static double slow(List<int[]> runs, List<Integer> h, int token, boolean highest) {
    double lower = h.isEmpty() ? 1 / 6.0 : slow(runs, h.subList(1, h.size()), token, false);
    Map<List<Integer>, Integer> counts = new HashMap<>();
    Set<List<Integer>> longer = new HashSet<>();
    int n = h.size() + 1;
    for (int[] run : runs) {
      List<Integer> tokens = IntStream.of(run).boxed().toList();
      for (int i = 0; i + n <= run.length; i++) {
        if (highest) {
          counts.merge(tokens.subList(i, i + n), 1, Integer::sum);
        } else if (i > 0 && longer.add(tokens.subList(i - 1, i + n))) {
          counts.merge(tokens.subList(i, i + n), 1, Integer::sum);
        }
      }
    }
    double[] many = new double[5];
    counts.values().stream().filter(c -> c < 5).forEach(c -> many[c]++);
    double y = many[1] / (many[1] + 2 * many[2]);
    double[] d = {0.5, 0.5, 0.5};
    for (int k = 1; k <= 3; k++) {
      if (many[1] > 0 && many[2] > 0 && many[k] > 0 && many[k + 1] > 0) {
        d[k - 1] = k - (k + 1) * y * many[k + 1] / many[k];
      }
      d[k - 1] = Math.max(d[0], d[k - 1]);
    }
    double total = 0;
    double taken = 0;
    for (int w = 0; w < 6; w++) {
      int c = counts.getOrDefault(Stream.concat(h.stream(), Stream.of(w)).toList(), 0);
      total += c;
      taken += c == 0 ? 0 : d[Math.min(c, 3) - 1];
    }
    if (total == 0) {
      return lower;
    }
    int c = counts.getOrDefault(Stream.concat(h.stream(), Stream.of(token)).toList(), 0);
    return ((c == 0 ? 0 : c - d[Math.min(c, 3) - 1]) + taken * lower) / total;
  }

  @Test
  void aRowIsTheProductOfItsTokens() {
    RandomStreams rng = RandomStreams.of(SEED);
    KneserNey model = KneserNey.train(Stream.of(TokenBatch.of(row(500, 9, rng.row(0)))), 9, 3);
    int[] row = row(20, 9, rng.row(1));
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += Math.log(model.probability(row[i], Arrays.copyOf(row, i)));
    }
    TokenBatch rows = TokenBatch.of(row, new int[0], new int[] {row[0]});
    double[] logs = model.logProb(rows);
    assertEquals(sum, logs[0], 1e-12);
    assertEquals(0, logs[1]);
    Estimate surprise = model.surprise(rows);
    assertEquals(-(sum + logs[2]) / 21, surprise.mean(), 1e-12);
    Estimate perplexity = model.perplexity(rows);
    assertEquals(Math.exp(surprise.mean()), perplexity.mean(), 1e-12);
    assertEquals(perplexity.mean() * surprise.standardError(), perplexity.standardError(), 1e-12);
  }

  @Test
  void theStandardErrorIsThatOfARatio() {
    // Rows of 5 to 14 fair bits under a judge that gives each 1 its length in nats: the ratio of
    // sums over 400 rows, 300 times; its spread must be what is stated within 25 %. The spread of
    // a spread over 300 is 4.1 %: 6 standard deviations.
    RandomStreams rng = RandomStreams.of(SEED).named("ratio");
    double[] means = new double[300];
    double stated = 0;
    for (int k = 0; k < means.length; k++) {
      int[][] rows = new int[400][];
      for (int i = 0; i < rows.length; i++) {
        RandomStream row = rng.at(k).row(i);
        rows[i] = new int[5 + row.index(10)];
        Arrays.setAll(rows[i], j -> row.index(2));
      }
      Judge ones =
          batch ->
              IntStream.range(0, batch.rows())
                  .mapToDouble(i -> -IntStream.of(batch.row(i)).sum())
                  .toArray();
      Estimate surprise = ones.surprise(TokenBatch.of(rows));
      means[k] = surprise.mean();
      stated += surprise.standardError() / means.length;
    }
    double mean = Arrays.stream(means).average().orElseThrow();
    double spread = Math.sqrt(Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum() / 299);
    assertEquals(1, spread / stated, 0.25);
    assertEquals(0.5, mean, 6 * stated / Math.sqrt(300));
  }

  @Test
  void impossibleModelsAreRefused() {
    TokenBatch text = TokenBatch.of(new int[] {0, 1});
    message("order from 1 to", () -> KneserNey.train(Stream.of(text), 2, 0));
    message("order from 1 to 4", () -> KneserNey.train(Stream.of(text), 30_000, 5));
    message("outside [0, 1)", () -> KneserNey.train(Stream.of(text), 1, 2));
    message("without a token", () -> KneserNey.train(Stream.empty(), 2, 2));
    KneserNey model = KneserNey.train(Stream.of(text), 2, 2);
    message("token id 2", () -> model.probability(2));
    message("token id 2", () -> model.logProb(TokenBatch.of(new int[] {2})));
    message("without a token", () -> model.surprise(TokenBatch.of(new int[0])));
  }

  private static void message(String part, org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(IllegalArgumentException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
  }
}

package org.udm.discrete.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.udm.core.bound.Estimate;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;

class ClassJudgeTest {

  /** A judge of rows of independent tokens, of which 1 has a probability. */
  private static Judge coin(double p) {
    return rows ->
        IntStream.range(0, rows.rows())
            .mapToDouble(
                i ->
                    IntStream.of(rows.row(i))
                        .mapToDouble(id -> Math.log(id == 1 ? p : 1 - p))
                        .sum())
            .toArray();
  }

  /** Of three tokens with two ones: 0.2^2 0.8 s_0 against 0.6^2 0.4 s_1, equal at s_0 = 9/11. */
  @Test
  void bayesRuleByHand() {
    TokenBatch rows = TokenBatch.of(new int[] {1, 0, 1}, new int[3]);
    List<Judge> judges = List.of(coin(0.2), coin(0.6));
    assertArrayEquals(
        new int[] {1, 0}, ClassJudge.of(judges, 9 / 11.0 - 0.01, 2 / 11.0 + 0.01).classes(rows));
    assertArrayEquals(
        new int[] {0, 0}, ClassJudge.of(judges, 9 / 11.0 + 0.01, 2 / 11.0 - 0.01).classes(rows));
    Estimate right =
        ClassJudge.of(judges, 0.5, 0.5).accuracy(rows, TokenBatch.of(new int[] {1}, new int[] {1}));
    assertEquals(0.5, right.mean());
    assertEquals(0.5, right.standardError(), 1e-12);
  }

  /** Seed 2; 200 rows of 12 tokens of each law, whose trigrams differ and whose tokens do not. */
  @Test
  void modelsOfNGramsKnowTheOrderOfTokens() {
    RandomStreams rng = RandomStreams.of(2);
    List<KneserNey> models =
        IntStream.range(0, 2)
            .mapToObj(k -> KneserNey.train(Stream.of(rows(k, rng.named("training"))), 3, 3))
            .toList();
    ClassJudge judge = ClassJudge.of(models, 0.5, 0.5);
    for (int k = 0; k < 2; k++) {
      TokenBatch told = TokenBatch.filled(200, 1, k);
      TokenBatch rows = rows(k, rng.named("others"));
      assertEquals(1, judge.accuracy(rows, told).mean(), 0.02);
      // planted: told the other class
      assertEquals(0, judge.accuracy(rows, TokenBatch.filled(200, 1, 1 - k)).mean(), 0.02);
    }
  }

  /** Rows that count up, or down, modulo 3, with a tenth of the steps at random. */
  private static TokenBatch rows(int k, RandomStreams rng) {
    int[][] rows = new int[200][12];
    for (int i = 0; i < rows.length; i++) {
      RandomStream own = rng.at(k).row(i);
      rows[i][0] = own.index(3);
      for (int l = 1; l < 12; l++) {
        rows[i][l] = own.bernoulli(0.1) ? own.index(3) : (rows[i][l - 1] + (k == 0 ? 1 : 2)) % 3;
      }
    }
    return TokenBatch.of(rows);
  }

  @Test
  void sharesMustBePositive() {
    for (double[] shares : new double[][] {{1}, {1, 0}, {0.2, 0.3, 0.5}, {1, Double.NaN}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ClassJudge.of(List.of(coin(0.2), coin(0.6)), shares));
    }
  }
}

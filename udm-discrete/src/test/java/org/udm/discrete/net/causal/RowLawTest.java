package org.udm.discrete.net.causal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.discrete.net.Nets.assertMessage;
import static org.udm.discrete.net.causal.RowNets.MASK;
import static org.udm.discrete.net.causal.RowNets.TIMES;
import static org.udm.discrete.net.causal.RowNets.V;
import static org.udm.discrete.net.causal.RowNets.XT;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.TransformerShape.PositionCode;
import org.udm.discrete.sample.DrawOptions;
import org.udm.torch.Precision;

/** What a causal network believes is a law of whole rows, and draws follow it. */
class RowLawTest {
  private static final TokenBatch EVERY = RowNets.everyRow();

  /** Probabilities of all 15 rows given one corrupted row. */
  private static double[] law(Seq2SeqPredictor predictor, TokenBatch xt, double t) {
    double[] logs = predictor.predict(xt.repeat(0, 15), Times.all(15, t)).logProb(EVERY);
    return Arrays.stream(logs).map(Math::exp).toArray();
  }

  @ParameterizedTest
  @CsvSource({"LEARNED, FP32", "ROTARY, FP32", "LEARNED, BF16"})
  void probabilitiesOfAllRowsSumTo1(PositionCode positions, Precision precision) {
    try (Seq2SeqPredictor predictor =
        RowNets.predictor(RowNets.shape(positions), RowSupport.anyLength(), precision)) {
      for (int i = 0; i < XT.rows(); i++) {
        double[] law = law(predictor, XT.gather(i), TIMES.at(i));
        // bfloat16 products of the same row in another batch may round in another order
        double tolerance = precision == Precision.FP32 ? 1e-5 : 1e-2;
        assertEquals(1, Arrays.stream(law).sum(), tolerance);
        double[] sorted = Arrays.stream(law).sorted().toArray();
        assertTrue(sorted[14] > 3 * sorted[7], "the law should not be near the uniform one");
      }
    }
  }

  @Test
  void rowsOfTheSameLengthSumTo1() {
    try (Seq2SeqPredictor predictor =
        RowNets.predictor(RowNets.shape(), RowSupport.sameLength(), Precision.FP32)) {
      for (int i = 0; i < XT.rows(); i++) {
        int length = XT.length(i);
        TokenBatch rows = EVERY.slice((1 << length) - 1, (2 << length) - 1);
        double[] logs =
            predictor.predict(XT.repeat(i, rows.rows()), Times.all(rows.rows(), 0.5)).logProb(rows);
        assertEquals(1, Arrays.stream(logs).map(Math::exp).sum(), 1e-5);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 4", "1, 1"}) // a mask beside the vocabulary, and one inside it
  void carriedRowsSumTo1(int mask, int possible) {
    try (Seq2SeqPredictor predictor =
        RowNets.predictor(RowNets.shape(), RowSupport.carryingOver(mask), Precision.FP32)) {
      TokenBatch xt = TokenBatch.of(new int[] {mask, 0, mask});
      TokenBatch rows = EVERY.slice(7, 15);
      double[] logs = predictor.predict(xt.repeat(0, 8), Times.all(8, 0.5)).logProb(rows);
      assertEquals(1, Arrays.stream(logs).map(Math::exp).sum(), 1e-5);
      assertEquals(possible, Arrays.stream(logs).filter(Double::isFinite).count());
      TokenBatch drawn =
          predictor.predict(xt.repeat(0, 50), Times.all(50, 0.5)).draw(RandomStreams.of(1));
      for (int i = 0; i < 50; i++) {
        assertEquals(3, drawn.length(i));
        assertEquals(0, drawn.token(i, 1));
        assertTrue(logs[RowNets.number(drawn.row(i)) - 7] > Double.NEGATIVE_INFINITY);
      }
      // nothing to draw: nothing is asked
      TokenBatch whole = TokenBatch.of(new int[] {0, 0}, new int[0]);
      X0Belief<TokenBatch> certain = predictor.predict(whole, Times.all(2, 0));
      assertEquals(whole, certain.draw(RandomStreams.of(1)));
      assertArrayEquals(new double[2], certain.logProb(whole));
    }
  }

  @ParameterizedTest
  @EnumSource(Seq2SeqShape.Due.class)
  void rowsThatContainSumTo1(Seq2SeqShape.Due due) {
    try (Seq2SeqPredictor predictor =
        RowNets.predictor(RowNets.shape().withDue(due), RowSupport.containing(), Precision.FP32)) {
      // of the 15 rows: all, those with a 1, those with a 1 behind a 0, a single one
      int[][] shown = {{}, {1}, {0, 1}, {1, 0, 1}};
      int[] possible = {15, 11, 5, 1};
      for (int i = 0; i < shown.length; i++) {
        TokenBatch xt = TokenBatch.of(shown[i]);
        double[] law = law(predictor, xt, 0.5);
        assertEquals(1, Arrays.stream(law).sum(), 1e-5);
        assertEquals(possible[i], Arrays.stream(law).filter(p -> p > 0).count());
        TokenBatch drawn =
            predictor.predict(xt.repeat(0, 200), Times.all(200, 0.5)).draw(RandomStreams.of(5));
        for (int k = 0; k < 200; k++) {
          assertTrue(law[RowNets.number(drawn.row(k))] > 0, drawn.gather(k).toString());
        }
      }
    }
  }

  @Test
  void whatIsDueIsCountedFromTheLeft() {
    TokenBatch xt = TokenBatch.of(new int[] {1, 0}, new int[] {});
    Constraint constraint = RowSupport.containing().constraint(xt, 4);
    int[] row = {0, 1, 1, 0};
    int[][] written = new int[2][4];
    for (int l = 0; l < 4; l++) {
      for (int i = 0; i < 2; i++) {
        written[i][l] = constraint.matched(i);
        constraint.wrote(i, row[l]);
      }
    }
    DueTokens due = DueTokens.of(xt, written, V);
    assertArrayEquals(new int[] {1, 1, 0, 0, V, V, V, V}, due.tokens());
    assertArrayEquals(new int[] {0, 0, 1, 1, 0, 0, 0, 0}, due.places());
    assertEquals(2, constraint.matched(0));
  }

  @ParameterizedTest
  @EnumSource(PositionCode.class)
  void autoregressiveRowsSumTo1(PositionCode positions) {
    try (AutoregressiveModel ends = RowNets.model(positions, RowSupport.anyLength());
        AutoregressiveModel fixed = RowNets.model(positions, RowSupport.sameLength())) {
      double[] logs = ends.logProb(EVERY);
      assertEquals(1, Arrays.stream(logs).map(Math::exp).sum(), 1e-5);
      double[] ofThree = fixed.logProb(EVERY.slice(7, 15));
      assertEquals(1, Arrays.stream(ofThree).map(Math::exp).sum(), 1e-5);
      // a judge, in nats per token
      double ofTokens = -Arrays.stream(ofThree).sum() / 24;
      assertEquals(ofTokens, fixed.surprise(EVERY.slice(7, 15)).mean(), 1e-5);
      // by tokens, the end included unless it is certain
      double[][] tokens = ends.tokenLogProbs(EVERY);
      for (int i = 0; i < 15; i++) {
        assertEquals(Math.min(3, EVERY.length(i) + 1), tokens[i].length);
        assertEquals(logs[i], Arrays.stream(tokens[i]).sum(), 1e-5);
      }
    }
  }

  @Test
  void emptyRowsTimesAndPlacesAreSeen() {
    try (Seq2SeqPredictor predictor =
        RowNets.predictor(RowNets.shape(), RowSupport.anyLength(), Precision.FP32)) {
      double[] empty = law(predictor, TokenBatch.of(new int[0]), 0.5);
      assertApart(empty, law(predictor, TokenBatch.of(new int[] {0}), 0.5));
      assertApart(empty, law(predictor, TokenBatch.of(new int[0]), 0.9));
      assertApart(
          law(predictor, TokenBatch.of(new int[] {0, 1}), 0.5),
          law(predictor, TokenBatch.of(new int[] {1, 0}), 0.5));
    }
  }

  /** The laws differ by more than rounding. */
  private static void assertApart(double[] one, double[] other) {
    double distance =
        IntStream.range(0, 15).mapToDouble(k -> Math.abs(one[k] - other[k])).sum() / 2;
    assertTrue(distance > 1e-3, "total variation " + distance);
  }

  @Test
  void drawsFollowTheLaw() {
    try (Seq2SeqPredictor predictor =
        RowNets.predictor(RowNets.shape(), RowSupport.anyLength(), Precision.FP32)) {
      int n = 20_000;
      TokenBatch xt = XT.gather(3);
      double[] law = law(predictor, xt, 0.7);
      TokenBatch drawn =
          predictor.predict(xt.repeat(0, n), Times.all(n, 0.7)).draw(RandomStreams.of(4));
      long[] counts = new long[15];
      for (int i = 0; i < n; i++) {
        counts[RowNets.number(drawn.row(i))]++;
      }
      // seed 4, N = 20,000, level 1e-4; planted: 0.03 of probability moved between two rows
      assertTrue(ChiSquareTest.withDefaults().test(law, counts).getPValue() > 1e-4);
      int mode = IntStream.range(0, 15).reduce(0, (a, b) -> law[b] > law[a] ? b : a);
      law[mode] -= 0.03;
      law[(mode + 1) % 15] += 0.03;
      assertTrue(ChiSquareTest.withDefaults().test(law, counts).getPValue() < 1e-4);
      // rows that the longest length ended
      long full = IntStream.range(7, 15).mapToLong(k -> counts[k]).sum();
      assertEquals(n, predictor.tally().rows());
      assertEquals(full, predictor.tally().cut());
      assertTrue(predictor.tally().evaluations() <= 3L * n);
      // log probabilities are those of the law whatever the draws
      X0Belief<TokenBatch> sharp =
          predictor
              .withDraws(DrawOptions.exact().withTopP(1e-9))
              .predict(xt.repeat(0, 15), Times.all(15, 0.7));
      assertArrayEquals(
          predictor.predict(xt.repeat(0, 15), Times.all(15, 0.7)).logProb(EVERY),
          sharp.logProb(EVERY));
      TokenBatch modes = sharp.draw(RandomStreams.of(1));
      assertEquals(1, IntStream.range(0, 15).mapToObj(modes::gather).distinct().count());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Seq2SeqPredictor any =
            RowNets.predictor(RowNets.shape(), RowSupport.anyLength(), Precision.FP32);
        Seq2SeqPredictor carried =
            RowNets.predictor(
                RowNets.shape().withEncoder(RowNets.shape().encoder().withInputs(4)),
                RowSupport.carryingOver(MASK),
                Precision.FP32);
        AutoregressiveModel model = RowNets.model(PositionCode.LEARNED, RowSupport.anyLength())) {
      Times t = Times.of(0.5);
      TokenBatch fine = TokenBatch.of(new int[] {1});
      TokenBatch longer = TokenBatch.of(new int[4]);
      assertMessage("4 tokens is longer than the model's 3", () -> any.predict(longer, t));
      assertMessage("token id 3", () -> any.predict(TokenBatch.of(new int[] {3}), t));
      assertMessage("2 times", () -> any.predict(fine, Times.of(0, 0)));
      assertMessage("that reads none", () -> any.given(fine).predict(fine, t));
      X0Belief<TokenBatch> belief = any.predict(fine, t);
      assertMessage("4 tokens is longer than the model's 3", () -> belief.logProb(longer));
      assertMessage(
          "clean token id 2 at row 0, position 0",
          () -> belief.logProb(TokenBatch.of(new int[] {V})));
      assertMessage("2 clean rows for 1", () -> belief.logProb(fine.repeat(0, 2)));
      assertMessage("token id 3", () -> carried.predict(TokenBatch.of(new int[] {3, MASK}), t));
      assertMessage("lengths must be equal", () -> carried.predict(fine, t).logProb(fine.after(0)));
      assertMessage("mask id -1", () -> RowSupport.carryingOver(-1));
      assertMessage(
          "carry all but 2 over: it sees no x_t",
          () -> RowNets.model(PositionCode.LEARNED, RowSupport.carryingOver(MASK)));
      assertMessage("up to 3", () -> model.withLength(4));
      assertMessage("longer than the model's 3", () -> model.withPrompts(longer));
      assertMessage("token id 2", () -> model.withPrompts(TokenBatch.of(new int[] {2})));
      assertMessage(
          "3 rows from 2 prompts",
          () -> model.withPrompts(fine.repeat(0, 2)).draw(3, RandomStreams.of(1)));
      assertMessage("longer than the model's 3", () -> model.logProb(longer));
      assertMessage("sees the time", () -> Autoregressive.of(RowNets.shape().encoder()));
      assertMessage("0 layers", () -> RowNets.shape().withLayers(2, 0));
      assertMessage(
          "Seq2SeqPredictor", () -> ExactLikelihood.of().terms(fine, any, RandomStreams.of(1)));
    }
  }

  @Test
  void theExactLikelihoodIsAllReconstruction() {
    try (AutoregressiveModel model = RowNets.model(PositionCode.LEARNED, RowSupport.anyLength())) {
      var terms = ExactLikelihood.of().terms(EVERY, model, RandomStreams.of(1));
      double[] logs = model.logProb(EVERY);
      for (int i = 0; i < 15; i++) {
        assertEquals(-logs[i], terms.total(i));
        assertEquals(-logs[i], terms.reconstruction()[i]);
      }
    }
  }
}

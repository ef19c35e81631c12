package org.udm.dl4j.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.learning.config.Adam;
import org.udm.core.Times;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.core.train.Weight;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.ExactMaskedNelbo;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TokenBelief;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.graph.GraphLoss;
import org.udm.dl4j.graph.NetworkGraph;
import org.udm.dl4j.ready.RowSeq2Seq;

/** Beliefs of token networks are laws, whatever stands beside a row; and they are learned. */
class TokensTest {
  private static final Adam ADAM = new Adam(2e-2);

  /** ORACLES.md, "Nine states": first token in rows. */
  private static final double[] P = {.20, .05, .10, .02, .25, .03, .10, .05, .20};

  /** H(P) in nats; source: ORACLES.md, "Nine states". */
  private static final double ENTROPY = 1.9338761982359836;

  private static final TokenBatch NINE =
      TokenBatch.of(
          IntStream.range(0, 9).mapToObj(k -> new int[] {k / 3, k % 3}).toArray(int[][]::new));

  private static TokenLoss masked() {
    return TokenLoss.atMasks(
        TokenGraph.of(Nets.tagger(3, 4, 8, ADAM), 3, 4, TokenInput.ONE_HOT, TimeInput.NONE), 3);
  }

  private static RowLoss rows(RowForm form, int longest) {
    return RowLoss.of(RowSeq2Seq.of(3, longest, ADAM).withWidth(8).rows(), form);
  }

  @Test
  void aRowIsPredictedAlikeAloneAndAmongOthers() {
    TokenBatch xt = Nets.ragged().xt();
    TokenBatch x0 = Nets.ragged().x0();
    Times t = Nets.ragged().t();
    List<X0Predictor<TokenBatch>> predictors = new ArrayList<>();
    predictors.add(masked().predictor(masked().network()));
    TokenLoss ids =
        TokenLoss.everywhere(
            TokenGraph.of(Nets.embedding(3, 4, 6, ADAM), 3, 4, TokenInput.IDS, TimeInput.INPUT));
    predictors.add(ids.predictor(ids.network()));
    for (RowForm form :
        List.of(RowForm.anyLength(), RowForm.sameLength(), RowForm.carryingOver(3))) {
      RowLoss loss = rows(form, 5);
      predictors.add(loss.predictor(loss.network()));
    }
    for (X0Predictor<TokenBatch> predictor : predictors) {
      X0Belief<TokenBatch> together = predictor.predict(xt, t);
      double[] logs = together.logProb(x0);
      TokenBatch drawn = together.draw(RandomStreams.of(1));
      for (int i = 0; i < xt.rows(); i++) {
        X0Belief<TokenBatch> alone = predictor.predict(xt.gather(i), t.gather(i));
        assertEquals(
            alone.logProb(x0.gather(i))[0], logs[i], 1e-5, predictors.indexOf(predictor) + " " + i);
        assertEquals(alone.draw(RandomStreams.of(1).rows(i)), drawn.gather(i));
      }
    }
  }

  @Test
  void probabilitiesOfAllRowsSumToOne() {
    TokenBatch xt = TokenBatch.of(new int[] {3, 1});
    for (RowForm form :
        List.of(RowForm.anyLength(), RowForm.sameLength(), RowForm.carryingOver(3))) {
      RowLoss loss = rows(form, 2);
      X0Predictor<TokenBatch> predictor = loss.predictor(loss.network());
      double sum = 0;
      for (TokenBatch x0 : candidates(form)) {
        TokenBatch same = xt.gather(new int[x0.rows()]);
        for (double log : predictor.predict(same, Times.all(x0.rows(), 0.5)).logProb(x0)) {
          sum += Math.exp(log);
        }
      }
      assertEquals(1, sum, 1e-6);
    }
  }

  /** All rows of two tokens, and all shorter ones where a form has them. */
  private static List<TokenBatch> candidates(RowForm form) {
    return form.drawsEnd()
        ? List.of(
            NINE,
            TokenBatch.of(new int[] {0}, new int[] {1}, new int[] {2}),
            TokenBatch.of(new int[0]))
        : List.of(NINE);
  }

  @Test
  void drawsFollowTheBelief() {
    RowLoss loss = rows(RowForm.anyLength(), 2);
    int n = 4_000;
    TokenBatch xt = TokenBatch.of(new int[] {3, 1}).gather(new int[n]);
    X0Belief<TokenBatch> belief = loss.predictor(loss.network()).predict(xt, Times.all(n, 0.5));
    TokenBatch drawn = belief.draw(RandomStreams.of(5));
    for (TokenBatch candidates : candidates(RowForm.anyLength())) {
      for (int k = 0; k < candidates.rows(); k++) {
        int[] row = candidates.row(k);
        double p =
            Math.exp(
                loss.predictor(loss.network())
                    .predict(xt.gather(0), Times.all(1, 0.5))
                    .logProb(candidates.gather(k))[0]);
        long found = IntStream.range(0, n).filter(i -> Arrays.equals(drawn.row(i), row)).count();
        // 13 rows, seed 5, each within 4.2 standard errors: false alarm 4e-4 in all
        assertEquals(p, (double) found / n, 4.2 * Math.sqrt(p * (1 - p) / n));
      }
    }
  }

  @Test
  void visibleTokensAreCarriedOverAndTheMaskIsNeverDrawn() {
    TokenLoss loss =
        TokenLoss.atMasks(
            TokenGraph.of(Nets.tagger(4, 4, 4, ADAM), 4, 4, TokenInput.ONE_HOT, TimeInput.NONE), 3);
    TokenBatch xt = Nets.ragged().xt();
    TokenBelief belief = loss.predictor(loss.network()).predict(xt, Nets.ragged().t());
    double[][] laws = belief.logProbsAt(Positions.holding(xt, 3));
    for (double[] law : laws) {
      assertEquals(Double.NEGATIVE_INFINITY, law[3]);
      assertEquals(1, Arrays.stream(law).map(Math::exp).sum(), 1e-9);
    }
    TokenBatch drawn = belief.draw(RandomStreams.of(1));
    xt.map(
        (row, position, id) -> {
          assertTrue(id == 3 ? drawn.token(row, position) < 3 : drawn.token(row, position) == id);
          return id;
        });
  }

  @Test
  void theNineStatesAreLearned() {
    Masking masking = Masking.of(3, PolynomialSchedule.linear());
    TokenLoss loss = masked();
    NetworkGraph learned = learned(loss, masking, 60);
    var terms =
        ExactMaskedNelbo.of(masking).terms(NINE, loss.predictor(learned), RandomStreams.of(1));
    double nelbo = IntStream.range(0, 9).mapToDouble(k -> P[k] * terms.total(k)).sum();
    assertTrue(nelbo > ENTROPY - 1e-6, "a bound: " + nelbo);
    // independent tokens cost 1.9339 + 0.2601
    assertEquals(ENTROPY, nelbo, 0.03 * ENTROPY);
  }

  @Test
  void theNineStatesAreLearnedByWritingThem() {
    Masking masking = Masking.of(3, PolynomialSchedule.linear());
    RowLoss loss = rows(RowForm.carryingOver(3), 2);
    NetworkGraph learned = learned(loss, masking, 60);
    TokenBatch xt = TokenBatch.filled(9, 2, 3);
    double[] logs = loss.predictor(learned).predict(xt, Times.all(9, 1)).logProb(NINE);
    double cross = -IntStream.range(0, 9).mapToDouble(k -> P[k] * logs[k]).sum();
    assertTrue(cross > ENTROPY, "a cross-entropy: " + cross);
    assertEquals(ENTROPY, cross, 0.03 * ENTROPY);
  }

  private static NetworkGraph learned(GraphLoss<TokenBatch> loss, Masking masking, long steps) {
    GraphLearner<TokenBatch> learner =
        GraphLearner.of(loss, GraphLearnerOptions.defaults().withAverage(0.9));
    Trainer.of(
            (step, rng) ->
                NINE.gather(IntStream.range(0, 64).map(i -> rng.row(i).categorical(P)).toArray()),
            new Objective<>(masking, AntitheticTimes.from(1e-3), Weight.bound(masking.schedule())),
            learner)
        .run(0, steps, RandomStreams.of(1));
    return learner.network();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertRefused(
        "RnnOutputLayer or RnnLossLayer",
        () -> TokenGraph.of(Nets.twoInputs(0, ADAM), 2, 2, TokenInput.ONE_HOT, TimeInput.INPUT));
    assertRefused(
        "it must have 2",
        () -> TokenGraph.of(Nets.tagger(3, 4, 4, ADAM), 3, 4, TokenInput.ONE_HOT, TimeInput.INPUT));
    assertRefused(
        "take TimeInput.INPUT",
        () -> TokenGraph.of(Nets.tagger(3, 4, 4, ADAM), 3, 4, TokenInput.IDS, TimeInput.CHANNEL));
    TokenLoss small =
        TokenLoss.everywhere(
            TokenGraph.of(Nets.tagger(2, 4, 4, ADAM), 3, 4, TokenInput.ONE_HOT, TimeInput.NONE));
    assertRefused(
        "[3, 3, 4] is wanted",
        () -> small.predictor(small.network()).predict(Nets.ragged().xt(), Nets.ragged().t()));
    RowLoss loss = rows(RowForm.carryingOver(3), 4);
    var wrong =
        new org.udm.core.train.Example<>(
            Nets.ragged().xt().map((i, l, id) -> 0),
            Nets.ragged().xt(),
            Nets.ragged().t(),
            Nets.ragged().weights());
    assertRefused(
        "contradicts what is certain",
        () -> GraphLearner.of(loss, GraphLearnerOptions.defaults()).step(wrong));
    assertArrayEquals(
        new double[] {Double.NEGATIVE_INFINITY},
        loss.predictor(loss.network())
            .predict(wrong.xt().gather(0), Times.all(1, 0.5))
            .logProb(wrong.x0().gather(0)));
  }

  private static void assertRefused(String part, Executable wrong) {
    String message = assertThrows(IllegalArgumentException.class, wrong).getMessage();
    assertTrue(message.contains(part), message);
  }
}

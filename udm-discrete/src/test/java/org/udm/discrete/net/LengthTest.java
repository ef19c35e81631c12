package org.udm.discrete.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.discrete.net.Nets.assertMessage;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.udm.core.Times;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/** Lengths that are predicted. */
class LengthTest {
  private static final TransformerShape SHAPE =
      TransformerShape.of(3, 4).withLayers(1).withWidth(16, 2);

  @Test
  void aLawOfLengthsAndItsGradient() {
    LengthLoss loss = LengthLoss.of(LengthNetwork.of(SHAPE, 5));
    try (LossLearner<TokenBatch> learner =
            Nets.wild(LossLearner.of(loss, Nets.MEASURE, Nets.runtime()));
        LengthPredictor predictor = loss.predictor(learner.weights())) {
      TokenBatch xt = TokenBatch.of(new int[0], new int[] {2, 1}, new int[] {0}, new int[4]);
      TokenBatch x0 = TokenBatch.of(new int[3], new int[5], new int[0], new int[4]);
      Times t = Times.all(4, 0.5);
      double[] weights = {1, 2, 0.5, 1};
      LengthBelief belief = predictor.predict(xt, t);
      double[] sums = new double[4];
      for (int length = 0; length <= 5; length++) {
        double[] logs = belief.logProb(length, length, length, length);
        Arrays.setAll(sums, i -> sums[i] + Math.exp(logs[i]));
      }
      assertArrayEquals(new double[] {1, 1, 1, 1}, sums, 1e-9);
      assertEquals(
          Double.NEGATIVE_INFINITY, belief.logProb(0, 6, 0, 0)[1]); // longer than it can say
      Example<TokenBatch> example = new Example<>(x0, xt, t, weights);
      double[] logs = belief.logProb(3, 5, 0, 4);
      double expected = -IntStream.range(0, 4).mapToDouble(i -> weights[i] * logs[i]).sum() / 4;
      assertEquals(expected, learner.step(example).loss(), 1e-5);
      Nets.assertGradientOfTheLoss(learner, example);
      assertArrayEquals(
          new int[] {belief.draw(RandomStreams.of(1))[2]},
          predictor.predict(xt.gather(2), t.gather(2)).draw(RandomStreams.of(1).fromRow(2)));
      assertMessage("3 lengths", () -> belief.logProb(1, 2, 3));
      assertMessage("length -1", () -> belief.logProb(-1, 0, 0, 0));
      assertMessage(
          "6 tokens is longer than the model's 5",
          () ->
              learner.step(
                  new Example<>(
                      TokenBatch.of(new int[6]), xt.gather(0), t.gather(0), new double[1])));
      assertMessage("up to 0", () -> LengthNetwork.of(SHAPE, 0));
    }
  }

  /** A source of class c has rows of length c + 1 or c + 2, the former twice as often. */
  @Test
  void lengthsOfClassesAreLearned() {
    LengthLoss loss = LengthLoss.of(LengthNetwork.of(SHAPE.withSource(3, 1), 5));
    LearnerOptions options = LearnerOptions.of(LearningRate.cosine(1e-2, 1e-4, 10, 200));
    try (LossLearner<Given<TokenBatch, TokenBatch>> learner =
        LossLearner.of(GivenLoss.of(loss), options, Nets.runtime())) {
      for (int step = 0; step < 200; step++) {
        RandomStreams rng = RandomStreams.of(step);
        int[][] rows = new int[32][];
        int[][] classes = new int[32][];
        for (int i = 0; i < rows.length; i++) {
          RandomStream row = rng.row(i);
          classes[i] = new int[] {row.index(3)};
          rows[i] = new int[classes[i][0] + 1 + (row.bernoulli(1.0 / 3) ? 1 : 0)];
        }
        TokenBatch c = TokenBatch.of(classes);
        double[] ones = new double[32];
        Arrays.fill(ones, 1);
        learner.step(
            new Example<>(
                new Given<>(TokenBatch.of(rows), c),
                new Given<>(TokenBatch.filled(32, 0, 0), c), // everything is removed
                Times.all(32, 1),
                ones));
      }
      try (LengthPredictor predictor = loss.predictor(learner.weights())) {
        TokenBatch c = TokenBatch.of(new int[] {0}, new int[] {1}, new int[] {2});
        LengthBelief belief =
            predictor.given(c).predict(TokenBatch.filled(3, 0, 0), Times.all(3, 1));
        double[] shorter = belief.logProb(1, 2, 3);
        double[] longer = belief.logProb(2, 3, 4);
        for (int k = 0; k < 3; k++) {
          assertEquals(2.0 / 3, Math.exp(shorter[k]), 0.1);
          assertEquals(1.0 / 3, Math.exp(longer[k]), 0.1);
        }
        TokenBatch drawn =
            predictor.given(c.gather(2).repeat(0, 300)).prior(9).draw(300, RandomStreams.of(1));
        long three = IntStream.range(0, 300).filter(i -> drawn.length(i) == 3).count();
        assertTrue(three > 150 && three < 250, "rows of length 3: " + three);
        assertEquals(9, drawn.token(0, 0));
      }
    }
  }
}

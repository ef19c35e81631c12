package org.udm.discrete.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.discrete.net.Nets.assertMessage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.Times;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.TransformerShape.PositionCode;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.torch.train.LossLearner;

/** Transformers that are given sources, and those that are asked about every place. */
class GivenTest {
  private static final int M = Nets.MASK;
  private static final TokenBatch XT =
      TokenBatch.of(
          new int[] {M, 2, M}, new int[] {0, M, 1, 2, 3, M}, new int[] {M}, new int[] {M, M});
  private static final TokenBatch SOURCES =
      TokenBatch.of(new int[] {1, 2}, new int[0], new int[] {0, 0, 2}, new int[] {2});
  private static final Times TIMES = Times.of(0.2, 0.9, 0.4, 0.7);

  private static TransformerShape shape() {
    return Nets.shape().withSource(3, 3);
  }

  static List<TransformerShape> shapes() {
    return List.of(
        shape(),
        shape().withPositions(PositionCode.ROTARY),
        shape().withTimeUse(TimeUse.SEES_TIME));
  }

  private static double[][] table(TransformerPredictor predictor, int... rows) {
    TokenBatch xt = XT.gather(rows);
    return Nets.table(predictor.predict(xt, TIMES.gather(rows)), xt, Nets.V);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aRowSeesItsOwnSource(TransformerShape shape) {
    try (TransformerPredictor predictor = Nets.wild(shape)) {
      double[][] together = table(predictor.given(SOURCES), 0, 1, 2, 3);
      int place = 0;
      for (int i = 0; i < XT.rows(); i++) {
        for (double[] logs : table(predictor.given(SOURCES.gather(i)), i)) {
          assertArrayEquals(together[place++], logs, 1e-5);
        }
      }
      // an empty source is none, another source or order of it another law
      double[][] none = table(predictor, 0, 1, 2, 3);
      assertArrayEquals(none[4], together[4], 1e-5); // row 1, masked
      assertTrue(farthest(none, together) > 1e-2);
      TokenBatch turned =
          TokenBatch.of(new int[] {2, 1}, new int[0], new int[] {2, 0, 0}, new int[1]);
      assertTrue(farthest(together, table(predictor.given(turned), 0, 1, 2, 3)) > 1e-2);
    }
  }

  /** Samplers ask about some rows alone; what each is given goes with it. */
  @Test
  void someRowsKeepTheirSources() {
    try (TransformerPredictor predictor = Nets.wild(shape())) {
      TransformerPredictor given = predictor.given(SOURCES);
      double[][] together = table(given, 0, 1, 2, 3);
      double[][] some = table(given.ofRows(3, 0), 3, 0);
      assertArrayEquals(together[10], some[0], 1e-5); // row 3, its first place
      assertArrayEquals(together[0], some[2], 1e-5); // row 0
      assertTrue(farthest(some, table(predictor.ofRows(3, 0), 3, 0)) > 1e-2);
    }
  }

  /** The largest total variation between laws of places that are given as logarithms. */
  private static double farthest(double[][] one, double[][] other) {
    return IntStream.range(0, one.length)
        .mapToDouble(
            k ->
                IntStream.range(0, Nets.V)
                        .mapToDouble(v -> Math.abs(Math.exp(one[k][v]) - Math.exp(other[k][v])))
                        .sum()
                    / 2)
        .max()
        .orElseThrow();
  }

  @Test
  void theLossWithSourcesIsThatOfTheBelief() {
    MaskedLoss loss = MaskedLoss.of(Transformer.of(shape()), M);
    try (LossLearner<Given<TokenBatch, TokenBatch>> learner =
        Nets.wild(LossLearner.of(GivenLoss.of(loss), Nets.MEASURE, Nets.runtime()))) {
      TokenBatch x0 = XT.map((i, l, id) -> id == M ? (i + l) % Nets.V : id);
      Example<Given<TokenBatch, TokenBatch>> example =
          new Example<>(
              new Given<>(x0, SOURCES),
              new Given<>(XT, SOURCES),
              TIMES,
              new double[] {1, 2, 0.5, 1});
      X0Predictor<Given<TokenBatch, TokenBatch>> predictor =
          Conditional.predictor(loss.predictor(learner.weights())::given);
      double[] logs = predictor.predict(example.xt(), TIMES).logProb(example.x0());
      double expected = -(logs[0] + 2 * logs[1] + 0.5 * logs[2] + logs[3]) / x0.tokens();
      assertEquals(expected, learner.step(example).loss(), 1e-5);
      Nets.assertGradientOfTheLoss(learner, example);
    }
  }

  @Test
  void guidedDrawsFollowTheTiltedLaw() {
    try (TransformerPredictor predictor = Nets.wild(shape())) {
      TokenBatch xt = TokenBatch.of(new int[] {M});
      TokenBatch source = TokenBatch.of(new int[] {1, 2});
      double[] given =
          Nets.table(predictor.given(source).predict(xt, Times.of(0.5)), xt, Nets.V)[0];
      double[] free = Nets.table(predictor.predict(xt, Times.of(0.5)), xt, Nets.V)[0];
      int n = 20_000;
      for (double scale : new double[] {0, 1, 3}) {
        double[] law =
            IntStream.range(0, Nets.V)
                .mapToDouble(v -> Math.exp(scale * given[v] + (1 - scale) * free[v]))
                .toArray();
        double sum = Arrays.stream(law).sum();
        TransformerPredictor guided = predictor.withGuidance(new Guidance(scale));
        long[] counts =
            counts(guided.given(source.repeat(0, n)), xt.repeat(0, n), RandomStreams.of(6));
        // seed 6, N = 20,000, level 1e-4
        double[] expected = Arrays.stream(law).map(p -> p / sum).toArray();
        assertTrue(ChiSquareTest.withDefaults().test(expected, counts).getPValue() > 1e-4);
        if (scale == 3) { // planted: the law without guidance
          double[] other = Arrays.stream(given).map(Math::exp).toArray();
          assertTrue(ChiSquareTest.withDefaults().test(other, counts).getPValue() < 1e-4);
        }
        assertArrayEquals(
            given, // log probabilities stay
            Nets.table(guided.given(source).predict(xt, Times.of(0.5)), xt, Nets.V)[0],
            1e-6);
      }
    }
    // a mask inside the vocabulary stays impossible
    try (TransformerPredictor predictor =
        Nets.wild(shape(), Nets.runtime(), 1).withGuidance(new Guidance(2.5))) {
      TokenBatch xt = TokenBatch.filled(50, 4, 1);
      TokenBatch sources = TokenBatch.filled(50, 1, 2);
      TokenBatch drawn =
          predictor.given(sources).predict(xt, Times.all(50, 0.5)).draw(RandomStreams.of(1));
      assertEquals(0, Positions.holding(drawn, 1).size());
    }
    assertMessage("guidance -1", () -> new Guidance(-1));
    assertMessage("guidance NaN", () -> new Guidance(Double.NaN));
  }

  private static long[] counts(TransformerPredictor predictor, TokenBatch xt, RandomStreams rng) {
    TokenBatch drawn = predictor.predict(xt, Times.all(xt.rows(), 0.5)).draw(rng);
    long[] counts = new long[Nets.V];
    for (int i = 0; i < drawn.rows(); i++) {
      counts[drawn.token(i, 0)]++;
    }
    return counts;
  }

  @ParameterizedTest
  @EnumSource(TimeUse.class)
  void everyPlaceIsAsked(TimeUse timeUse) {
    DenoisingLoss loss = DenoisingLoss.of(Transformer.of(Nets.shape().withTimeUse(timeUse)));
    try (LossLearner<TokenBatch> learner =
            Nets.wild(LossLearner.of(loss, Nets.MEASURE, Nets.runtime()));
        TransformerPredictor predictor = loss.predictor(learner.weights())) {
      Example<TokenBatch> example = Nets.example(3, 6, 3, 0, 1, 5);
      double[] logs = predictor.predict(example.xt(), example.t()).logProb(example.x0());
      double sum = 0;
      for (int i = 0; i < logs.length; i++) {
        sum -= example.weights()[i] * logs[i];
      }
      double units = example.x0().tokens();
      assertEquals(sum / units, learner.step(example).loss(), 1e-5 * sum / units);
      Nets.assertGradientOfTheLoss(learner, example);
      // visible tokens are no certainty: each place has a law over all values
      double[][] table =
          Nets.table(predictor.predict(example.xt(), example.t()), example.xt(), Nets.V);
      for (double[] place : table) {
        assertEquals(1, Arrays.stream(place).map(Math::exp).sum(), 1e-5);
        assertTrue(Arrays.stream(place).allMatch(Double::isFinite));
      }
      assertMessage(
          "lengths must be equal",
          () ->
              learner.step(
                  new Example<>(
                      TokenBatch.of(new int[2]),
                      TokenBatch.of(new int[3]),
                      Times.of(1),
                      new double[] {1})));
    }
  }

  @Test
  void sourcesThatDoNotFitAreRefused() {
    try (TransformerPredictor predictor = Nets.wild(shape());
        TransformerPredictor plain = Nets.wild(Nets.shape())) {
      TokenBatch xt = TokenBatch.of(new int[] {M});
      Times t = Times.of(0.5);
      assertMessage(
          "a source of 4 tokens is longer than the encoder's 3",
          () -> predictor.given(TokenBatch.filled(1, 4, 0)).predict(xt, t));
      assertMessage(
          "token id 3", () -> predictor.given(TokenBatch.of(new int[] {3})).predict(xt, t));
      assertMessage(
          "2 sources for 1 rows", () -> predictor.given(SOURCES.gather(0, 1)).predict(xt, t));
      assertMessage("reads none", () -> plain.given(TokenBatch.of(new int[] {1})).predict(xt, t));
    }
  }

  @Test
  void droppedSourcesAreEmpty() {
    TokenBatch sources = TokenBatch.of(new int[] {1, 2}).repeat(0, 10_000);
    TokenBatch dropped = sources.dropped(0.1, RandomStreams.of(2));
    long empty = IntStream.range(0, 10_000).filter(i -> dropped.length(i) == 0).count();
    assertEquals(1_000, empty, 4 * Math.sqrt(900)); // four standard deviations
    assertEquals(10_000 - empty, dropped.tokens() / 2);
    assertEquals(
        dropped.gather(7, 8), sources.gather(7, 8).dropped(0.1, RandomStreams.of(2).fromRow(7)));
    assertEquals(sources, sources.dropped(0, RandomStreams.of(2)));
  }
}

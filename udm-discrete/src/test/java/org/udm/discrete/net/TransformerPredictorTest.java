package org.udm.discrete.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.discrete.net.Nets.assertMessage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.TransformerShape.NormKind;
import org.udm.discrete.net.TransformerShape.PositionCode;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.Tempered;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.torch.Precision;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Weights;

/** What a transformer believes is a law, of each row by itself. */
class TransformerPredictorTest {
  private static final int M = Nets.MASK;
  private static final int[] ROW = {M, 2, M}; // two masked tokens: 16 clean rows

  static List<TransformerShape> shapes() {
    List<TransformerShape> shapes = new ArrayList<>();
    for (PositionCode positions : PositionCode.values()) {
      for (NormKind norm : NormKind.values()) {
        for (TimeUse timeUse : TimeUse.values()) {
          shapes.add(Nets.shape().withPositions(positions).withNorm(norm).withTimeUse(timeUse));
        }
      }
    }
    return shapes;
  }

  /** All rows of three tokens, [64, 3]. */
  private static TokenBatch everyRow() {
    int[][] rows = new int[64][];
    for (int k = 0; k < 64; k++) {
      rows[k] = new int[] {k / 16, k / 4 % 4, k % 4};
    }
    return TokenBatch.of(rows);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void probabilitiesOfAllRowsSumTo1(Precision precision) {
    TransformerPredictor predictor = Nets.wild(Nets.shape(), Nets.runtime(precision), M);
    TokenBatch xt = TokenBatch.of(ROW).repeat(0, 64);
    double[] logs = predictor.predict(xt, Times.all(64, 0.5)).logProb(everyRow());
    assertEquals(1, Arrays.stream(logs).map(Math::exp).sum(), 1e-5);
    // carried over: the second token is 2
    for (int k = 0; k < 64; k++) {
      assertEquals(k / 4 % 4 == 2, logs[k] > Double.NEGATIVE_INFINITY);
    }
    double[] sorted = Arrays.stream(logs).sorted().toArray();
    assertTrue(sorted[63] - sorted[48] > 1, "the law should not be near the uniform one");
  }

  @Test
  void aMaskInsideTheVocabularyIsNoCleanToken() {
    int mask = 1;
    TransformerPredictor predictor = Nets.wild(Nets.shape(), Nets.runtime(), mask);
    TokenBatch xt = TokenBatch.of(new int[] {mask, 2, mask}).repeat(0, 64);
    TokenBelief belief = predictor.predict(xt, Times.all(64, 0.5));
    double[] logs = belief.logProb(everyRow());
    assertEquals(1, Arrays.stream(logs).map(Math::exp).sum(), 1e-5);
    assertEquals(9, Arrays.stream(logs).filter(log -> log > Double.NEGATIVE_INFINITY).count());
    assertEquals(0, Positions.holding(belief.draw(RandomStreams.of(1)), mask).size());
  }

  /** The p-value of 20,000 drawn rows under the product of two laws over the four values. */
  private static double pValue(TokenBatch drawn, double[] first, double[] second) {
    List<Double> law = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int k = 0; k < 16; k++) {
      int a = k / 4;
      int b = k % 4;
      long count =
          IntStream.range(0, drawn.rows())
              .filter(i -> drawn.token(i, 0) == a && drawn.token(i, 2) == b)
              .count();
      if (first[a] * second[b] == 0) {
        assertEquals(0, count);
      } else {
        law.add(first[a] * second[b]);
        counts.add(count);
      }
    }
    return ChiSquareTest.withDefaults()
        .test(
            law.stream().mapToDouble(p -> p).toArray(), counts.stream().mapToLong(n -> n).toArray())
        .getPValue();
  }

  static List<DrawOptions> options() {
    return List.of(
        DrawOptions.exact(),
        DrawOptions.exact().withTemperature(2),
        DrawOptions.exact().withTopP(0.7),
        new DrawOptions(0.7, 0.9));
  }

  @ParameterizedTest
  @MethodSource("options")
  void drawsFollowTheLaw(DrawOptions options) {
    TransformerPredictor predictor = Nets.wild(Nets.shape());
    int n = 20_000;
    Times t = Times.all(n, 0.5);
    TokenBatch xt = TokenBatch.of(ROW).repeat(0, n);
    double[][] logs =
        Nets.table(
            predictor.predict(TokenBatch.of(ROW), Times.of(0.5)), TokenBatch.of(ROW), Nets.V);
    double[] first = options.apply(logs[0]);
    double[] second = options.apply(logs[2]);
    TokenBatch drawn = predictor.withDraws(options).predict(xt, t).draw(RandomStreams.of(7));
    // seed 7, N = 20,000, level 1e-4; planted beside it: 0.03 of the mode's probability moved
    assertTrue(pValue(drawn, first, second) > 1e-4);
    double[] wrong = first.clone();
    int mode = 0;
    int other = -1;
    for (int v = 0; v < wrong.length; v++) {
      mode = wrong[v] > wrong[mode] ? v : mode;
    }
    for (int v = 0; v < wrong.length; v++) {
      other = v != mode && wrong[v] > 0 ? v : other;
    }
    wrong[mode] -= 0.03;
    wrong[other] += 0.03;
    assertTrue(pValue(drawn, wrong, second) < 1e-4);
    for (int i = 0; i < n; i++) {
      assertEquals(2, drawn.token(i, 1));
    }
    // the reference applies the options to the table, with the same uniform numbers
    TokenBatch reference =
        Tempered.of(predictor, options, Nets.V).predict(xt, t).draw(RandomStreams.of(7));
    assertEquals(reference, drawn);
    assertArrayEquals(
        predictor.predict(xt, t).logProb(reference),
        predictor.withDraws(options).predict(xt, t).logProb(reference));
  }

  @Test
  void somePositionsAreThoseOfAll() {
    TransformerPredictor predictor = Nets.wild(Nets.shape());
    TokenBatch xt =
        TokenBatch.of(
            new int[] {M, M, 1, M, M, M}, new int[0], new int[] {3, 1}, new int[] {0, M, M});
    TokenBelief belief = predictor.predict(xt, Times.all(4, 0.5));
    for (int seed = 0; seed < 100; seed++) {
      RandomStreams rng = RandomStreams.of(seed);
      TokenBatch all = belief.draw(rng);
      Positions some =
          Positions.where(xt, (i, l, id) -> (i + l) % 2 == 1); // visible and masked ones
      assertArrayEquals(some.tokensOf(all), belief.drawAt(some, rng));
      assertEquals(0, Positions.holding(all, M).size());
    }
    assertEquals(0, belief.drawAt(Positions.of(new int[0], new int[0]), rng()).length);
  }

  private static RandomStreams rng() {
    return RandomStreams.of(1);
  }

  private static final TokenBatch RAGGED =
      TokenBatch.of(
          new int[] {M, 2, M},
          new int[0],
          new int[] {M},
          new int[] {0, M, 1, 2, 3, M},
          new int[] {3},
          new int[] {M, M, M, M, M, M},
          new int[] {M, 0});

  private static final Times TIMES = Times.of(0.1, 0.9, 0.3, 0.5, 0.2, 1, 0.7);

  @ParameterizedTest
  @MethodSource("shapes")
  void aRowDoesNotSeeTheOthers(TransformerShape shape) {
    TransformerPredictor predictor = Nets.wild(shape);
    TokenBelief together = predictor.predict(RAGGED, TIMES);
    double[][] table = Nets.table(together, RAGGED, Nets.V);
    TokenBatch drawn = together.draw(rng());
    int place = 0;
    for (int i = 0; i < RAGGED.rows(); i++) {
      TokenBatch row = RAGGED.gather(i);
      TokenBelief alone = predictor.predict(row, TIMES.gather(i));
      assertEquals(drawn.gather(i), alone.draw(rng().fromRow(i)));
      for (double[] logs : Nets.table(alone, row, Nets.V)) {
        assertArrayEquals(table[place++], logs, 1e-5);
      }
    }
    assertEquals(table.length, place);
    // rows in another order, and twice
    int[] order = {5, 3, 3, 6, 1, 0, 2, 4};
    TokenBatch mixed = RAGGED.gather(order);
    double[] logs = together.logProb(drawn);
    assertArrayEquals(
        Arrays.stream(order).mapToDouble(i -> logs[i]).toArray(),
        predictor.predict(mixed, TIMES.gather(order)).logProb(drawn.gather(order)),
        1e-5);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void someAskedPlacesGiveWhatAllGive(TransformerShape shape) {
    TransformerPredictor predictor =
        Nets.wild(shape.withSource(3, 2))
            .given(
                TokenBatch.of(
                    new int[] {2, 1},
                    new int[0],
                    new int[0],
                    new int[] {1},
                    new int[] {0},
                    new int[] {2},
                    new int[] {0, 0}));
    // of the last row nothing, of others one to all of their places, visible ones among them
    Positions some = Positions.where(RAGGED, (i, l, id) -> i < 6 && (i + l) % 3 > 0 || i == 5);
    TokenBelief all = predictor.predict(RAGGED, TIMES);
    TokenBelief asked = predictor.predictAt(RAGGED, TIMES, some);
    TokenBatch clean = all.draw(rng());
    assertArrayEquals(all.logProbAt(clean, some), asked.logProbAt(clean, some), 1e-5);
    assertArrayEquals(all.drawAt(some, rng()), asked.drawAt(some, rng()));
    Positions alone = Positions.of(new int[] {3}, new int[] {5});
    double[] planted = all.logProbAt(clean, Positions.of(new int[] {3}, new int[] {1}));
    double[] found = predictor.predictAt(RAGGED, TIMES, alone).logProbAt(clean, alone);
    assertArrayEquals(all.logProbAt(clean, alone), found, 1e-5);
    assertNotEquals(planted[0], found[0], 1e-4);
    assertMessage(
        "position 0 of row 6 was not predicted",
        () -> asked.logProbAt(clean, Positions.of(new int[] {6}, new int[] {0})));
    assertEquals(
        RAGGED.gather(4),
        predictor
            .given(null)
            .predictAt(RAGGED.gather(4), TIMES.gather(4), Positions.all(RAGGED.gather(4)))
            .draw(rng()));
  }

  /**
   * The last layer at some places is that of whole rows, which {@link Transformer#hidden} reads.
   */
  @ParameterizedTest
  @MethodSource("shapes")
  @SuppressWarnings("try") // the scope frees what the network made; only numbers leave it
  void theStatesOfPlacesAreThoseOfWholeRows(TransformerShape shape) {
    Transformer network = Transformer.of(shape);
    TokenBatch full = TokenBatch.of(new int[] {M, 2, 0}, new int[] {1, M, M});
    Times times = Times.of(0.4, 0.8);
    try (Weights weights = Nets.wildWeights(network.layout(), Nets.runtime());
        TensorScope scope = TensorScope.inference()) {
      for (Positions at :
          List.of(
              Positions.holding(full, M),
              Positions.all(full),
              Positions.of(new int[] {1}, new int[] {2}))) {
        double[] whole =
            Transformer.at(weights, network.hidden(weights, full, times, null), at).doubles();
        assertArrayEquals(
            whole, network.encoder().readAt(weights, full, times, null, at).doubles(), 1e-5);
      }
      Positions some = Positions.where(RAGGED, (i, l, id) -> (i + l) % 3 > 0);
      double[] whole =
          Transformer.at(weights, network.hidden(weights, RAGGED, TIMES, null), some).doubles();
      double[] found = network.encoder().readAt(weights, RAGGED, TIMES, null, some).doubles();
      assertArrayEquals(whole, found, 1e-5);
    }
  }

  /** Rows that are too many to be read at once are read some at a time. */
  @Test
  void manyRowsArePredictedAsFew() {
    TransformerPredictor predictor = Nets.wild(Nets.shape());
    int copies = 500; // 7 rows each, 6 places, width 16: 336,000 hidden numbers
    TokenBatch many = RAGGED;
    for (int k = 1; k < copies; k++) {
      many = many.concat(RAGGED);
    }
    int[] from = IntStream.range(0, many.rows()).map(i -> i % RAGGED.rows()).toArray();
    TokenBatch clean = predictor.predict(RAGGED, TIMES).draw(rng());
    double[] few = predictor.predict(RAGGED, TIMES).logProb(clean);
    assertArrayEquals(
        IntStream.of(from).mapToDouble(i -> few[i]).toArray(),
        predictor.predict(many, TIMES.gather(from)).logProb(clean.gather(from)),
        1e-5);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theTimeMattersWhereItIsSeen(TransformerShape shape) {
    TransformerPredictor predictor = Nets.wild(shape);
    assertEquals(shape.timeUse(), predictor.timeUse());
    TokenBatch xt = TokenBatch.of(ROW);
    double[] early = Nets.table(predictor.predict(xt, Times.of(0.2)), xt, Nets.V)[0];
    double[] late = Nets.table(predictor.predict(xt, Times.of(0.8)), xt, Nets.V)[0];
    if (shape.timeUse() == TimeUse.SEES_TIME) {
      assertNotEquals(early[0], late[0], 1e-3);
    } else {
      assertArrayEquals(early, late);
    }
  }

  @Test
  void neighboursMatterAndPositionsToo() {
    for (TransformerShape shape : shapes()) {
      TransformerPredictor predictor = Nets.wild(shape);
      TokenBatch xt = TokenBatch.of(new int[] {M, 1, 2, M}, new int[] {M, 2, 1, M});
      double[][] table = Nets.table(predictor.predict(xt, Times.all(2, 0.5)), xt, Nets.V);
      assertNotEquals(table[0][0], table[3][0], 1e-4);
      assertNotEquals(table[0][0], table[4][0], 1e-4);
    }
  }

  @Test
  void nothingIsAskedWhereNothingIsMasked() {
    TransformerPredictor predictor = Nets.wild(Nets.shape());
    // a row that the network could not read, but need not
    TokenBatch xt = TokenBatch.of(new int[] {0, 1, 2, 3, 2, 1, 0}, new int[0]);
    TokenBelief belief = predictor.predict(xt, Times.all(2, 0.5));
    assertEquals(xt, belief.draw(rng()));
    assertArrayEquals(new double[2], belief.logProb(xt));
    TokenBatch none = xt.gather();
    assertEquals(none, predictor.predict(none, Times.of()).draw(rng()));
  }

  @Test
  void aBeliefCanBeKept() {
    TransformerPredictor predictor = Nets.wild(Nets.shape());
    TokenBelief kept = predictor.predict(RAGGED, TIMES);
    TokenBatch before = kept.draw(rng());
    for (int k = 0; k < 20; k++) {
      predictor.predict(RAGGED.gather(5, 3), Times.all(2, 0.1)).draw(rng());
    }
    System.gc();
    assertEquals(before, kept.draw(rng()));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TransformerPredictor predictor = Nets.wild(Nets.shape());
    TokenBatch tooLong = TokenBatch.filled(1, 7, M);
    TokenBatch unknown = TokenBatch.of(new int[] {M, 5});
    TokenBatch fine = TokenBatch.of(ROW);
    TokenBelief belief = predictor.predict(fine, Times.of(0.5));
    assertMessage("longer than the model's 6", () -> predictor.predict(tooLong, Times.of(0.5)));
    assertMessage("token id 5", () -> predictor.predict(unknown, Times.of(0.5)));
    assertMessage("1", () -> predictor.predict(fine, Times.of(0.5, 0.5)));
    assertMessage(
        "clean token id 4 at row 0, position 2",
        () -> belief.logProb(TokenBatch.of(new int[] {0, 2, 4})));
    assertMessage("lengths must be equal", () -> belief.logProb(TokenBatch.of(new int[] {0, 2})));
    for (int mask : new int[] {-1, 5}) {
      assertMessage("mask id " + mask, () -> Nets.wild(Nets.shape(), Nets.runtime(), mask));
    }
  }
}

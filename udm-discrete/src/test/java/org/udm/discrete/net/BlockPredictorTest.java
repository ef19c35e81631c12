package org.udm.discrete.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.discrete.net.Nets.assertMessage;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.mask.BlockSampler;
import org.udm.discrete.mask.FirstHittingSampler;
import org.udm.discrete.mask.Masking;
import org.udm.discrete.mask.UnmaskingTransition;
import org.udm.discrete.net.TransformerShape.NormKind;
import org.udm.discrete.net.TransformerShape.PositionCode;
import org.udm.discrete.sample.ContextPredictor;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.sample.TimeUse;
import org.udm.discrete.sample.TokenBelief;
import org.udm.discrete.sample.TokenPredictor;

/** What is kept of earlier blocks gives what the whole rows give. */
class BlockPredictorTest {
  private static final int M = Nets.MASK;
  private static final Masking MASKING = Masking.of(Nets.V, PolynomialSchedule.linear());

  static List<TransformerShape> shapes() {
    return List.of(
        Nets.shape(), Nets.shape().withPositions(PositionCode.ROTARY).withNorm(NormKind.RMS));
  }

  static BlockPredictor wild(TransformerShape shape, int block) {
    BlockTransformer network = BlockTransformer.of(shape, block);
    return BlockPredictor.of(network, Nets.wildWeights(network.layout(), Nets.runtime()), M);
  }

  /** Contexts, each with a block behind it whose tokens are masked with probability 1/2. */
  private static TokenBatch behind(TokenBatch contexts, int block, Random random) {
    int length = contexts.maxLength();
    return TokenBatch.of(
            Arrays.stream(new int[contexts.rows()][])
                .map(row -> new int[length + block])
                .toArray(int[][]::new))
        .map(
            (i, l, id) ->
                l < length ? contexts.token(i, l) : random.nextBoolean() ? M : random.nextInt(4));
  }

  /** Row i without its last tokens, down to one behind the context. */
  private static TokenBatch cut(TokenBatch xt, int context, int block) {
    int[][] rows = new int[xt.rows()][];
    Arrays.setAll(rows, i -> Arrays.copyOf(xt.row(i), context + 1 + i % block));
    return TokenBatch.of(rows);
  }

  private static double[][] table(TokenPredictor predictor, TokenBatch xt) {
    return Nets.table(predictor.predict(xt, Times.all(xt.rows(), 0.5)), xt, Nets.V);
  }

  private static double distance(double[][] a, double[][] b) {
    double largest = 0;
    for (int k = 0; k < a.length; k++) {
      for (int v = 0; v < a[k].length; v++) {
        largest = Math.max(largest, a[k][v] == b[k][v] ? 0 : Math.abs(a[k][v] - b[k][v]));
      }
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void keptBlocksGiveWhatWholeRowsGive(TransformerShape shape) {
    for (int block : new int[] {1, 2, 3, 6}) {
      Random random = new Random(block);
      try (BlockPredictor predictor = wild(shape, block);
          ContextPredictor.Memory memory = predictor.remember()) {
        TokenBatch contexts = TokenBatch.filled(5, 0, 0);
        while (contexts.maxLength() + block <= shape.length()) {
          TokenPredictor following = memory.following(contexts);
          TokenBatch xt = behind(contexts, block, random);
          for (int repeat = 0; repeat < 2; repeat++) { // the block in work is not kept
            assertEquals(0, distance(table(predictor, xt), table(following, xt)), 1e-5);
          }
          TokenBatch some = xt.gather(3, 1, 1); // rows in another order, and twice
          assertEquals(0, distance(table(predictor, some), table(following, some)), 1e-5);
          // rows that end inside the block, which no place looks beyond
          TokenBatch ragged = cut(xt, contexts.maxLength(), block);
          assertEquals(0, distance(table(predictor, ragged), table(following, ragged)), 1e-5);
          if (contexts.maxLength() > 0) {
            // planted: one token of the context is another than the one that is kept
            TokenBatch other = xt.map((i, l, id) -> l == 0 ? (id + 1) % Nets.V : id);
            assertTrue(distance(table(predictor, other), table(following, xt)) > 1e-2);
          }
          // the next contexts go on with some rows, in another order, one of them in two ways
          TokenBatch written = xt.map((i, l, id) -> id == M ? random.nextInt(4) : id);
          contexts = written.gather(4, 0, 2, 0, 1);
        }
        // contexts that go on with none are computed anew
        TokenBatch fresh = Nets.clean(random, 6 - block, 6 - block);
        TokenBatch xt = behind(fresh, block, random);
        assertEquals(0, distance(table(predictor, xt), table(memory.following(fresh), xt)), 1e-5);
      }
    }
  }

  /** The same predictor without its memory. */
  private record Forgetful(TokenPredictor predictor) implements TokenPredictor {
    @Override
    public TokenBelief predict(TokenBatch xt, Times t) {
      return predictor.predict(xt, t);
    }

    @Override
    public TimeUse timeUse() {
      return predictor.timeUse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void samplesAreThoseOfWholeRows(int block) {
    BlockSampler.BlockStep hitting =
        (p, prior, known) -> FirstHittingSampler.of(p, MASKING, prior).withCondition(known);
    BlockSampler.BlockStep onGrid =
        (p, prior, known) ->
            GridSampler.of(
                prior,
                UnmaskingTransition.of(p, MASKING).withCondition(known),
                TimeGrid.uniform(7));
    try (BlockPredictor predictor = wild(Nets.shape(), block)) {
      for (BlockSampler.BlockStep step : List.of(hitting, onGrid)) {
        // far longer than the network, from a prompt that ends inside a block, until a stop
        TokenBatch[] drawn = new TokenBatch[2];
        for (int k = 0; k < 2; k++) {
          drawn[k] =
              BlockSampler.of(
                      k == 0 ? predictor : new Forgetful(predictor), MASKING, block, 9, step)
                  .withPrompt(1, 0, 3, 3, 1)
                  .withWindow(6 - block)
                  .withStop(2)
                  .draw(12, RandomStreams.of(3))
                  .x0();
        }
        assertEquals(drawn[1], drawn[0]);
        assertTrue(drawn[0].maxLength() > 2 * 6);
        for (int i = 0; i < 12; i++) {
          int length = drawn[0].length(i);
          assertArrayEquals(new int[] {1, 0, 3, 3, 1}, Arrays.copyOf(drawn[0].row(i), 5));
          assertTrue(length % block == 0 || drawn[0].token(i, length - 1) == 2);
        }
      }
    }
  }

  @Test
  void samplesOfGivenLengthsAreThoseOfWholeRows() {
    int[] lengths = {1, 7, 12, 4, 5, 6, 2};
    try (BlockPredictor predictor = wild(Nets.shape(), 3)) {
      TokenBatch[] drawn = new TokenBatch[2];
      for (int k = 0; k < 2; k++) {
        drawn[k] =
            BlockSampler.of(
                    k == 0 ? predictor : new Forgetful(predictor),
                    MASKING,
                    3,
                    4,
                    (p, prior, known) ->
                        FirstHittingSampler.of(p, MASKING, prior).withCondition(known))
                .withPrompt(1, 0)
                .withWindow(3)
                .withLengths(lengths)
                .draw(14, RandomStreams.of(4))
                .x0();
      }
      assertEquals(drawn[1], drawn[0]);
      for (int i = 0; i < 14; i++) {
        assertEquals(Math.max(2, lengths[i % 7]), drawn[0].length(i));
      }
    }
  }

  @Test
  void otherDrawsLeaveTheBeliefAsItIs() {
    try (BlockPredictor predictor = wild(Nets.shape(), 3)) {
      TokenBatch xt = TokenBatch.of(new int[] {1, 2, 3, M, M, M}).repeat(0, 50);
      BlockPredictor mode = predictor.withDraws(DrawOptions.exact().withTopP(1e-9));
      TokenBatch drawn = mode.predict(xt, Times.all(50, 0.5)).draw(RandomStreams.of(1));
      assertEquals(drawn.gather(0).repeat(0, 50), drawn);
      assertEquals(0, distance(table(predictor, xt), table(mode, xt)));
      assertEquals(TimeUse.IGNORES_TIME, mode.timeUse());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertMessage("multiple of the block", () -> BlockTransformer.of(Nets.shape(), 4));
    assertMessage("multiple of the block", () -> BlockTransformer.of(Nets.shape(), 0));
    assertMessage(
        "sees the time", () -> BlockTransformer.of(Nets.shape().withTimeUse(TimeUse.SEES_TIME), 3));
    try (BlockPredictor predictor = wild(Nets.shape(), 2);
        ContextPredictor.Memory memory = predictor.remember()) {
      TokenBatch early = TokenBatch.of(new int[] {1, M, 3, M});
      assertMessage(
          "masked at position 1: a network that writes blocks of 2 is shown masks in the last block alone, from 2 on",
          () -> predictor.predict(early, Times.of(0.5)));
      assertMessage(
          "longer than the model's 6",
          () ->
              predictor.predict(TokenBatch.of(new int[] {1, 1, 1, 1, 1, 1, 1, M}), Times.of(0.5)));
      for (TokenBatch wrong :
          List.of(
              TokenBatch.filled(2, 3, 1),
              TokenBatch.filled(2, 6, 1),
              TokenBatch.of(new int[] {1, 1}, new int[0]))) {
        assertMessage("all contexts must have one length", () -> memory.following(wrong));
      }
      TokenPredictor following = memory.following(TokenBatch.filled(2, 2, 1));
      assertMessage(
          "begins with none of the 2 contexts",
          () -> following.predict(TokenBatch.of(new int[] {1, 0, M}), Times.of(0.5)));
      assertMessage(
          "row 0 of 5 tokens behind contexts of 2: give it one block of 1 to 2 more",
          () -> following.predict(TokenBatch.of(new int[] {1, 1, 0, 0, M}), Times.of(0.5)));
      memory.following(TokenBatch.filled(2, 4, 1));
      assertThrows(
          IllegalStateException.class,
          () -> following.predict(TokenBatch.of(new int[] {1, 1, M}), Times.of(0.5)));
    }
  }
}

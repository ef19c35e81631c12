package org.udm.discrete.net.causal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.udm.core.Times;
import org.udm.core.random.RandomStream;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.Samples;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.Guidance;
import org.udm.discrete.net.Nets;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.net.TransformerShape.PositionCode;
import org.udm.discrete.sample.DrawOptions;
import org.udm.torch.Precision;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.layer.CrossAttention;
import org.udm.torch.sample.Categorical;

/** Draws with cached keys and values are those of evaluating every prefix anew, row by row. */
class CachedDecodingTest {
  private static final int V = 5;
  private static final int LONGEST = 12;
  private static final int ROWS = 26;
  private static final int SOURCE_IDS = 3;

  private static Seq2SeqShape shape(PositionCode positions) {
    Seq2SeqShape shape = Seq2SeqShape.of(V, LONGEST).withWidth(16, 2).withSource(SOURCE_IDS, 4);
    return shape.withEncoder(shape.encoder().withPositions(positions));
  }

  private static Seq2Seq network(PositionCode positions) {
    return Seq2Seq.of(shape(positions));
  }

  /** Ragged rows of tokens and masks (id V), empty ones among them. */
  private static TokenBatch corrupted() {
    Random random = new Random(1);
    int[][] rows = new int[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      rows[i] = random.ints(i % (LONGEST + 1), 0, V + 1).toArray();
    }
    return TokenBatch.of(rows);
  }

  private static TokenBatch sources() {
    Random random = new Random(2);
    int[][] rows = new int[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      rows[i] = random.ints(i % 5, 0, SOURCE_IDS).toArray();
    }
    return TokenBatch.of(rows);
  }

  private static Times times() {
    return Times.of(new Random(3).doubles(ROWS).toArray());
  }

  /** One row without a cache: the slow way that is the oracle. */
  @SuppressWarnings("try") // the scope frees what the network made
  private static int[] slowRow(
      RowLaw law, RowNetwork.Evidence own, int limit, RandomStream numbers) {
    Constraint constraint = law.support().constraint(own.xt(), LONGEST);
    int[] row = new int[0];
    int[] written = new int[0];
    Decoder decoder = law.network().decoder();
    while (row.length < limit) {
      double u = numbers.uniform();
      boolean[] endless = {!law.support().drawsEnd() || !constraint.canEnd(0)};
      int token;
      try (TensorScope scope = TensorScope.inference()) {
        RowNetwork.Evidence shown = law.guidance().isNone() ? own : own.andFree();
        List<CrossAttention.Memory> memory = law.network().reading().read(law.weights(), shown);
        int[] prefix = TokenBatch.of(row).after(decoder.vocabulary()).row(0);
        int copies = law.guidance().isNone() ? 1 : 2;
        int[] ids = new int[copies * prefix.length];
        for (int c = 0; c < copies; c++) {
          System.arraycopy(prefix, 0, ids, c * prefix.length, prefix.length);
        }
        written = Arrays.copyOf(written, prefix.length);
        written[row.length] = constraint.matched(0);
        DueTokens due = null;
        if (decoder.seesDue()) {
          due = DueTokens.of(own.xt(), new int[][] {written}, decoder.vocabulary());
          due = copies == 2 ? due.twice() : due;
        }
        Tensor hidden = decoder.hidden(law.weights(), ids, due, copies, 0, memory, null);
        Tensor logits = decoder.logits(law.weights(), hidden.select(1, prefix.length - 1));
        token = Categorical.draw(law.drawn(logits, endless), new double[] {u})[0];
      }
      int known = constraint.known(0, row.length);
      token = known == Constraint.NONE ? token : known;
      if (token == decoder.vocabulary()) {
        break;
      }
      row = Arrays.copyOf(row, row.length + 1);
      row[row.length - 1] = token;
      constraint.wrote(0, token);
    }
    return row;
  }

  @ParameterizedTest
  @CsvSource({
    "LEARNED, FP32, 1, 1, ANY",
    "ROTARY, FP32, 1, 1, ANY",
    "LEARNED, FP32, 0.8, 2.5, ANY",
    "ROTARY, FP32, 0.8, 1, SAME",
    "LEARNED, FP32, 1, 2, CARRY",
    "LEARNED, FP32, 1, 1, CONTAIN",
    "LEARNED, FP32, 1, 1, CONTAIN_DUE",
    "ROTARY, FP32, 1, 2, CONTAIN_DUE",
    "LEARNED, BF16, 1, 1, ANY"
  })
  void cachedDrawsAreTheUncachedOnes(
      PositionCode positions, Precision precision, double topP, double guidance, String rows) {
    RowSupport support =
        switch (rows) {
          case "ANY" -> RowSupport.anyLength();
          case "SAME" -> RowSupport.sameLength();
          case "CONTAIN", "CONTAIN_DUE" -> RowSupport.containing();
          default -> RowSupport.carryingOver(V);
        };
    Seq2Seq network =
        Seq2Seq.of(
            shape(positions)
                .withDue(
                    rows.equals("CONTAIN_DUE") ? Seq2SeqShape.Due.SHOWN : Seq2SeqShape.Due.HIDDEN));
    try (Seq2SeqPredictor predictor =
        Seq2SeqPredictor.of(
                network, support, Nets.wildWeights(network.layout(), Nets.runtime(precision)))
            .withDraws(DrawOptions.exact().withTopP(topP))
            .withGuidance(new Guidance(guidance))) {
      // contained tokens must be clean ones, and short enough to leave room
      TokenBatch xt =
          rows.startsWith("CONTAIN") ? corrupted().map((i, l, id) -> id % V) : corrupted();
      RandomStreams rng = RandomStreams.of(11);
      TokenBatch drawn = predictor.given(sources()).predict(xt, times()).draw(rng);
      RowLaw law =
          RowLaw.of(
                  network.rows(),
                  support,
                  Nets.wildWeights(network.layout(), Nets.runtime(precision)))
              .with(DrawOptions.exact().withTopP(topP))
              .with(new Guidance(guidance));
      int[][] expected = new int[ROWS][];
      for (int i = 0; i < ROWS; i++) {
        expected[i] =
            slowRow(
                law,
                new RowNetwork.Evidence(xt, times(), sources()).gather(i),
                support.limit(xt, i, LONGEST),
                rng.row(i));
      }
      assertEquals(TokenBatch.of(expected), drawn);
      if (rows.equals("ANY")) { // rows end at different times, so that the batch shrinks
        long lengths = Arrays.stream(expected).mapToInt(row -> row.length).distinct().count();
        assertTrue(lengths > 4, lengths + " different lengths");
      }
      law.weights().close();
    }
  }

  @Test
  void aRowDependsOnItsOwnNumbersAlone() {
    Seq2Seq network = network(PositionCode.LEARNED);
    try (Seq2SeqPredictor predictor =
        Seq2SeqPredictor.of(
            network, RowSupport.anyLength(), Nets.wildWeights(network.layout(), Nets.runtime()))) {
      TokenBatch xt = corrupted();
      RandomStreams rng = RandomStreams.of(12);
      TokenBatch together = predictor.given(sources()).predict(xt, times()).draw(rng);
      for (int i = 0; i < ROWS; i += 7) {
        TokenBatch alone =
            predictor
                .given(sources().gather(i))
                .predict(xt.gather(i), times().gather(i))
                .draw(rng.fromRow(i));
        assertEquals(together.gather(i), alone);
      }
      int[] order = {5, 3, 3, 25, 0};
      assertEquals(
          together.gather(order),
          predictor
              .given(sources().gather(order))
              .predict(xt.gather(order), times().gather(order))
              .draw(rng.rows(order)));
      assertEquals(0, predictor.predict(xt.gather(), Times.of()).draw(rng).rows());
    }
  }

  private static AutoregressiveModel model(RowSupport support) {
    Autoregressive network =
        Autoregressive.of(TransformerShape.of(V, LONGEST).withLayers(2).withWidth(16, 2));
    return AutoregressiveModel.of(
        network, support, Nets.wildWeights(network.layout(), Nets.runtime()));
  }

  @Test
  void promptsAreContinued() {
    RandomStreams rng = RandomStreams.of(13);
    try (AutoregressiveModel model = model(RowSupport.sameLength())) {
      Samples<TokenBatch> free = model.draw(8, rng);
      TokenBatch prompts =
          TokenBatch.of(
              Arrays.stream(new int[] {0, 1, 2, 3, 5, 8, 12, 12})
                  .mapToObj(length -> Arrays.copyOf(free.x0().row(0), length))
                  .toArray(int[][]::new));
      // prompts that are what would have been drawn change nothing
      TokenBatch own =
          TokenBatch.of(
              IntStream.range(0, 8)
                  .mapToObj(i -> Arrays.copyOf(free.x0().row(i), prompts.length(i)))
                  .toArray(int[][]::new));
      assertEquals(free.x0(), model.withPrompts(own).draw(8, rng).x0());
      // row by row, each as it would be continued alone
      TokenBatch drawn = model.withPrompts(prompts).draw(8, rng).x0();
      for (int i = 0; i < 8; i++) {
        assertArrayEquals(prompts.row(i), Arrays.copyOf(drawn.row(i), prompts.length(i)));
        assertEquals(
            drawn.gather(i), model.withPrompts(prompts.gather(i)).draw(1, rng.fromRow(i)).x0());
      }
      // a prompt for all is read at once, and every row is evaluated once a token
      Samples<TokenBatch> shared = model.withPrompts(prompts.gather(4)).draw(8, rng);
      assertEquals(12, shared.nfe());
      assertEquals(12, free.nfe());
      assertEquals(0, model.tally().cut()); // no ends are drawn
      assertEquals(5, model.withLength(5).draw(3, rng).x0().maxLength());
      assertEquals(
          Arrays.toString(Arrays.copyOf(free.x0().row(2), 5)),
          Arrays.toString(model.withLength(5).draw(3, rng).x0().row(2)));
    }
  }

  @Test
  void anInterruptedThreadStops() {
    try (AutoregressiveModel model = model(RowSupport.sameLength())) {
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, () -> model.draw(1, RandomStreams.of(1)));
      assertTrue(Thread.interrupted());
    }
  }
}

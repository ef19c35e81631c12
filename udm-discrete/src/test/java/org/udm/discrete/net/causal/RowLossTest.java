package org.udm.discrete.net.causal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.udm.discrete.net.Nets.assertMessage;
import static org.udm.discrete.net.causal.RowNets.LONGEST;
import static org.udm.discrete.net.causal.RowNets.MASK;
import static org.udm.discrete.net.causal.RowNets.V;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.given.Given;
import org.udm.core.train.Example;
import org.udm.core.train.StepReport;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.net.GivenLoss;
import org.udm.discrete.net.Nets;
import org.udm.discrete.net.TransformerShape;
import org.udm.discrete.net.TransformerShape.PositionCode;
import org.udm.torch.Precision;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.Loss;
import org.udm.torch.train.LossLearner;

/** The losses of causal networks, their gradients, and what steps leave behind. */
class RowLossTest {
  private static final LearnerOptions OPTIONS =
      LearnerOptions.of(LearningRate.constant(1e-2)).withAverage(0.9);

  static List<RowSupport> supports() {
    return List.of(RowSupport.anyLength(), RowSupport.sameLength(), RowSupport.carryingOver(MASK));
  }

  /** Clean rows of 0 to 3 tokens, some of the longest; half of their tokens masked. */
  private static Example<TokenBatch> example(long seed) {
    Random random = new Random(seed);
    int[][] rows = new int[7][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.ints(new int[] {3, 0, 2, 1, 3, 2, 0}[i], 0, V).toArray();
    }
    TokenBatch x0 = TokenBatch.of(rows);
    TokenBatch xt = x0.map((i, l, id) -> random.nextBoolean() ? MASK : id);
    double[] weights = random.doubles(rows.length, 0.5, 2).toArray();
    return new Example<>(x0, xt, Times.of(random.doubles(rows.length).toArray()), weights);
  }

  /** The same rows, whose corruption removed tokens. */
  private static Example<TokenBatch> shorter(long seed) {
    Example<TokenBatch> example = example(seed);
    int[] order = {1, 3, 2, 6, 5, 0, 1}; // any rows may be x_t
    return new Example<>(example.x0(), example.xt().gather(order), example.t(), example.weights());
  }

  private static Seq2SeqLoss loss(RowSupport support, PositionCode positions) {
    return Seq2SeqLoss.of(Seq2Seq.of(RowNets.shape(positions).withLayers(1, 2)), support);
  }

  @ParameterizedTest
  @MethodSource("supports")
  void theLossIsThatOfTheBelief(RowSupport support) {
    Seq2SeqLoss loss = loss(support, PositionCode.LEARNED);
    Example<TokenBatch> example = support.drawsEnd() ? shorter(1) : example(1);
    try (LossLearner<TokenBatch> learner =
            Nets.wild(LossLearner.of(loss, Nets.MEASURE, Nets.runtime()));
        Seq2SeqPredictor predictor = loss.predictor(learner.weights())) {
      double[] logs = predictor.predict(example.xt(), example.t()).logProb(example.x0());
      // a unit is a token, and an end that is not certain
      int[] lengths = {3, 0, 2, 1, 3, 2, 0};
      int units = 0;
      double sum = 0;
      StepReport report = learner.step(example);
      for (int i = 0; i < lengths.length; i++) {
        int own = support.drawsEnd() ? Math.min(LONGEST, lengths[i] + 1) : lengths[i];
        units += own;
        sum -= example.weights()[i] * logs[i];
        assertEquals(own == 0 ? 0 : -logs[i] / own, report.rowLosses()[i], 1e-5);
      }
      assertEquals(units, report.units());
      assertEquals(sum / units, report.loss(), 1e-5 * sum / units);
    }
  }

  @Test
  void theGradientIsThatOfTheLoss() {
    for (RowSupport support : supports()) {
      PositionCode code = support.drawsEnd() ? PositionCode.LEARNED : PositionCode.ROTARY;
      try (LossLearner<TokenBatch> learner =
          Nets.wild(LossLearner.of(loss(support, code), Nets.MEASURE, Nets.runtime()))) {
        Nets.assertGradientOfTheLoss(learner, support.drawsEnd() ? shorter(2) : example(2));
      }
    }
  }

  @Test
  void autoregressiveAndSourcedGradientsToo() {
    TransformerShape shape = TransformerShape.of(V, LONGEST).withLayers(1).withWidth(16, 2);
    AutoregressiveLoss alone =
        AutoregressiveLoss.of(Autoregressive.of(shape), RowSupport.anyLength());
    try (LossLearner<TokenBatch> learner =
        Nets.wild(LossLearner.of(alone, Nets.MEASURE, Nets.runtime()))) {
      Nets.assertGradientOfTheLoss(learner, shorter(3));
      StepReport report = learner.step(shorter(3));
      try (AutoregressiveModel model = alone.model(learner.weights())) {
        double[] logs = model.logProb(shorter(3).x0());
        assertEquals(-logs[2] / 3, report.rowLosses()[2], 1e-5);
      }
    }
    GivenLoss given =
        GivenLoss.of(
            Seq2SeqLoss.of(
                Seq2Seq.of(RowNets.shape().withLayers(1, 1).withSource(4, 5)),
                RowSupport.anyLength()));
    try (LossLearner<Given<TokenBatch, TokenBatch>> learner =
        Nets.wild(LossLearner.of(given, Nets.MEASURE, Nets.runtime()))) {
      Nets.assertGradientOfTheLoss(learner, sourced(shorter(4)));
    }
  }

  private static Example<Given<TokenBatch, TokenBatch>> sourced(Example<TokenBatch> example) {
    TokenBatch sources =
        TokenBatch.of(
            new int[] {3, 1},
            new int[0],
            new int[] {0, 1, 2, 3, 0},
            new int[] {2},
            new int[0],
            new int[] {1, 1, 1},
            new int[] {3});
    return new Example<>(
        new Given<>(example.x0(), sources),
        new Given<>(example.xt(), sources),
        example.t(),
        example.weights());
  }

  @Test
  void partsGiveTheSameLossAndGradient() {
    Example<TokenBatch> example = shorter(5);
    Seq2SeqLoss loss = loss(RowSupport.anyLength(), PositionCode.LEARNED);
    try (LossLearner<TokenBatch> whole =
            Nets.wild(LossLearner.of(loss, Nets.MEASURE, Nets.runtime()));
        LossLearner<TokenBatch> cut =
            Nets.wild(LossLearner.of(loss, Nets.MEASURE.withParts(3), Nets.runtime()))) {
      StepReport expected = whole.step(example);
      StepReport report = cut.step(example);
      assertEquals(expected.loss(), report.loss(), 1e-6 * expected.loss());
      assertArrayEquals(expected.rowLosses(), report.rowLosses(), 1e-5);
      assertArrayEquals(Nets.gradient(whole), Nets.gradient(cut), 1e-5f);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void continuingIsTheSameAsNeverStopping(Precision precision) {
    Loss<TokenBatch> loss = loss(RowSupport.anyLength(), PositionCode.LEARNED);
    try (LossLearner<TokenBatch> undisturbed =
            LossLearner.of(loss, OPTIONS, Nets.runtime(precision));
        LossLearner<TokenBatch> continued =
            LossLearner.of(loss, OPTIONS, Nets.runtime(precision))) {
      steps(undisturbed, 0, 5);
      continued.step(shorter(99)); // whatever it was before is forgotten
      Nets.fill(continued, Nets.values(undisturbed));
      continued.resumeAt(5);
      steps(undisturbed, 5, 10);
      steps(continued, 5, 10);
      Map<String, float[]> found = Nets.values(continued);
      Nets.values(undisturbed)
          .forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
    }
  }

  private static void steps(LossLearner<TokenBatch> learner, int from, int to) {
    for (int step = from; step < to; step++) {
      learner.step(shorter(step));
    }
  }

  @Test
  void nothingToDrawIsAStepWithoutGradient() {
    TokenBatch empty = TokenBatch.filled(2, 0, 0);
    TokenBatch visible = TokenBatch.filled(2, 2, 1);
    for (TokenBatch rows : List.of(empty, visible, empty.gather())) {
      try (LossLearner<TokenBatch> learner =
          LossLearner.of(
              loss(RowSupport.carryingOver(MASK), PositionCode.LEARNED), OPTIONS, Nets.runtime())) {
        StepReport report =
            learner.step(
                new Example<>(rows, rows, Times.all(rows.rows(), 0), new double[rows.rows()]));
        assertEquals(0, report.loss());
        assertEquals(0, report.gradientNorm());
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (LossLearner<TokenBatch> any = learner(loss(RowSupport.anyLength(), PositionCode.LEARNED));
        LossLearner<TokenBatch> contains =
            learner(loss(RowSupport.containing(), PositionCode.LEARNED));
        LossLearner<TokenBatch> same =
            learner(loss(RowSupport.sameLength(), PositionCode.LEARNED));
        LossLearner<Given<TokenBatch, TokenBatch>> given =
            learner(
                GivenLoss.of(
                    Seq2SeqLoss.of(
                        Seq2Seq.of(RowNets.shape().withSource(4, 5)), RowSupport.anyLength())));
        LossLearner<Given<TokenBatch, TokenBatch>> none =
            learner(GivenLoss.of(loss(RowSupport.anyLength(), PositionCode.LEARNED)))) {
      TokenBatch fine = TokenBatch.filled(1, 2, 1);
      TokenBatch longer = TokenBatch.filled(1, 4, 1);
      TokenBatch unknown = TokenBatch.filled(1, 2, V);
      assertMessage("4 tokens is longer than the model's 3", () -> any.step(one(longer, fine)));
      assertMessage("4 tokens is longer than the model's 3", () -> any.step(one(fine, longer)));
      assertMessage("clean token id 2 at row 0", () -> any.step(one(unknown, fine)));
      assertMessage("token id 3 at row 0", () -> any.step(one(fine, TokenBatch.of(new int[] {3}))));
      assertMessage(
          "lengths must be equal", () -> same.step(one(fine, TokenBatch.of(new int[] {1}))));
      assertMessage(
          "clean row 0 cannot be written from its x_t as one of rows that contain x_t",
          () -> contains.step(one(fine, TokenBatch.of(new int[] {0}))));
      assertMessage(
          "a source of 6 tokens is longer than the encoder's 5",
          () -> given.step(one(pair(fine, 6, 0), pair(fine, 6, 0))));
      assertMessage(
          "token id 4 at row 0, position 0 is outside [0, 4)",
          () -> given.step(one(pair(fine, 1, 4), pair(fine, 1, 4))));
      assertMessage(
          "for a network that reads none",
          () -> none.step(one(pair(fine, 1, 1), pair(fine, 1, 1))));
      assertEquals(0, any.steps() + same.steps() + given.steps() + none.steps());
    }
  }

  private static <X extends Batch<X>> LossLearner<X> learner(Loss<X> loss) {
    return LossLearner.of(loss, OPTIONS, Nets.runtime());
  }

  private static Given<TokenBatch, TokenBatch> pair(TokenBatch x, int length, int id) {
    return new Given<>(x, TokenBatch.filled(1, length, id));
  }

  private static <X extends Batch<X>> Example<X> one(X x0, X xt) {
    return new Example<>(x0, xt, Times.of(0.5), new double[] {1});
  }
}

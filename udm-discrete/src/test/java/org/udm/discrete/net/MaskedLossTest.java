package org.udm.discrete.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.udm.discrete.net.Nets.assertMessage;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.Example;
import org.udm.core.train.StepReport;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.Positions;
import org.udm.discrete.sample.TimeUse;
import org.udm.torch.Precision;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.train.LearnerOptions;
import org.udm.torch.train.LossLearner;

/** The loss, its gradient, and what a step leaves behind. */
class MaskedLossTest {
  private static final int M = Nets.MASK;

  private static final LearnerOptions OPTIONS = LearnerOptions.of(LearningRate.constant(1e-2));

  private static LossLearner<TokenBatch> learner(
      TransformerShape shape, LearnerOptions options, Precision precision) {
    return LossLearner.of(
        MaskedLoss.of(Transformer.of(shape), M), options, Nets.runtime(precision));
  }

  private static LossLearner<TokenBatch> learner(LearnerOptions options) {
    return learner(Nets.shape(), options, Precision.FP32);
  }

  /** Rows of several lengths, an empty one among them. */
  private static Example<TokenBatch> example(long seed) {
    return Nets.example(seed, 6, 3, 0, 1, 5, 6, 2);
  }

  static List<TransformerShape> shapes() {
    return TransformerPredictorTest.shapes();
  }

  private static void assertClose(float[] expected, float[] actual, double relative) {
    float[] difference = new float[expected.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = expected[i] - actual[i];
    }
    assertEquals(0, Nets.norm(difference) / Nets.norm(expected), relative);
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }

  /** (1 / tokens) sum over rows of w_row sum over its masked places of -log q, from the belief. */
  private static double slowLoss(LossLearner<TokenBatch> learner, Example<TokenBatch> example) {
    try (TransformerPredictor predictor = Nets.predictor(learner)) {
      double[] losses = rowSums(predictor, example);
      double sum = 0;
      for (int i = 0; i < losses.length; i++) {
        sum += example.weights()[i] * losses[i];
      }
      return sum / example.x0().tokens();
    }
  }

  private static double[] rowSums(TransformerPredictor predictor, Example<TokenBatch> example) {
    double[] sums = new double[example.x0().rows()];
    double[] logs =
        predictor
            .predict(example.xt(), example.t())
            .logProbAt(example.x0(), Positions.all(example.x0()));
    Positions all = Positions.all(example.x0());
    for (int k = 0; k < logs.length; k++) {
      sums[all.row(k)] -= logs[k]; // log 1 = 0 where nothing is masked
    }
    return sums;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theLossIsThatOfTheFormula(TransformerShape shape) {
    for (Precision precision : Precision.values()) {
      try (LossLearner<TokenBatch> learner = Nets.wild(learner(shape, Nets.MEASURE, precision))) {
        // bfloat16 products of other shapes may round in another order
        double tolerance = precision == Precision.FP32 ? 1e-5 : 1e-2;
        Example<TokenBatch> example = example(1);
        double slow = slowLoss(learner, example);
        StepReport report = learner.step(example);
        assertEquals(slow, report.loss(), tolerance * slow);
        assertEquals(example.x0().tokens(), report.units());
        try (TransformerPredictor predictor = Nets.predictor(learner)) {
          double[] sums = rowSums(predictor, example);
          for (int i = 0; i < sums.length; i++) {
            double mean = sums[i] == 0 ? 0 : sums[i] / example.x0().length(i);
            assertEquals(mean, report.rowLosses()[i], tolerance * 10);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theGradientIsThatOfTheLoss(TransformerShape shape) {
    try (LossLearner<TokenBatch> learner =
        Nets.wild(learner(shape, Nets.MEASURE, Precision.FP32))) {
      Nets.assertGradientOfTheLoss(learner, example(2));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 100})
  void partsGiveTheSameGradient(int parts) {
    Example<TokenBatch> example = example(3);
    try (LossLearner<TokenBatch> whole = Nets.wild(learner(Nets.MEASURE));
        LossLearner<TokenBatch> cut = Nets.wild(learner(Nets.MEASURE.withParts(parts)))) {
      StepReport expected = whole.step(example);
      StepReport report = cut.step(example);
      assertEquals(expected.loss(), report.loss(), 1e-6 * expected.loss());
      assertArrayEquals(expected.rowLosses(), report.rowLosses(), 1e-5);
      assertClose(Nets.gradient(whole), Nets.gradient(cut), 1e-6);
    }
    try (LossLearner<TokenBatch> whole = learner(OPTIONS);
        LossLearner<TokenBatch> cut = learner(OPTIONS.withParts(parts))) {
      for (int step = 0; step < 3; step++) {
        whole.step(example(step));
        cut.step(example(step));
      }
      // AdamW divides by the gradient's own size, which makes its rounding visible
      Nets.values(whole)
          .forEach((name, values) -> assertClose(values, Nets.values(cut).get(name), 1e-4));
    }
  }

  @Test
  void weightsOfRowsActLinearly() {
    Example<TokenBatch> example = example(4);
    try (LossLearner<TokenBatch> learner = Nets.wild(learner(Nets.MEASURE))) {
      float[] whole = step(learner, example, example.weights());
      float[] sum = new float[whole.length];
      for (int row = 0; row < example.weights().length; row++) {
        double[] one = new double[example.weights().length];
        one[row] = 2 * example.weights()[row];
        float[] own = step(learner, example, one);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += own[i] / 2;
        }
      }
      assertClose(whole, sum, 1e-5);
    }
  }

  private static float[] step(
      LossLearner<TokenBatch> learner, Example<TokenBatch> example, double[] weights) {
    learner.step(new Example<>(example.x0(), example.xt(), example.t(), weights));
    return Nets.gradient(learner);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void twoRunsAreTheSameBitForBit(Precision precision) {
    TransformerShape shape = Nets.shape().withTimeUse(TimeUse.SEES_TIME);
    LearnerOptions options = OPTIONS.withAverage(0.9).withParts(2);
    try (LossLearner<TokenBatch> one = learner(shape, options, precision);
        LossLearner<TokenBatch> two = learner(shape, options, precision)) {
      for (int step = 0; step < 20; step++) {
        StepReport first = one.step(example(step));
        StepReport second = two.step(example(step));
        assertEquals(first.loss(), second.loss());
        assertArrayEquals(first.rowLosses(), second.rowLosses());
        assertEquals(first.gradientNorm(), second.gradientNorm());
      }
      assertSame(Nets.values(one), Nets.values(two));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void continuingIsTheSameAsNeverStopping(Precision precision) {
    LearnerOptions options = OPTIONS.withAverage(0.9);
    try (LossLearner<TokenBatch> undisturbed = learner(Nets.shape(), options, precision);
        LossLearner<TokenBatch> continued = learner(Nets.shape(), options, precision)) {
      for (int step = 0; step < 10; step++) {
        undisturbed.step(example(step));
      }
      continued.step(example(99)); // whatever it was before is forgotten
      Nets.fill(continued, Nets.values(undisturbed));
      continued.resumeAt(10);
      assertEquals(10, continued.steps());
      for (int step = 10; step < 20; step++) {
        assertEquals(undisturbed.step(example(step)).loss(), continued.step(example(step)).loss());
      }
      assertSame(Nets.values(undisturbed), Nets.values(continued));
      // planted: at another step the moments are corrected otherwise
      Map<String, float[]> end = Nets.values(undisturbed);
      continued.resumeAt(3);
      undisturbed.step(example(20));
      continued.step(example(20));
      assertFalse(
          Arrays.equals(
              Nets.values(undisturbed).get("weights.head.weight"),
              Nets.values(continued).get("weights.head.weight")));
      assertNotEquals(
          end.get("average.head.weight")[0],
          Nets.values(undisturbed).get("average.head.weight")[0]);
    }
  }

  @Test
  void whatIsNotFiniteChangesNothing() {
    try (LossLearner<TokenBatch> learner = learner(OPTIONS.withAverage(0.9))) {
      learner.step(example(1));
      Map<String, float[]> before = Nets.values(learner);
      Example<TokenBatch> example = example(2);
      double[] weights = example.weights().clone();
      weights[0] = Double.POSITIVE_INFINITY;
      StepReport report =
          learner.step(new Example<>(example.x0(), example.xt(), example.t(), weights));
      assertFalse(Double.isFinite(report.loss()));
      assertSame(before, Nets.values(learner));
      assertEquals(1, learner.steps());
      learner.step(example); // and it goes on
      assertEquals(2, learner.steps());

      Map<String, float[]> broken = Nets.values(learner);
      broken.get("weights.block0.mlp.first.weight")[3] = Float.NaN;
      Nets.fill(learner, broken);
      report = learner.step(example);
      assertFalse(Double.isFinite(report.loss()));
      assertFalse(Double.isFinite(report.gradientNorm()));
      assertSame(broken, Nets.values(learner));
    }
  }

  @Test
  void anInfiniteWeightOfARowWithoutMasksDoesNoHarm() {
    TokenBatch x0 = TokenBatch.of(new int[] {0, 1}, new int[] {2, 3}, new int[0]);
    TokenBatch xt = TokenBatch.of(new int[] {0, 1}, new int[] {M, 3}, new int[0]);
    double infinite = Double.POSITIVE_INFINITY;
    try (LossLearner<TokenBatch> learner = learner(OPTIONS)) {
      StepReport report =
          learner.step(
              new Example<>(x0, xt, Times.of(0, 0.5, 0), new double[] {infinite, 1, infinite}));
      assertTrue(Double.isFinite(report.loss()) && report.loss() > 0);
      assertTrue(Double.isFinite(report.gradientNorm()) && report.gradientNorm() > 0);
      assertArrayEquals(
          new double[] {0, 4 * report.loss() / 2, 0}, report.rowLosses(), 1e-6); // tokens 4 and 2
    }
  }

  @Test
  void aBatchWithoutMasksIsAStepWithoutGradient() {
    TokenBatch x0 = TokenBatch.of(new int[] {0, 1}, new int[0]);
    for (TokenBatch rows : List.of(x0, x0.gather(1), x0.gather())) {
      try (LossLearner<TokenBatch> learner = learner(OPTIONS.withParts(2))) {
        Map<String, float[]> before = Nets.values(learner);
        Example<TokenBatch> example =
            new Example<>(rows, rows, Times.all(rows.rows(), 0.5), new double[rows.rows()]);
        StepReport report = learner.step(example);
        assertEquals(0, report.loss());
        assertEquals(0, report.gradientNorm());
        assertArrayEquals(new double[rows.rows()], report.rowLosses());
        assertEquals(1, learner.steps());
        float[] head = before.get("weights.head.weight");
        for (int i = 0; i < head.length; i++) {
          head[i] *= (float) (1 - 1e-2 * 0.1); // rate times decay, matrices only
        }
        Map<String, float[]> after = Nets.values(learner);
        assertArrayEquals(head, after.get("weights.head.weight"), 1e-8f);
        assertArrayEquals(before.get("weights.norm.weight"), after.get("weights.norm.weight"));
      }
    }
  }

  @Test
  void theTimeIsSeenOnlyAfterLearning() {
    // the blocks start as the identity
    TransformerShape shape = Nets.shape().withTimeUse(TimeUse.SEES_TIME);
    TokenBatch xt = TokenBatch.of(new int[] {M, 1, M, 2});
    try (LossLearner<TokenBatch> learner = learner(shape, OPTIONS, Precision.FP32)) {
      for (int steps : new int[] {0, 5}) {
        for (int step = 0; step < steps; step++) {
          learner.step(example(step));
        }
        try (TransformerPredictor predictor = Nets.predictor(learner)) {
          double early = Nets.table(predictor.predict(xt, Times.of(0.2)), xt, Nets.V)[0][0];
          double late = Nets.table(predictor.predict(xt, Times.of(0.8)), xt, Nets.V)[0][0];
          assertEquals(steps == 0, early == late, early + " and " + late);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5})
  void aPredictorKeepsTheWeightsOfItsMoment(double decay) {
    TokenBatch xt = example(1).xt();
    for (Precision precision : Precision.values()) {
      LossLearner<TokenBatch> learner =
          learner(Nets.shape(), OPTIONS.withAverage(decay), precision);
      learner.step(example(1));
      TransformerPredictor before = Nets.predictor(learner);
      double[][] table = Nets.table(before.predict(xt, example(1).t()), xt, Nets.V);
      for (int step = 0; step < 5; step++) {
        learner.step(example(step));
      }
      assertArrayEquals(table, Nets.table(before.predict(xt, example(1).t()), xt, Nets.V));
      before.close();
      try (TransformerPredictor after = Nets.predictor(learner)) {
        double[][] moved = Nets.table(after.predict(xt, example(1).t()), xt, Nets.V);
        assertFalse(Arrays.deepEquals(table, moved));
        learner.close(); // the copy does not need the learner
        assertArrayEquals(moved, Nets.table(after.predict(xt, example(1).t()), xt, Nets.V));
      }
    }
  }

  @Test
  void aPredictorHasTheAverageWhereThereIsOne() {
    TokenBatch xt = example(1).xt();
    Times t = example(1).t();
    try (LossLearner<TokenBatch> learner = learner(OPTIONS.withAverage(0.9));
        LossLearner<TokenBatch> plain = learner(OPTIONS)) {
      for (int step = 0; step < 5; step++) {
        learner.step(example(step));
        plain.step(example(step));
      }
      Map<String, float[]> values = Nets.values(learner);
      Map<String, float[]> averages = Nets.values(plain);
      averages.replaceAll(
          (name, now) -> values.getOrDefault(name.replace("weights.", "average."), now));
      Nets.fill(plain, averages);
      try (TransformerPredictor one = Nets.predictor(learner);
          TransformerPredictor two = Nets.predictor(plain)) {
        assertArrayEquals(
            Nets.table(one.predict(xt, t), xt, Nets.V), Nets.table(two.predict(xt, t), xt, Nets.V));
        assertEquals(
            one.predict(xt, t).draw(RandomStreams.of(1)),
            two.predict(xt, t).draw(RandomStreams.of(1)));
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    for (int mask : new int[] {-1, 5}) {
      assertMessage(
          "mask id " + mask,
          () ->
              LossLearner.of(
                  MaskedLoss.of(Transformer.of(Nets.shape()), mask), OPTIONS, Nets.runtime()));
    }
    try (LossLearner<TokenBatch> learner = learner(OPTIONS)) {
      Map<String, float[]> before = Nets.values(learner);
      assertMessage("longer than the model's 6", () -> learner.step(all(7, 0)));
      assertMessage("clean token id 4 at row 0, position 0", () -> learner.step(all(3, M)));
      assertMessage("-1", () -> learner.resumeAt(-1));
      assertSame(before, Nets.values(learner));
    }
  }

  private static Example<TokenBatch> all(int length, int id) {
    return new Example<>(
        TokenBatch.filled(1, length, id),
        TokenBatch.filled(1, length, M),
        Times.of(1),
        new double[] {1});
  }
}

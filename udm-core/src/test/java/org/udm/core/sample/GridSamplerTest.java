package org.udm.core.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.Prior;
import org.udm.core.Times;
import org.udm.core.fixture.Deletion;
import org.udm.core.fixture.DoubleBatch;
import org.udm.core.fixture.FactorisedOracle;
import org.udm.core.fixture.GaussianNoise;
import org.udm.core.fixture.Laws;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.fixture.Masking;
import org.udm.core.fixture.MaskingKernels;
import org.udm.core.fixture.NineStates;
import org.udm.core.predict.OraclePredictor;
import org.udm.core.predict.X0Belief;
import org.udm.core.predict.X0Predictor;
import org.udm.core.random.Enumeration;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.schedule.CosineSchedule;
import org.udm.core.schedule.LogLinearSchedule;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.schedule.TimeGrid;

/**
 * The law of what is sampled, by enumerating the whole sampler: with the exact predictor it is the
 * law of the data, for every lawful kernel and every number of steps.
 */
class GridSamplerTest {
  private static final Masking MASKING = Masking.of(PolynomialSchedule.linear());
  private static final Deletion DELETION = Deletion.of(PolynomialSchedule.linear());
  private static final ReverseKernel<LetterBatch> SAME = ReverseKernels.same(MASKING, MASKING);
  private static final ReverseKernel<LetterBatch> FRESH = ReverseKernels.fresh(MASKING);
  private static final ReverseKernel<LetterBatch> MIXTURE =
      ReverseKernels.mixture((t, s) -> 0.25 + s / 2, SAME, FRESH);

  private static final LetterBatch WORDS = LetterBatch.words("aba", "ab", "b", "");
  private static final double[] WORD_WEIGHTS = {0.4, 0.3, 0.2, 0.1};

  private static X0Predictor<LetterBatch> nine() {
    return OraclePredictor.of(NineStates.rows(), NineStates.weights(), MASKING);
  }

  private static X0Predictor<LetterBatch> words() {
    return OraclePredictor.of(WORDS, WORD_WEIGHTS, DELETION);
  }

  /** The exact law of one sample; every schedule here is linear, so times are thresholds. */
  private static Map<LetterBatch, Double> law(
      Prior<LetterBatch> prior, Transition<LetterBatch> step, int steps) {
    TimeGrid grid = TimeGrid.uniform(steps);
    GridSampler<LetterBatch> sampler = GridSampler.of(prior, step, grid);
    double[] thresholds =
        IntStream.rangeClosed(0, steps)
            .mapToDouble(k -> 1 - PolynomialSchedule.linear().at(grid.at(k)))
            .toArray();
    return Enumeration.withThresholds(thresholds).law(rng -> sampler.draw(1, rng).x0());
  }

  private static Map<LetterBatch, Double> nineLaw(ReverseKernel<LetterBatch> kernel, int steps) {
    return law(Masking.prior(2), PredictThenCorrect.of(nine(), kernel), steps);
  }

  /** A sampler of known law: the exact predictor with a kernel in T steps. */
  record Entry(String name, ReverseKernel<LetterBatch> kernel, int steps) {
    @Override
    public String toString() {
      return name + ", T = " + steps;
    }
  }

  /** The mixture takes both steps, so its tree at T = 3 has two million leaves: left out. */
  static Stream<Entry> maskingSamplers() {
    return IntStream.rangeClosed(1, 3)
        .boxed()
        .flatMap(
            steps ->
                Stream.of(
                    new Entry("same", SAME, steps),
                    new Entry("fresh", FRESH, steps),
                    new Entry("mixture", MIXTURE, Math.min(2, steps)),
                    new Entry("unmasking", MaskingKernels.unmasking(MASKING), steps),
                    new Entry("remasking", MaskingKernels.remasking(MASKING, 0.5), steps)))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("maskingSamplers")
  void samplesFollowTheLawOfTheData(Entry entry) {
    Laws.assertEqual(
        Laws.of(NineStates.rows(), NineStates.weights()), nineLaw(entry.kernel, entry.steps));
  }

  static Stream<Entry> deletionSamplers() {
    ReverseKernel<LetterBatch> same = ReverseKernels.same(DELETION, DELETION);
    ReverseKernel<LetterBatch> fresh = ReverseKernels.fresh(DELETION);
    return Stream.of(
        new Entry("same", same, 1),
        new Entry("same", same, 3),
        new Entry("fresh", fresh, 2),
        new Entry("mixture", ReverseKernels.mixture((t, s) -> 0.5, same, fresh), 2));
  }

  @ParameterizedTest
  @MethodSource("deletionSamplers")
  void deletionIsUndone(Entry entry) {
    Laws.assertEqual(
        Laws.of(WORDS, WORD_WEIGHTS),
        law(Deletion.prior(), PredictThenCorrect.of(words(), entry.kernel), entry.steps));
  }

  @Test
  void plantedKernelErrorsChangeTheLaw() {
    Map<LetterBatch, Double> p = Laws.of(NineStates.rows(), NineStates.weights());
    assertTrue(Laws.distance(p, nineLaw(MaskingKernels.wrongUnmasking(MASKING), 2)) > 1e-2);
    Map<LetterBatch, Double> leftmost =
        law(
            Deletion.prior(),
            PredictThenCorrect.of(words(), ReverseKernels.same(DELETION, DELETION.leftmost())),
            3);
    assertTrue(Laws.distance(Laws.of(WORDS, WORD_WEIGHTS), leftmost) > 1e-3);
  }

  /** ORACLES.md: with letters independent given x_t the law is (1 - 1/T) P + (1/T) P1 x P2. */
  @Test
  void aFactorisedBeliefIsWrongByOneOverT() {
    X0Predictor<LetterBatch> factorised =
        FactorisedOracle.of(NineStates.rows(), NineStates.weights(), MASKING);
    double[] p = NineStates.weights();
    double[] product = NineStates.independent();
    for (int steps = 1; steps <= 4; steps++) {
      double[] expected = new double[9];
      for (int k = 0; k < 9; k++) {
        expected[k] = (1 - 1.0 / steps) * p[k] + product[k] / steps;
      }
      Laws.assertEqual(
          Laws.of(NineStates.rows(), expected),
          law(
              Masking.prior(2),
              PredictThenCorrect.of(factorised, MaskingKernels.unmasking(MASKING)),
              steps));
    }
  }

  /** A grid that ends early leaves the corrupted law of its last time. */
  @Test
  void anEarlyEndLeavesCorruptedRows() {
    GridSampler<LetterBatch> sampler =
        GridSampler.of(
            Masking.prior(2), PredictThenCorrect.of(nine(), SAME), TimeGrid.of(1, 0.5, 0.25));
    Map<LetterBatch, Double> expected = new LinkedHashMap<>();
    double[] p = NineStates.weights();
    Times quarter = Times.all(1, 0.25);
    for (int k = 0; k < 9; k++) {
      LetterBatch x0 = NineStates.rows().gather(k);
      double weight = p[k];
      Enumeration.withThresholds(0.25)
          .law(rng -> MASKING.corrupt(x0, MASKING.drawNoise(x0, rng), quarter))
          .forEach((xt, q) -> expected.merge(xt, weight * q, Double::sum));
    }
    Laws.assertEqual(
        expected, Enumeration.withThresholds(0.5, 0.25).law(rng -> sampler.draw(1, rng).x0()));
  }

  /**
   * The step under the condition that the first letter is b. A letter that is shown at t = 1 is
   * impossible where alpha_1 = 0, so alpha ends at 0.1; what the oracle says of masks is the same.
   */
  private static Transition<LetterBatch> firstLetterIsB() {
    Masking shown = Masking.of(LogLinearSchedule.endingAt(0.1));
    return PredictThenCorrect.of(
            OraclePredictor.of(NineStates.rows(), NineStates.weights(), shown),
            MaskingKernels.unmasking(shown))
        .withCondition(firstLetter(1));
  }

  /** Knows the first letter: shows it at every time. */
  private static Condition<LetterBatch> firstLetter(int letter) {
    return new Condition<>() {
      @Override
      public LetterBatch onState(LetterBatch xt, Times t, RandomStreams rng) {
        return put(xt);
      }

      @Override
      public LetterBatch onPrediction(LetterBatch x0, RandomStreams rng) {
        return put(x0);
      }

      private LetterBatch put(LetterBatch x) {
        int[][] rows = new int[x.rows()][];
        for (int i = 0; i < rows.length; i++) {
          int row = i;
          rows[i] =
              IntStream.range(0, x.length(i)).map(j -> j == 0 ? letter : x.at(row, j)).toArray();
        }
        return LetterBatch.of(rows);
      }
    };
  }

  @Test
  void aConditionGivesTheConditionalLaw() {
    Map<LetterBatch, Double> expected =
        Map.of(
            LetterBatch.words("ba"), 2 / 30.0,
            LetterBatch.words("bb"), 25 / 30.0,
            LetterBatch.words("bc"), 3 / 30.0);
    for (int steps = 1; steps <= 3; steps++) {
      Laws.assertEqual(expected, law(Masking.prior(2), firstLetterIsB(), steps));
    }
  }

  @Test
  void theConditionSeesTheStateBeforeThePredictorAndThePredictionBeforeTheKernel() {
    List<String> seen = new ArrayList<>();
    X0Predictor<LetterBatch> predictor =
        (xt, t) -> {
          seen.add("predict " + xt);
          return nine().predict(xt, t);
        };
    ReverseKernel<LetterBatch> kernel =
        (xt, x0, t, s, rng) -> {
          seen.add("step " + xt + " " + (x0.at(0, 0) == 2));
          return x0;
        };
    PredictThenCorrect.of(predictor, kernel)
        .withCondition(firstLetter(2))
        .step(LetterBatch.words("__"), Times.all(1, 0.5), Times.all(1, 0.2), RandomStreams.of(1));
    assertEquals(List.of("predict [c_]", "step [c_] true"), seen);
  }

  @Test
  void aListenerSeesEveryStateOfTheGrid() {
    List<Integer> steps = new ArrayList<>();
    List<Double> times = new ArrayList<>();
    List<LetterBatch> states = new ArrayList<>();
    Samples<LetterBatch> samples =
        GridSampler.of(Masking.prior(2), PredictThenCorrect.of(nine(), SAME), TimeGrid.uniform(4))
            .withListener(
                (step, t, xt) -> {
                  steps.add(step);
                  times.add(t);
                  states.add(xt);
                })
            .draw(5, RandomStreams.of(2));
    assertEquals(List.of(0, 1, 2, 3, 4), steps);
    assertEquals(List.of(1.0, 0.75, 0.5, 0.25, 0.0), times);
    assertEquals(LetterBatch.words("__").repeat(0, 5), states.get(0));
    assertEquals(samples.x0(), states.get(4));
    assertEquals(20, samples.rowsPredicted());
    assertEquals(4, samples.nfe());
  }

  @Test
  void nothingIsDrawnForNoRows() {
    Samples<LetterBatch> samples =
        GridSampler.of(Masking.prior(2), PredictThenCorrect.of(nine(), SAME), TimeGrid.uniform(4))
            .draw(0, RandomStreams.of(2));
    assertEquals(0, samples.x0().rows());
    assertEquals(0, samples.nfe());
  }

  @Test
  void anInterruptStopsSamplingAndStaysSet() {
    GridSampler<LetterBatch> sampler =
        GridSampler.of(Masking.prior(2), PredictThenCorrect.of(nine(), SAME), TimeGrid.uniform(4))
            .withListener(
                (step, t, xt) -> {
                  if (step == 2) {
                    Thread.currentThread().interrupt();
                  }
                });
    CancellationException error =
        assertThrows(CancellationException.class, () -> sampler.draw(1, RandomStreams.of(2)));
    assertEquals("sampling was interrupted after 2 of 4 steps", error.getMessage());
    assertTrue(Thread.interrupted());
  }

  @Test
  void aMeanIsTakenWhereThereIsOneOnly() {
    PredictThenCorrect<LetterBatch> letters =
        PredictThenCorrect.of(nine(), SAME).withChoice(X0Choice.MEAN);
    assertEquals(
        "this belief has no mean (tokens have none): choose X0Choice.DRAWN",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    letters.step(
                        LetterBatch.words("__"),
                        Times.all(1, 1),
                        Times.all(1, 0.5),
                        RandomStreams.of(1)))
            .getMessage());
    DoubleBatch mean = DoubleBatch.scalars(0.25);
    X0Predictor<DoubleBatch> real = (xt, t) -> new Certain(mean);
    assertEquals(
        mean,
        PredictThenCorrect.of(real, (xt, x0, t, s, rng) -> x0)
            .withChoice(X0Choice.MEAN)
            .step(mean, Times.all(1, 1), Times.all(1, 0.5), RandomStreams.of(1))
            .xs());
  }

  /** A belief that has a mean and cannot be drawn from. */
  private record Certain(DoubleBatch value) implements X0Belief<DoubleBatch> {
    @Override
    public int rows() {
      return value.rows();
    }

    @Override
    public DoubleBatch draw(RandomStreams rng) {
      throw new AssertionError("the mean was asked for");
    }

    @Override
    public double[] logProb(DoubleBatch x0) {
      return new double[rows()];
    }

    @Override
    public Optional<DoubleBatch> mean() {
      return Optional.of(value);
    }
  }

  /** Every kind of sampler: letters and reals, every construction, with and without a condition. */
  static Stream<Sampler<?>> samplers() {
    TimeGrid grid = TimeGrid.uniform(5);
    GaussianNoise noise = GaussianNoise.of(CosineSchedule.create());
    DoubleBatch points = DoubleBatch.of(new double[] {-1, 0}, new double[] {1, 1});
    X0Predictor<DoubleBatch> two = OraclePredictor.of(points, new double[] {1, 2}, noise);
    Prior<DoubleBatch> normal = (rows, rng) -> noise.drawNoise(points.repeat(0, rows), rng);
    return Stream.of(
        GridSampler.of(Masking.prior(2), PredictThenCorrect.of(nine(), SAME), grid),
        GridSampler.of(Masking.prior(2), PredictThenCorrect.of(nine(), MIXTURE), grid),
        GridSampler.of(Masking.prior(2), firstLetterIsB(), grid),
        GridSampler.of(
            Deletion.prior(),
            PredictThenCorrect.of(words(), ReverseKernels.same(DELETION, DELETION)),
            grid),
        GridSampler.of(normal, PredictThenCorrect.of(two, ReverseKernels.same(noise, noise)), grid),
        GridSampler.of(normal, PredictThenCorrect.of(two, ReverseKernels.fresh(noise)), grid));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void resultsDoNotDependOnTheBatchSize(Sampler<?> sampler) {
    RandomStreams rng = RandomStreams.of(31);
    List<Object> together = rows(sampler.draw(64, rng));
    for (int size : new int[] {1, 7, 64}) {
      List<Object> chunks = new ArrayList<>();
      for (int from = 0; from < 64; from += size) {
        chunks.addAll(rows(sampler.draw(Math.min(size, 64 - from), rng.fromRow(from))));
      }
      assertEquals(together, chunks, "chunks of " + size);
    }
    assertTrue(together.stream().distinct().count() > 1);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void resultsDoNotDependOnTheNumberOfThreads(Sampler<?> sampler) {
    RandomStreams rng = RandomStreams.of(32);
    List<Object> parallel =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> rows(sampler.draw(1, rng.fromRow(i))).get(0))
            .toList();
    assertEquals(rows(sampler.draw(64, rng)), parallel);
  }

  private static List<Object> rows(Samples<?> samples) {
    return IntStream.range(0, samples.x0().rows())
        .<Object>mapToObj(i -> samples.x0().gather(i))
        .toList();
  }

  /** Statistically, many rows at once: seed 33, n = 20,000, level 1e-4. */
  @Test
  void manyRowsFollowTheLawOfTheData() {
    LetterBatch x0 =
        GridSampler.of(
                Masking.prior(2), PredictThenCorrect.of(nine(), MIXTURE), TimeGrid.uniform(7))
            .draw(20_000, RandomStreams.of(33))
            .x0();
    Map<LetterBatch, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < x0.rows(); i++) {
      counts.merge(x0.gather(i), 1L, Long::sum);
    }
    Map<LetterBatch, Double> p = Laws.of(NineStates.rows(), NineStates.weights());
    assertTrue(Laws.pValue(p, counts) > 1e-4);
    Map<LetterBatch, Double> wrong = Laws.of(NineStates.rows(), NineStates.independent());
    assertTrue(Laws.pValue(wrong, counts) < 1e-4);
  }
}

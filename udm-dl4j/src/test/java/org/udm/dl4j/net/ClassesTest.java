package org.udm.dl4j.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Adam;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.predict.LossWeights;
import org.udm.core.Times;
import org.udm.core.given.Conditional;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.sample.GridSampler;
import org.udm.core.sample.PredictThenCorrect;
import org.udm.core.schedule.TimeGrid;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.DataSource;
import org.udm.core.train.Objective;
import org.udm.core.train.Trainer;
import org.udm.dl4j.graph.GraphLearner;
import org.udm.dl4j.graph.GraphLearnerOptions;
import org.udm.dl4j.ready.PointGraph;

/** A network is told the class of a row, beside the time, and heeds it. */
class ClassesTest {
  private static final Adam ADAM = new Adam(1e-2);

  static Stream<FloatGraph> networks() {
    return Stream.of(
        FloatGraph.of(
                PointGraph.of(2, ADAM).withWidth(32).withClasses(2).graph(),
                TimeInput.CHANNEL,
                Nets.EPSILON,
                2)
            .withClasses(2),
        FloatGraph.of(Nets.twoInputs(2, ADAM), TimeInput.INPUT, Nets.EPSILON, 2).withClasses(2));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aRowIsPredictedAlikeAloneAndAmongOthers(FloatGraph graph) {
    FloatPredictor predictor = FloatPredictor.of(graph);
    FloatBatch xt = Nets.example(3, 2).xt();
    Times t = Nets.example(3, 2).t();
    FloatBatch together = mean(predictor.given(Labels.of(1, Labels.NONE, 0)), xt, t);
    assertEquals(
        together.gather(0), mean(predictor.givenClass(1), xt.gather(0), t.gather(0)), "class 1");
    assertEquals(together.gather(1), mean(predictor, xt.gather(1), t.gather(1)), "no class");
    assertNotEquals(
        together.gather(2), mean(predictor, xt.gather(2), t.gather(2)), "class 0 is a class");
  }

  private static FloatBatch mean(FloatPredictor predictor, FloatBatch xt, Times t) {
    return predictor.predict(xt, t).mean().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void eachClassIsDrawnWhereItLies(FloatGraph graph) {
    LabelledLoss loss = LabelledLoss.of(graph);
    GraphLearner<Given<FloatBatch, Labels>> learner =
        GraphLearner.of(loss, GraphLearnerOptions.defaults().withAverage(0.95));
    Trainer.of(
            sides(64),
            new Objective<>(
                Conditional.<FloatBatch, Labels, FloatBatch>corruption(Nets.NOISE),
                AntitheticTimes.from(1e-3),
                LossWeights.simple(Nets.PATH)),
            learner)
        .run(0, 600, RandomStreams.of(1));
    FloatPredictor predictor = loss.predictor(learner.network());
    Labels wanted = Labels.all(50, 0).concat(Labels.all(50, 1));
    Given<FloatBatch, Labels> drawn =
        GridSampler.of(
                Conditional.prior(Nets.NOISE.prior(2), wanted),
                PredictThenCorrect.of(
                    Conditional.predictor(predictor::given),
                    Conditional.kernel(GaussianKernel.ddpm(Nets.PATH))),
                TimeGrid.uniform(25))
            .draw(100, RandomStreams.of(2))
            .x0();
    assertEquals(wanted, drawn.c());
    long right =
        IntStream.range(0, 100).filter(i -> drawn.x().at(i, 0) > 0 == wanted.at(i) > 0).count();
    assertTrue(right >= 97, right + " of 100 are on their side"); // seeds 1 and 2: 100
  }

  /** Class 0 about (-1.5, 0), class 1 about (1.5, 0); every tenth label is forgotten. */
  private static DataSource<Given<FloatBatch, Labels>> sides(int batch) {
    return (step, rng) -> {
      Labels labels = Labels.of(IntStream.range(0, batch).map(i -> rng.row(i).index(2)).toArray());
      FloatBatch zeros = FloatBatch.points(new float[batch][2]);
      FloatBatch x =
          Nets.NOISE
              .drawNoise(zeros, rng.named("x"))
              .map((i, e, eps) -> 0.2 * eps + (e == 0 ? 3 * labels.at(i) - 1.5 : 0));
      return new Given<>(x, labels.dropped(0.1, rng.named("dropped")));
    };
  }

  @Test
  void whatTheNetworkIsNotToldIsRefused() {
    FloatGraph none = FloatGraph.of(Nets.twoInputs(0, ADAM), TimeInput.INPUT, Nets.EPSILON, 2);
    FloatPredictor two = FloatPredictor.of(networks().toList().get(0));
    FloatBatch x = FloatBatch.points(new float[2]);
    Times t = Times.all(1, 0.5);
    assertRefused(
        "knows 0 classes", () -> FloatPredictor.of(none).given(Labels.of(0)).predict(x, t));
    assertRefused("knows 2 classes", () -> two.given(Labels.of(2)).predict(x, t));
    assertRefused("give one in [0, 2)", () -> two.givenClass(2));
    assertRefused("one class per row", () -> two.given(Labels.of(0, 1)).predict(x, t));
    assertRefused(
        "beside it",
        () -> FloatGraph.of(Nets.layers(ADAM, 0), TimeInput.NONE, Nets.EPSILON, 2).withClasses(1));
  }

  private static void assertRefused(String part, Executable wrong) {
    String message = assertThrows(IllegalArgumentException.class, wrong).getMessage();
    assertTrue(message.contains(part), message);
  }
}

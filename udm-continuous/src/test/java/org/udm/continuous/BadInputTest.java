package org.udm.continuous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.gaussian.GaussianKernel;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.continuous.gaussian.MonotonePath;
import org.udm.continuous.gaussian.StepVariance;
import org.udm.continuous.gaussian.TabulatedPath;
import org.udm.continuous.gaussian.VariancePreserving;
import org.udm.continuous.linear.Blur;
import org.udm.continuous.linear.BlurWidth;
import org.udm.continuous.linear.ColdDegradation;
import org.udm.continuous.linear.ColdKernels;
import org.udm.continuous.linear.DctBasis;
import org.udm.continuous.linear.LinearCorruption;
import org.udm.continuous.linear.LinearKernel;
import org.udm.continuous.linear.NoiseLevel;
import org.udm.continuous.linear.PartlyFreshKernel;
import org.udm.continuous.predict.MixtureOracle;
import org.udm.continuous.sample.KnownRegion;
import org.udm.continuous.sample.Resampled;
import org.udm.continuous.solve.AncestralTransition;
import org.udm.continuous.solve.ChurnedHeun;
import org.udm.continuous.solve.FlowTransition;
import org.udm.continuous.solve.Langevin;
import org.udm.continuous.solve.ReverseSde;
import org.udm.core.Times;
import org.udm.core.random.RandomStreams;
import org.udm.core.reverse.ReverseKernel;
import org.udm.core.reverse.ReverseKernels;
import org.udm.core.sample.Transition;
import org.udm.core.schedule.TimeGrid;

/** What a user can get wrong gives one line that says what, where and what is allowed. */
class BadInputTest {
  private static final RandomStreams RNG = RandomStreams.of(1);
  private static final GaussianPath PATH = VariancePreserving.standard();
  private static final GaussianCorruption NOISE = GaussianCorruption.of(PATH);
  private static final LinearCorruption HEAT =
      LinearCorruption.of(
          Blur.of(DctBasis.of(1, 4, 4), BlurWidth.logarithmic(0.5, 3), NoiseLevel.constant(0.01)));
  private static final FloatBatch IMAGE = image(1, 4, 4);
  private static final FloatBatch LARGER = image(1, 5, 4);
  private static final FloatBatch COLOURED = image(3, 4, 4);
  private static final MixtureOracle ORACLE = MixtureOracle.ofPoints(PATH, IMAGE);

  private static FloatBatch image(int... shape) {
    return FloatBatch.of(shape, new float[shape[0] * shape[1] * shape[2]]);
  }

  private static String message(Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  /** Fresh noise does not look at x_t, and all others must find it in the shape of x_0. */
  static Stream<ReverseKernel<FloatBatch>> kernels() {
    return Stream.concat(Stream.of(ReverseKernels.fresh(NOISE)), thoseThatLook());
  }

  static Stream<ReverseKernel<FloatBatch>> thoseThatLook() {
    ColdDegradation blur = ColdDegradation.of(HEAT.spectrum());
    return Stream.of(
        GaussianKernel.ddpm(PATH),
        GaussianKernel.ddim(PATH, 0.5),
        LinearKernel.markov(HEAT),
        PartlyFreshKernel.of(NOISE, NOISE, (t, s) -> 0.5),
        ColdKernels.naive(blur),
        ColdKernels.improved(blur),
        ReverseKernels.same(NOISE, NOISE));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aKernelGoesBackOnly(ReverseKernel<FloatBatch> kernel) {
    for (double s : new double[] {0.4, 0.6}) {
      String message = message(() -> kernel.step(IMAGE, IMAGE, Times.of(0.4), Times.of(s), RNG));
      assertEquals(
          "row 0 asks for a reverse step from t = 0.4 to s = %s: s must be smaller than t"
              .formatted(s),
          message);
    }
  }

  @ParameterizedTest
  @MethodSource("thoseThatLook")
  void aKernelTakesImagesOfOneShape(ReverseKernel<FloatBatch> kernel) {
    for (FloatBatch other : List.of(LARGER, COLOURED)) {
      message(() -> kernel.step(IMAGE, other, Times.of(0.4), Times.of(0.2), RNG));
    }
  }

  static Stream<Transition<FloatBatch>> transitions() {
    Transition<FloatBatch> euler = new FlowTransition(ORACLE, PATH, FlowTransition.Method.EULER);
    return Stream.of(
        euler,
        new FlowTransition(ORACLE, PATH, FlowTransition.Method.HEUN),
        new ReverseSde(ORACLE, PATH, 1),
        ChurnedHeun.of(ORACLE, PATH, 0.1),
        Langevin.corrector(euler, ORACLE, PATH, 1, 0.16),
        new Resampled(euler, PATH, 2),
        new AncestralTransition(ORACLE, GaussianKernel.ddpm(PATH), StepVariance.LARGE));
  }

  @ParameterizedTest
  @MethodSource("transitions")
  void aStepGoesBackOnlyAndKnowsItsShape(Transition<FloatBatch> step) {
    assertTrue(
        message(() -> step.step(IMAGE, Times.of(0.4), Times.of(0.6), RNG))
            .contains("from t = 0.4 to s = 0.6: s must be smaller than t"));
    for (FloatBatch other : List.of(LARGER, COLOURED)) {
      String message = message(() -> step.step(other, Times.of(0.4), Times.of(0.2), RNG));
      assertTrue(message.contains("[1, 4, 4]"), message);
    }
    assertTrue(
        message(() -> step.step(IMAGE, Times.of(0.4, 0.4), Times.of(0.2, 0.2), RNG))
            .contains("2 times for a batch of 1 rows"));
  }

  @Test
  void anImageOfAnotherSizeOrChannelCountIsRefused() {
    Map<String, Function<FloatBatch, Object>> calls =
        Map.of(
            "heat", x -> HEAT.corrupt(x, x, Times.of(0.5)),
            "heat, against its noise", x -> HEAT.corrupt(IMAGE, x, Times.of(0.5)),
            "noise", x -> NOISE.corrupt(IMAGE, x, Times.of(0.5)),
            "noise posterior", x -> NOISE.draw(x, IMAGE, Times.of(0.5), RNG),
            "oracle", x -> ORACLE.predict(x, Times.of(0.5)),
            "known region", x -> KnownRegion.everyRow(IMAGE, IMAGE).onPrediction(x, RNG),
            "more rows", IMAGE::concat);
    calls.forEach(
        (name, call) -> {
          for (FloatBatch other : List.of(LARGER, COLOURED)) {
            String message = message(() -> call.apply(other));
            assertTrue(message.contains("[1, 4, 4]"), name + ": " + message);
          }
        });
  }

  @Test
  void schedulesAndGridsMustBeMonotone() {
    assertEquals(
        "a time grid goes from 0.5 to 0.7 at entry 2: it must decrease",
        message(() -> TimeGrid.of(1, 0.5, 0.7, 0)));
    assertTrue(
        message(() -> MonotonePath.of(t -> Math.min(t, 0.75 - t), t -> 1, 0.001))
            .endsWith("it must be finite and increase strictly"));
    assertTrue(message(() -> TabulatedPath.ofAlphas(1, 0.5, 0.6)).contains("0.6"));
    for (double eta : new double[] {-0.1, 1.1, Double.NaN}) {
      assertEquals(
          "eta is %s: it must be in [0, 1]".formatted(eta),
          message(() -> GaussianKernel.ddim(PATH, eta)));
      assertEquals(
          "eta is %s: it must be in [0, 1]".formatted(eta),
          message(() -> new ReverseSde(ORACLE, PATH, eta)));
    }
  }
}

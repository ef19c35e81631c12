package org.udm.continuous.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.Labels;
import org.udm.continuous.gaussian.CosinePath;
import org.udm.continuous.gaussian.GaussianCorruption;
import org.udm.continuous.predict.LossWeights;
import org.udm.continuous.predict.Parametrization;
import org.udm.core.Times;
import org.udm.core.given.Given;
import org.udm.core.random.RandomStreams;
import org.udm.core.train.AntitheticTimes;
import org.udm.core.train.Example;
import org.udm.core.train.Objective;
import org.udm.core.train.Weight;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.parameter.Weights;

/** The loss is the one that the papers write. */
class SquaredErrorTest {
  private static final CosinePath PATH = CosinePath.standard();
  private static final GaussianCorruption NOISE = GaussianCorruption.of(PATH);
  private static final FloatNetwork NETWORK =
      PointMlp.of(PointMlpShape.of(3).withWidth(16).withBlocks(1).withClasses(2));
  private static final int ROWS = 6;

  private final FloatBatch x0 = Nets.items(new int[] {3}, ROWS, 1);
  private final FloatBatch eps = Nets.items(new int[] {3}, ROWS, 2);

  private static SquaredError<FloatBatch> loss(Parametrization parametrization) {
    return SquaredError.of(new X0Network(NETWORK, Readout.of(parametrization, PATH)));
  }

  private Example<FloatBatch> example(Times t, Weight weight) {
    double[] weights = new double[ROWS];
    java.util.Arrays.setAll(weights, i -> weight.at(t.at(i)));
    return new Example<>(x0, NOISE.corrupt(x0, eps, t), t, weights);
  }

  /** The network's own output for an example, [B, 3]. */
  private static float[] output(Weights weights, Example<FloatBatch> example) {
    return TensorScope.infer(
        s ->
            NETWORK
                .forward(
                    weights,
                    Tensor.of(example.xt().toArray(), ROWS, 3),
                    Tensor.of(example.t().toArray(), ROWS),
                    Labels.all(ROWS, Labels.NONE))
                .floats());
  }

  private static double value(
      SquaredError<FloatBatch> loss, Weights weights, Example<FloatBatch> example) {
    return TensorScope.infer(
        s -> loss.of(weights, example, loss.units(example.x0())).loss().item());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.1, 0.5, 0.9, 0.999})
  void theSimpleWeightGivesTheErrorOfTheNoise(double time) {
    Times t = Times.all(ROWS, time);
    Example<FloatBatch> example = example(t, LossWeights.simple(PATH));
    try (Weights weights = Nets.wild(NETWORK, Nets.runtime())) {
      float[] output = output(weights, example);
      double mean = 0; // of |eps - F|^2: Ho et al. (DDPM), 2020, equation 14
      for (int k = 0; k < output.length; k++) {
        mean += Math.pow(eps.at(k / 3, k % 3) - output[k], 2) / output.length;
      }
      // near t = 0, x_t - alpha x_0 keeps few digits of sigma eps in F32
      double tolerance = Math.max(1e-5, 1e-6 / PATH.sigma(time));
      assertEquals(
          mean, value(loss(Parametrization.epsilon()), weights, example), tolerance * mean);
    }
  }

  @Test
  void velocityAndEdmHaveWeightsOfTheirOwn() {
    Times t = Nets.times(ROWS, 3);
    Weight snrPlusOne = time -> 1 + LossWeights.simple(PATH).at(time);
    Example<FloatBatch> example = example(t, snrPlusOne);
    try (Weights weights = Nets.wild(NETWORK, Nets.runtime())) {
      float[] output = output(weights, example);
      double mean = 0; // of |v - F|^2: Salimans and Ho, 2022, section 4, weight SNR + 1
      for (int k = 0; k < output.length; k++) {
        int i = k / 3;
        double v = PATH.alpha(t.at(i)) * eps.at(i, k % 3) - PATH.sigma(t.at(i)) * x0.at(i, k % 3);
        mean += Math.pow(v - output[k], 2) / output.length;
      }
      assertEquals(mean, value(loss(Parametrization.velocity()), weights, example), 1e-5 * mean);
      // planted: another weight is another loss
      assertTrue(
          Math.abs(mean - value(loss(Parametrization.velocity()), weights, example(t, time -> 1)))
              > 0.1 * mean);
    }
  }

  @Test
  void rowsAndPartsAddUp() {
    Times t = Nets.times(ROWS, 3);
    Example<FloatBatch> example = example(t, LossWeights.simple(PATH));
    SquaredError<FloatBatch> loss = loss(Parametrization.epsilon());
    try (Weights weights = Nets.wild(NETWORK, Nets.runtime())) {
      double whole = value(loss, weights, example);
      double[] rows = TensorScope.infer(s -> loss.of(weights, example, ROWS * 3L).rowLosses());
      double sum = 0;
      for (int i = 0; i < ROWS; i++) {
        sum += rows[i] * example.weights()[i] / ROWS;
      }
      assertEquals(whole, sum, 1e-5 * whole);
      double parts =
          TensorScope.infer(
              s ->
                  loss.of(weights, example.slice(0, 2), ROWS * 3L).loss().item()
                      + loss.of(weights, example.slice(2, ROWS), ROWS * 3L).loss().item());
      assertEquals(whole, parts, 1e-5 * whole);
    }
  }

  @Test
  void classesReachTheNetwork() {
    Times t = Nets.times(ROWS, 3);
    Example<FloatBatch> example = example(t, Weight.one());
    SquaredError<Given<FloatBatch, Labels>> given =
        SquaredError.given(new X0Network(NETWORK, Readout.of(Parametrization.epsilon(), PATH)));
    try (Weights weights = Nets.wild(NETWORK, Nets.runtime())) {
      double[] none = rowLosses(given, weights, example, Labels.all(ROWS, Labels.NONE));
      assertArrayEquals(
          TensorScope.infer(
              s -> loss(Parametrization.epsilon()).of(weights, example, 18).rowLosses()),
          none);
      double[] mixed = rowLosses(given, weights, example, Labels.of(0, 1, -1, 0, 1, -1));
      for (int i = 0; i < ROWS; i++) {
        assertEquals(i % 3 == 2, mixed[i] == none[i], "row " + i);
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> rowLosses(given, weights, example, Labels.all(ROWS, 2)));
    }
  }

  private static double[] rowLosses(
      SquaredError<Given<FloatBatch, Labels>> loss,
      Weights weights,
      Example<FloatBatch> example,
      Labels labels) {
    Example<Given<FloatBatch, Labels>> given =
        new Example<>(
            new Given<>(example.x0(), labels),
            new Given<>(example.xt(), labels),
            example.t(),
            example.weights());
    return TensorScope.infer(s -> loss.of(weights, given, 18).rowLosses());
  }

  @Test
  void anInfiniteWeightIsRefused() {
    Example<FloatBatch> example = example(Times.all(ROWS, 0), LossWeights.simple(PATH));
    try (Weights weights = Nets.wild(NETWORK, Nets.runtime())) {
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class,
              () -> value(loss(Parametrization.epsilon()), weights, example));
      assertTrue(error.getMessage().contains("t = 0.0"), error.getMessage());
    }
    // as the objective draws them, times are above 0
    Objective<FloatBatch, FloatBatch> objective =
        new Objective<>(NOISE, AntitheticTimes.from(1e-3), LossWeights.simple(PATH));
    try (Weights weights = Nets.wild(NETWORK, Nets.runtime())) {
      assertTrue(
          Double.isFinite(
              value(
                  loss(Parametrization.epsilon()),
                  weights,
                  objective.example(x0, RandomStreams.of(1)))));
    }
  }
}

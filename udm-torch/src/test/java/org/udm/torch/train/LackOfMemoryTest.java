package org.udm.torch.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.udm.core.Batch;
import org.udm.core.Times;
import org.udm.core.train.Example;
import org.udm.torch.DeviceMemoryException;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.optim.LearningRate;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.Parameter;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Weights;

/** A batch that a device has no room for costs nothing but itself, and fits in parts. */
class LackOfMemoryTest {
  private static final int ROOM = 2; // rows
  private static final String LACK =
      "CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of 79.10 GiB of which 1.12 GiB is free.";

  private static final TorchRuntime RUNTIME =
      TorchRuntime.of(
          RuntimeOptions.defaults().withDevice("cpu").withThreads(1).withPrecision(Precision.FP32));

  @Test
  void theWeightsAreThoseOfTheStepsBefore() {
    try (LossLearner<Numbers> learner = learner(1);
        LossLearner<Numbers> other = learner(1)) {
      learner.step(example(1));
      DeviceMemoryException lack =
          assertThrows(DeviceMemoryException.class, () -> learner.step(example(1, 2, 3)));
      assertTrue(lack.getMessage().contains("2.50 GiB asked for, 1.12 GiB of 79.10 GiB free"));
      assertEquals(1, learner.steps());
      learner.step(example(2, 5));

      other.step(example(1));
      other.step(example(2, 5));
      assertArrayEquals(weights(other), weights(learner));
    }
  }

  @Test
  void partsOfABatchFitWhereTheWholeDoesNot() {
    try (LossLearner<Numbers> learner = learner(2)) {
      assertEquals(3, learner.step(example(1, 2, 3)).rowLosses().length);
      assertEquals(1, learner.steps());
    }
  }

  @Test
  void anotherFailureIsThrownAsItIs() {
    try (LossLearner<Numbers> learner = learner(1)) {
      assertEquals(
          "negative",
          assertThrows(IllegalStateException.class, () -> learner.step(example(-1))).getMessage());
    }
  }

  private static LossLearner<Numbers> learner(int parts) {
    LearnerOptions options = LearnerOptions.of(LearningRate.constant(0.1)).withParts(parts);
    return LossLearner.of(Line.of(), options, RUNTIME);
  }

  private static Example<Numbers> example(double... values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    Numbers x0 = new Numbers(values);
    return new Example<>(x0, x0, Times.all(values.length, 0.5), ones);
  }

  private static double[] weights(LossLearner<Numbers> learner) {
    return TensorScope.infer(scope -> learner.state().get(LossLearner.WEIGHTS + "slope").doubles());
  }

  /** Rows of one number each. */
  private record Numbers(double[] values) implements Batch<Numbers> {
    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public Numbers gather(int... index) {
      return new Numbers(Arrays.stream(index).mapToDouble(i -> values[i]).toArray());
    }

    @Override
    public Numbers concat(Numbers other) {
      throw new UnsupportedOperationException();
    }
  }

  /** The mean of (slope x)^2, on a device with room for a few rows. */
  private record Line(ParameterLayout layout, Parameter slope) implements Loss<Numbers> {
    static Line of() {
      ParameterLayout.Builder builder = ParameterLayout.builder();
      Parameter slope = builder.declare("slope", Initialization.ONES, 1);
      return new Line(builder.build(), slope);
    }

    @Override
    public long units(Numbers x0) {
      return x0.rows();
    }

    @Override
    public Part of(Weights weights, Example<Numbers> some, long unitsOfBatch) {
      double[] x = some.x0().values();
      if (x.length > ROOM) {
        throw new RuntimeException(LACK);
      }
      if (x[0] < 0) {
        throw new IllegalStateException("negative");
      }
      float[] single = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        single[i] = (float) x[i];
      }
      Tensor y = weights.exact(slope).multiply(RUNTIME.tensor(single, single.length));
      Tensor squares = y.multiply(y);
      return Part.of(squares.sum().divide(unitsOfBatch), squares, UnaryOperator.identity());
    }
  }
}

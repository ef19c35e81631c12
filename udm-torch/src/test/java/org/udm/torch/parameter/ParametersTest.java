package org.udm.torch.parameter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.udm.torch.DataType;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;

class ParametersTest {
  private static TorchRuntime runtime(Precision precision) {
    return TorchRuntime.of(
        RuntimeOptions.defaults()
            .withDevice("cpu")
            .withThreads(1)
            .withPrecision(precision)
            .withSeed(11));
  }

  @Test
  void matricesComeFirst() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Parameter gain = builder.declare("gain", Initialization.ONES, 3);
    Parameter matrix = builder.in("a").in("b").declare("weight", Initialization.ZEROS, 2, 3);
    Parameter bias = builder.declare("bias", Initialization.ZEROS, 2);
    ParameterLayout layout = builder.build();
    assertEquals("a.b.weight", matrix.name());
    assertEquals(0, layout.offset(matrix));
    assertEquals(6, layout.offset(gain));
    assertEquals(9, layout.offset(bias));
    assertEquals(11, layout.size());
    assertEquals(6, layout.matrixSize());
    try (Parameters parameters = Parameters.of(layout, runtime(Precision.FP32))) {
      assertArrayEquals(
          new float[] {0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0}, parameters.values().floats());
      assertArrayEquals(new long[] {2, 3}, parameters.weights().exact(matrix).shape());
      assertSame(parameters.weights().exact(matrix), parameters.weights().product(matrix));
    }
  }

  @Test
  void wrongDeclarationsAreRefused() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Parameter declared = builder.declare("x", Initialization.ZEROS, 1);
    assertThrows(
        IllegalArgumentException.class, () -> builder.declare("x", Initialization.ZEROS, 1));
    assertThrows(
        IllegalArgumentException.class, () -> builder.declare("y", Initialization.ZEROS, 0));
    ParameterLayout.Builder other = ParameterLayout.builder();
    other.declare("x", Initialization.ZEROS, 1);
    assertThrows(IllegalArgumentException.class, () -> other.build().offset(declared));
    assertThrows(IllegalArgumentException.class, () -> Initialization.normal(-1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Parameters.of(ParameterLayout.builder().build(), runtime(Precision.FP32)));
  }

  @Test
  void initialValuesDependOnSeedAndNameOnly() {
    Parameter a = ParameterLayout.builder().declare("a", Initialization.normal(0.5), 50, 40);
    ParameterLayout.Builder later = ParameterLayout.builder();
    later.declare("before", Initialization.normal(0.5), 7);
    Parameter sameName = later.declare("a", Initialization.normal(0.5), 50, 40);
    Parameter otherName = later.declare("b", Initialization.normal(0.5), 50, 40);
    float[] values = InitialValues.draw(a, 1);
    assertArrayEquals(values, InitialValues.draw(sameName, 1));
    assertNotEquals(values[0], InitialValues.draw(otherName, 1)[0]);
    assertNotEquals(values[0], InitialValues.draw(a, 2)[0]);
    double mean = 0;
    double square = 0;
    for (float v : values) {
      mean += v / values.length;
      square += (double) v * v / values.length;
    }
    // 2,000 values: standard errors 0.5/sqrt(2000) = 0.011 and 0.25 sqrt(2/2000) = 0.008; six of
    // each, one in 1e9
    assertEquals(0, mean, 0.07);
    assertEquals(0.25, square, 0.05);
  }

  @Test
  void gradientsAccumulateInTheFlatTensor() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Parameter w = builder.declare("w", new Initialization(2, 0), 2, 2);
    Parameter b = builder.declare("b", new Initialization(3, 0), 2);
    ParameterLayout layout = builder.build();
    for (Precision precision : Precision.values()) {
      try (Parameters parameters = Parameters.of(layout, runtime(precision))) {
        parameters.zeroGradient();
        for (int microBatch = 0; microBatch < 2; microBatch++) {
          TensorScope.run(
              scope -> {
                Weights weights = parameters.weights();
                Tensor product = weights.product(w);
                assertEquals(
                    precision == Precision.FP32 ? DataType.F32 : DataType.BF16, product.type());
                Tensor y = product.multiply(product).sum().to(DataType.F32);
                parameters.backward(y.add(weights.exact(b).sum().multiply(5)).multiply(0.5));
                return null;
              });
        }
        assertArrayEquals(new float[] {4, 4, 4, 4, 5, 5}, parameters.gradient().floats());
      }
    }
  }

  @Test
  void everyWeightOfALargeNetworkGetsItsRoundedGradient() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Parameter w = builder.declare("w", new Initialization(1, 0), 1500, 1500);
    try (Parameters parameters = Parameters.of(builder.build(), runtime(Precision.BF16))) {
      parameters.zeroGradient();
      TensorScope.run(
          scope -> {
            Tensor product = parameters.weights().product(w);
            parameters.backward(product.multiply(product).sum());
            return null;
          });
      float[] expected = new float[1500 * 1500];
      Arrays.fill(expected, 2);
      assertArrayEquals(expected, parameters.gradient().floats());
    }
  }

  @Test
  void theRoundedCopyFollowsTheValues() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Parameter w = builder.declare("w", Initialization.normal(1), 8, 8);
    try (Parameters parameters = Parameters.of(builder.build(), runtime(Precision.BF16))) {
      for (int change = 0; change < 3; change++) {
        float[] exact = parameters.weights().exact(w).floats();
        float[] rounded = parameters.weights().product(w).floats();
        for (int i = 0; i < exact.length; i++) {
          // bfloat16 keeps 8 significant bits: half a unit of the last is at most 2^-8 of the value
          assertEquals(exact[i], rounded[i], Math.abs(exact[i]) / 256 + 1e-30);
        }
        TensorScope.infer(scope -> parameters.values().addInPlace(0.37));
      }
    }
  }

  @Test
  void weightsOfAnotherSizeAreRefused() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    builder.declare("w", Initialization.ZEROS, 8, 8);
    ParameterLayout layout = builder.build();
    TorchRuntime runtime = runtime(Precision.FP32);
    Tensor flat = runtime.zeros(DataType.F32, 63);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Weights.of(runtime, layout, flat))
            .getMessage();
    assertTrue(message.contains("63") && message.contains("64"), message);
    assertTrue(Arrays.equals(new long[] {63}, flat.shape()));
  }
}

package org.udm.torch.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Parameters;

class OptimTest {
  private static final int MATRIX = 12;
  private static final int SIZE = 17;

  private Parameters parameters;

  @BeforeEach
  void build() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    builder.declare("vector", Initialization.normal(1), 5);
    builder.declare("matrix", Initialization.normal(1), 3, 4);
    parameters =
        Parameters.of(
            builder.build(),
            TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1)));
  }

  @AfterEach
  void free() {
    parameters.close();
  }

  @SuppressWarnings("try") // The scope frees the copy.
  private void setGradient(double[] gradient) {
    try (TensorScope scope = TensorScope.inference()) {
      parameters.gradient().copyInPlace(Tensor.of(gradient, SIZE));
    }
  }

  @Test
  void adamWFollowsItsEquations() {
    AdamWOptions options = new AdamWOptions(0.8, 0.95, 1e-3, 0.3);
    SplittableRandom random = new SplittableRandom(2);
    double[] p = parameters.values().doubles();
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    try (AdamW optimizer = AdamW.of(parameters, options)) {
      for (int k = 1; k <= 12; k++) {
        double rate = 0.01 * k;
        double[] g = random.doubles(SIZE, -2, 2).toArray();
        setGradient(g);
        optimizer.step(parameters, rate);
        for (int i = 0; i < SIZE; i++) {
          m[i] = 0.8 * m[i] + 0.2 * g[i];
          v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i];
          double decay = i < MATRIX ? 0.3 : 0;
          p[i] -= rate * decay * p[i];
          p[i] -=
              rate
                  * (m[i] / (1 - Math.pow(0.8, k)))
                  / (Math.sqrt(v[i] / (1 - Math.pow(0.95, k))) + 1e-3);
        }
        double[] found = parameters.values().doubles();
        for (int i = 0; i < SIZE; i++) {
          assertEquals(p[i], found[i], 1e-5, "weight " + i + " after step " + k);
        }
      }
      assertEquals(12, optimizer.steps());
    }
  }

  @Test
  void clippingScalesToTheNorm() {
    double[] gradient = new double[SIZE];
    gradient[0] = 3;
    gradient[SIZE - 1] = 4;
    setGradient(gradient);
    assertEquals(5, GradientClipping.clip(parameters, 10), 1e-6);
    assertEquals(3, parameters.gradient().doubles()[0], 1e-6);
    assertEquals(5, GradientClipping.clip(parameters, 1), 1e-6);
    assertEquals(0.6, parameters.gradient().doubles()[0], 1e-6);
    assertEquals(0.8, parameters.gradient().doubles()[SIZE - 1], 1e-6);
    assertEquals(1, GradientClipping.clip(parameters, Double.POSITIVE_INFINITY), 1e-6);
    gradient[1] = Double.NaN;
    setGradient(gradient);
    assertTrue(Double.isNaN(GradientClipping.clip(parameters, 1)));
    assertEquals(3, parameters.gradient().doubles()[0], 1e-6);
    assertThrows(IllegalArgumentException.class, () -> GradientClipping.clip(parameters, 0));
  }

  @Test
  void theAverageFollowsItsRecursion() {
    for (MovingAverage.WarmUp warmUp : MovingAverage.WarmUp.values()) {
      double[] expected = parameters.values().doubles();
      try (MovingAverage average = MovingAverage.of(parameters, 0.7, warmUp)) {
        for (int k = 0; k < 30; k++) {
          TensorScope.infer(scope -> parameters.values().addInPlace(0.5));
          average.update(parameters);
          double d =
              warmUp == MovingAverage.WarmUp.OFF ? 0.7 : Math.min(0.7, (1.0 + k) / (10.0 + k));
          double[] p = parameters.values().doubles();
          for (int i = 0; i < SIZE; i++) {
            expected[i] = d * expected[i] + (1 - d) * p[i];
          }
        }
        double[] found = average.values().doubles();
        for (int i = 0; i < SIZE; i++) {
          assertEquals(expected[i], found[i], 1e-4);
        }
        assertEquals(30, average.steps());
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> MovingAverage.of(parameters, 1, MovingAverage.WarmUp.OFF));
  }

  @Test
  void ratesRiseAndFall() {
    LearningRate cosine = LearningRate.cosine(1, 0.1, 10, 110);
    assertEquals(0.1, cosine.at(0), 1e-12);
    assertEquals(1, cosine.at(9), 1e-12);
    assertEquals(1, cosine.at(10), 1e-12);
    assertEquals(0.55, cosine.at(60), 1e-12);
    assertEquals(0.1, cosine.at(110), 1e-12);
    assertEquals(0.1, cosine.at(1_000_000), 1e-12);
    LearningRate linear = LearningRate.linear(1, 0.2, 0, 100);
    assertEquals(1, linear.at(0), 1e-12);
    assertEquals(0.6, linear.at(50), 1e-12);
    assertEquals(0.2, linear.at(500), 1e-12);
    assertEquals(0.3, LearningRate.constant(0.3).at(77));
    assertThrows(IllegalArgumentException.class, () -> LearningRate.constant(0));
    assertThrows(IllegalArgumentException.class, () -> LearningRate.cosine(1, 2, 0, 10));
    assertThrows(IllegalArgumentException.class, () -> LearningRate.linear(1, 0, 10, 10));
  }

  @Test
  void constantsAreValidated() {
    assertThrows(IllegalArgumentException.class, () -> AdamWOptions.defaults().withBetas(1, 0.9));
    assertThrows(IllegalArgumentException.class, () -> AdamWOptions.defaults().withEpsilon(0));
    assertThrows(IllegalArgumentException.class, () -> AdamWOptions.defaults().withWeightDecay(-1));
  }
}

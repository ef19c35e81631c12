package org.udm.torch.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.udm.torch.AttentionOrder;
import org.udm.torch.DataType;
import org.udm.torch.Precision;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Parameters;
import org.udm.torch.parameter.Weights;

/** Every layer against its formula in plain Java, and its gradient against finite differences. */
class LayerTest {
  private static final Initialization LAW = Initialization.normal(0.5);
  private static final int B = 2;
  private static final int L = 5;
  private static final int D = 8;
  private static final int H = 2;

  private final SplittableRandom random = new SplittableRandom(6);
  private TensorScope scope;
  private TorchRuntime runtime;

  @BeforeEach
  void open() {
    runtime = TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1));
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private double[] numbers(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  private Tensor tensor(double[] data, long... shape) {
    return Tensor.of(data, shape).to(DataType.F32);
  }

  /** A layer, its parameters, and how it is run. */
  private record Case(
      String name, Function<ParameterLayout.Builder, BiFunction<Weights, Tensor, Tensor>> build) {}

  private List<Case> cases() {
    AttentionContext plain = AttentionContext.of(AttentionOrder.BIDIRECTIONAL);
    return List.of(
        new Case("linear", b -> Linear.of(b, D, 3, Bias.LEARNED, LAW)::forward),
        new Case("layer norm", b -> LayerNorm.of(b, D, Bias.LEARNED)::forward),
        new Case("rms norm", b -> RmsNorm.of(b, D)::forward),
        new Case("mlp", b -> Mlp.of(b, D, 12, Bias.LEARNED, LAW, LAW)::forward),
        new Case(
            "attention",
            b -> {
              Attention layer = Attention.of(b, D, H, Bias.NONE, LAW, LAW);
              return (w, x) -> layer.forward(w, x, plain);
            }),
        new Case(
            "causal attention with rotary positions",
            b -> {
              Attention layer = Attention.of(b, D, H, Bias.LEARNED, LAW, LAW);
              return (w, x) ->
                  layer.forward(
                      w,
                      x,
                      AttentionContext.of(AttentionOrder.CAUSAL)
                          .withTurns(RotaryPositions.of(D / H).turns(runtime, L)));
            }),
        new Case(
            "embedding and tied head",
            b -> {
              Embedding layer = Embedding.of(b, 6, D, LAW);
              return (w, x) ->
                  layer.logits(w, x.add(layer.forward(w, Tensor.of(new int[] {1, 5, 0, 1, 2}, L))));
            }),
        new Case(
            "learned positions",
            b -> {
              LearnedPositions layer = LearnedPositions.of(b, L + 2, D, LAW);
              return (w, x) -> x.multiply(layer.forward(w, L));
            }),
        new Case(
            "convolution",
            b -> {
              Convolution layer = Convolution.of(b, L, 3, 3, 2, LAW);
              return (w, x) -> layer.forward(w, x.view(B, L, 2, D / 2));
            }),
        new Case(
            "group norm",
            b -> {
              GroupNorm layer = GroupNorm.of(b, L - 1, 2);
              return (w, x) -> layer.forward(w, x.narrow(1, 1, L - 1));
            }),
        new Case(
            "time and adaptive norm",
            b -> {
              TimeEmbedding time = TimeEmbedding.of(b.in("time"), 4, LAW);
              AdaptiveNorm norm = AdaptiveNorm.of(b.in("norm"), 4, D);
              return (w, x) -> {
                AdaptiveNorm.Modulation m =
                    norm.forward(w, time.forward(w, new double[] {0.3, 0.9}));
                return m.join(x, m.enter(x).gelu());
              };
            }));
  }

  @TestFactory
  List<DynamicTest> gradientsMatchFiniteDifferences() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case layer : cases()) {
      tests.add(DynamicTest.dynamicTest(layer.name(), () -> checkGradient(layer)));
    }
    return tests;
  }

  private void checkGradient(Case layer) {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    BiFunction<Weights, Tensor, Tensor> forward = layer.build().apply(builder);
    try (Parameters parameters = Parameters.of(builder.build(), runtime)) {
      int size = (int) parameters.layout().size();
      // Away from the special initial values 0 and 1, whose gradients vanish.
      TensorScope.infer(s -> parameters.values().addInPlace(tensor(numbers(size), size)));
      Tensor x = tensor(numbers(B * L * D), B, L, D);
      Tensor probe =
          TensorScope.infer(s -> s.keep(forward.apply(parameters.weights(), x).detach()));
      Tensor direction = tensor(numbers((int) probe.elements()), probe.shape());
      Function<Weights, Tensor> loss = w -> forward.apply(w, x).multiply(direction).sum();

      parameters.zeroGradient();
      parameters.backward(loss.apply(parameters.weights()));
      double[] gradient = parameters.gradient().doubles();
      for (int trial = 0; trial < 12; trial++) {
        int i = random.nextInt(size);
        // Central difference: error h^2 f'''/6 + 1e-6 |f| / h, both near 1e-4 at h = 1e-2 for
        // values of order 1.
        double h = 1e-2;
        double up = shifted(parameters, i, h, loss);
        double down = shifted(parameters, i, -2 * h, loss);
        shifted(parameters, i, h, loss);
        double expected = (up - down) / (2 * h);
        assertEquals(expected, gradient[i], 5e-3 * (1 + Math.abs(expected)), "weight " + i);
      }
    }
  }

  private static double shifted(
      Parameters parameters, int index, double by, Function<Weights, Tensor> loss) {
    return TensorScope.infer(
        s -> {
          parameters.values().narrow(0, index, 1).addInPlace(by);
          return loss.apply(parameters.weights()).item();
        });
  }

  @Test
  void linearIsItsFormula() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Linear layer = Linear.of(builder, 3, 2, Bias.LEARNED, LAW);
    try (Parameters parameters = Parameters.of(builder.build(), runtime)) {
      double[] p = {1, 2, 3, 4, 5, 6, 0.5, -0.5};
      TensorScope.infer(s -> parameters.values().copyInPlace(Tensor.of(p, 8)));
      Tensor y =
          layer.forward(parameters.weights(), tensor(new double[] {1, 0, -1, 2, 2, 2}, 2, 3));
      assertArrayEquals(new double[] {-1.5, -2.5, 12.5, 29.5}, y.doubles(), 1e-6);
    }
  }

  @Test
  void normsAreTheirFormulas() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    LayerNorm layerNorm = LayerNorm.of(builder.in("layer"), D, Bias.NONE);
    RmsNorm rmsNorm = RmsNorm.of(builder.in("rms"), D);
    double[] x = numbers(3 * D);
    try (Parameters parameters = Parameters.of(builder.build(), runtime)) {
      double[] gains = numbers(2 * D);
      TensorScope.infer(s -> parameters.values().copyInPlace(Tensor.of(gains, 2 * D)));
      double[] layer = layerNorm.forward(parameters.weights(), tensor(x, 3, D)).doubles();
      double[] rms = rmsNorm.forward(parameters.weights(), tensor(x, 3, D)).doubles();
      for (int row = 0; row < 3; row++) {
        double mean = 0;
        double square = 0;
        for (int i = 0; i < D; i++) {
          mean += x[row * D + i] / D;
          square += x[row * D + i] * x[row * D + i] / D;
        }
        for (int i = 0; i < D; i++) {
          double v = x[row * D + i];
          assertEquals(
              gains[i] * (v - mean) / Math.sqrt(square - mean * mean + 1e-5),
              layer[row * D + i],
              1e-4);
          assertEquals(gains[D + i] * v / Math.sqrt(square + 1e-5), rms[row * D + i], 1e-4);
        }
      }
    }
  }

  @Test
  void geluAndSiluAreTheirFormulas() {
    double[] x = {-3, -1, -0.1, 0, 0.5, 2};
    double[] gelu = Tensor.of(x, 6).gelu().doubles();
    double[] silu = Tensor.of(x, 6).silu().doubles();
    for (int i = 0; i < x.length; i++) {
      assertEquals(x[i] * normalDistribution(x[i]), gelu[i], 1e-9);
      assertEquals(x[i] / (1 + Math.exp(-x[i])), silu[i], 1e-12);
    }
  }

  /** Phi by Simpson's rule. */
  private static double normalDistribution(double x) {
    int n = 2000;
    double h = x / n;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double weight = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-0.5 * (i * h) * (i * h));
    }
    return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  @TestFactory
  List<DynamicTest> attentionIsItsFormula() {
    List<DynamicTest> tests = new ArrayList<>();
    boolean[] padded = {true, true, true, true, true, true, true, true, false, false};
    for (AttentionOrder order : AttentionOrder.values()) {
      for (boolean[] mask : new boolean[][] {null, padded}) {
        for (boolean rotary : new boolean[] {false, true}) {
          String name = order + (mask == null ? "" : ", padded") + (rotary ? ", rotary" : "");
          tests.add(DynamicTest.dynamicTest(name, () -> checkAttention(order, mask, rotary)));
        }
      }
    }
    return tests;
  }

  private void checkAttention(AttentionOrder order, boolean[] mask, boolean rotary) {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Attention layer = Attention.of(builder, D, H, Bias.NONE, LAW, LAW);
    double[] x = numbers(B * L * D);
    try (Parameters parameters = Parameters.of(builder.build(), runtime)) {
      AttentionContext context = AttentionContext.of(order);
      if (mask != null) {
        context = context.withKeyMask(Tensor.of(mask, B, L));
      }
      if (rotary) {
        context = context.withTurns(RotaryPositions.of(D / H).turns(runtime, L));
      }
      double[] found = layer.forward(parameters.weights(), tensor(x, B, L, D), context).doubles();
      double[] p = parameters.values().doubles();
      for (int b = 0; b < B; b++) {
        for (int l = 0; l < L; l++) {
          double[] expected = slowAttention(p, x, b, l, order, mask, rotary);
          for (int d = 0; d < D; d++) {
            assertEquals(expected[d], found[(b * L + l) * D + d], 1e-4);
          }
        }
      }
    }
  }

  /** One output row, from the weights [3D, D] then [D, D]. */
  private static double[] slowAttention(
      double[] p, double[] x, int b, int l, AttentionOrder order, boolean[] mask, boolean rotary) {
    int width = D / H;
    double[] mixed = new double[D];
    for (int h = 0; h < H; h++) {
      double[] q = turned(projected(p, x, b, l, h * width), l, rotary);
      double total = 0;
      for (int m = 0; m < L; m++) {
        if (order == AttentionOrder.CAUSAL && m > l || mask != null && !mask[b * L + m]) {
          continue;
        }
        double[] k = turned(projected(p, x, b, m, D + h * width), m, rotary);
        double[] v = projected(p, x, b, m, 2 * D + h * width);
        double score = 0;
        for (int i = 0; i < width; i++) {
          score += q[i] * k[i];
        }
        double weight = Math.exp(score / Math.sqrt(width));
        total += weight;
        for (int i = 0; i < width; i++) {
          mixed[h * width + i] += weight * v[i];
        }
      }
      for (int i = 0; i < width; i++) {
        mixed[h * width + i] /= total;
      }
    }
    double[] y = new double[D];
    for (int d = 0; d < D; d++) {
      for (int i = 0; i < D; i++) {
        y[d] += p[3 * D * D + d * D + i] * mixed[i];
      }
    }
    return y;
  }

  private static double[] projected(double[] p, double[] x, int b, int l, int firstRow) {
    double[] y = new double[D / H];
    for (int r = 0; r < y.length; r++) {
      for (int i = 0; i < D; i++) {
        y[r] += p[(firstRow + r) * D + i] * x[(b * L + l) * D + i];
      }
    }
    return y;
  }

  private static double[] turned(double[] x, int position, boolean rotary) {
    if (!rotary) {
      return x;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length / 2; i++) {
      double angle = position * Math.pow(10_000, -2.0 * i / x.length);
      y[2 * i] = x[2 * i] * Math.cos(angle) - x[2 * i + 1] * Math.sin(angle);
      y[2 * i + 1] = x[2 * i] * Math.sin(angle) + x[2 * i + 1] * Math.cos(angle);
    }
    return y;
  }

  @Test
  void timesAreEmbeddedByCosinesAndSines() {
    float[] features = TimeEmbedding.features(Tensor.of(new double[] {0, 0.25}, 2)).floats();
    assertEquals(1, features[0]);
    assertEquals(0, features[128]);
    assertEquals(Math.cos(250), features[256], 1e-6);
    assertEquals(Math.sin(250 * Math.pow(10_000, -127.0 / 128)), features[256 + 255], 1e-6);
  }

  @Test
  void anAdaptiveBranchStartsAsTheIdentity() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    AdaptiveNorm norm = AdaptiveNorm.of(builder, 4, D);
    double[] x = numbers(B * L * D);
    try (Parameters parameters = Parameters.of(builder.build(), runtime)) {
      AdaptiveNorm.Modulation m = norm.forward(parameters.weights(), tensor(numbers(B * 4), B, 4));
      Tensor input = tensor(x, B, L, D);
      assertArrayEquals(x, m.join(input, m.enter(input)).doubles(), 1e-6);
    }
  }

  @TestFactory
  List<DynamicTest> roundedProductsStayClose() {
    TorchRuntime rounding =
        TorchRuntime.of(
            RuntimeOptions.defaults()
                .withDevice("cpu")
                .withThreads(1)
                .withPrecision(Precision.BF16));
    List<DynamicTest> tests = new ArrayList<>();
    for (Case layer : cases()) {
      tests.add(
          DynamicTest.dynamicTest(
              layer.name(),
              () -> {
                ParameterLayout.Builder builder = ParameterLayout.builder();
                BiFunction<Weights, Tensor, Tensor> forward = layer.build().apply(builder);
                ParameterLayout layout = builder.build();
                Tensor x = tensor(numbers(B * L * D), B, L, D);
                try (Parameters exact = Parameters.of(layout, runtime);
                    Parameters rounded = Parameters.of(layout, rounding)) {
                  double[] expected = forward.apply(exact.weights(), x).doubles();
                  double[] found = forward.apply(rounded.weights(), x).doubles();
                  for (int i = 0; i < expected.length; i++) {
                    // Sums of about ten products, each rounded to 2^-9 three times: 0.03 of the
                    // scale.
                    assertEquals(expected[i], found[i], 0.03 * (1 + Math.abs(expected[i])));
                  }
                }
              }));
    }
    return tests;
  }

  @Test
  void wrongSizesAreRefused() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    assertThrows(
        IllegalArgumentException.class, () -> Attention.of(builder, 10, 3, Bias.NONE, LAW, LAW));
    assertThrows(IllegalArgumentException.class, () -> RotaryPositions.of(3));
    LearnedPositions positions = LearnedPositions.of(builder, 4, D, LAW);
    try (Parameters parameters = Parameters.of(builder.build(), runtime)) {
      assertThrows(
          IllegalArgumentException.class, () -> positions.forward(parameters.weights(), 5));
    }
  }
}

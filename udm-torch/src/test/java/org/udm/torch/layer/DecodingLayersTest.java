package org.udm.torch.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.udm.torch.AttentionOrder;
import org.udm.torch.DataType;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;
import org.udm.torch.parameter.Initialization;
import org.udm.torch.parameter.ParameterLayout;
import org.udm.torch.parameter.Parameters;

/**
 * Attention to another sequence against its formula, and cached attention against the whole row.
 */
class DecodingLayersTest {
  private static final Initialization LAW = Initialization.normal(0.5);
  private static final int B = 3;
  private static final int L = 7;
  private static final int M = 4;
  private static final int D = 8;
  private static final int H = 2;

  private final SplittableRandom random = new SplittableRandom(8);
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

  private static Tensor tensor(double[] data, long... shape) {
    return Tensor.of(data, shape).to(DataType.F32);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void cachedAttentionIsThatOfTheWholeRow(int prompt) {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Attention layer = Attention.of(builder, D, H, Bias.LEARNED, LAW, LAW);
    Tensor turns = RotaryPositions.of(D / H).turns(runtime, L);
    AttentionContext plain = AttentionContext.of(AttentionOrder.CAUSAL);
    Tensor x = tensor(numbers(B * L * D), B, L, D);
    try (Parameters parameters = Parameters.of(builder.build(), runtime);
        KeyValueCache cache = KeyValueCache.empty()) {
      double[] whole = layer.forward(parameters.weights(), x, plain.withTurns(turns)).doubles();
      int[] rows = {0, 1, 2};
      for (int from = 0; from < L; from += from == 0 ? prompt : 1) {
        int count = from == 0 ? prompt : 1;
        if (from == 4) { // rows may be left out and change places
          cache.keep(Tensor.of(new long[] {2, 0}, 2));
          rows = new int[] {2, 0};
        }
        Tensor part = x.indexSelect(0, Tensor.of(rows, rows.length)).narrow(1, from, count);
        double[] found =
            layer
                .forward(
                    parameters.weights(),
                    part,
                    plain.withTurns(turns.narrow(0, from, count)),
                    cache)
                .doubles();
        for (int r = 0; r < rows.length; r++) {
          for (int k = 0; k < count * D; k++) {
            assertEquals(whole[(rows[r] * L + from) * D + k], found[r * count * D + k], 1e-5);
          }
        }
      }
      if (prompt < L) {
        Tensor two = x.narrow(1, 0, 2);
        String message =
            assertThrows(
                    IllegalArgumentException.class,
                    () -> layer.forward(parameters.weights(), two, plain, cache))
                .getMessage();
        assertTrue(message.contains("2 positions for a cache that holds 7"), message);
      }
    }
  }

  /** Blocks see those before them and themselves; what is forgotten is as if it never was. */
  @Test
  void cachedBlocksAreThoseOfTheMaskedRow() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Attention layer = Attention.of(builder, D, H, Bias.LEARNED, LAW, LAW);
    int block = 2;
    boolean[] sight = new boolean[L * L];
    for (int q = 0; q < L; q++) {
      for (int k = 0; k < L; k++) {
        sight[q * L + k] = k / block <= q / block;
      }
    }
    AttentionContext both = AttentionContext.of(AttentionOrder.BIDIRECTIONAL);
    Tensor x = tensor(numbers(B * L * D), B, L, D);
    try (Parameters parameters = Parameters.of(builder.build(), runtime);
        KeyValueCache cache = KeyValueCache.empty()) {
      double[] whole =
          layer
              .forward(parameters.weights(), x, both.withSight(runtime.tensor(sight, 1, L, L)))
              .doubles();
      for (int from = 0; from < L; from += block) {
        int count = Math.min(block, L - from);
        Tensor other = tensor(numbers(B * count * D), B, count, D);
        layer.forward(parameters.weights(), other, both, cache);
        cache.forgetAfter(from);
        Tensor part = x.narrow(1, from, count);
        try (KeyValueCache copy = cache.of(Tensor.of(new long[] {1}, 1))) {
          double[] alone =
              layer.forward(parameters.weights(), part.narrow(0, 1, 1), both, copy).doubles();
          double[] found = layer.forward(parameters.weights(), part, both, cache).doubles();
          for (int b = 0; b < B; b++) {
            for (int k = 0; k < count * D; k++) {
              assertEquals(whole[(b * L + from) * D + k], found[b * count * D + k], 1e-5);
            }
          }
          for (int k = 0; k < alone.length; k++) {
            assertEquals(found[count * D + k], alone[k], 1e-5);
          }
        }
      }
      assertThrows(IllegalArgumentException.class, () -> cache.forgetAfter(L + 1));
    }
  }

  @Test
  void attentionOfSomePlacesIsThatOfAll() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    Attention layer = Attention.of(builder, D, H, Bias.LEARNED, LAW, LAW);
    boolean[] real = new boolean[B * L];
    for (int i = 0; i < real.length; i++) {
      real[i] = i % L < L - i / L;
    }
    AttentionContext context =
        AttentionContext.of(AttentionOrder.BIDIRECTIONAL)
            .withKeyMask(runtime.tensor(real, B, L))
            .withTurns(RotaryPositions.of(D / H).turns(runtime, L));
    Tensor x = tensor(numbers(B * L * D), B, L, D);
    int[] rows = {0, 0, 0, 2}; // of the middle row none, of the others not as many
    int[] positions = {0, 1, 3, 2};
    try (Parameters parameters = Parameters.of(builder.build(), runtime)) {
      double[] whole = layer.forward(parameters.weights(), x, context).doubles();
      Places places = Places.of(runtime, rows, positions, B, L);
      double[] found =
          places.trimmed(layer.forward(parameters.weights(), x, context, places)).doubles();
      assertEquals(rows.length * D, found.length);
      for (int k = 0; k < found.length; k++) {
        int place = rows[k / D] * L + positions[k / D];
        assertEquals(whole[place * D + k % D], found[k], 1e-5);
      }
    }
  }

  @Test
  void crossAttentionIsItsFormula() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    CrossAttention layer = CrossAttention.of(builder, D, H, Bias.NONE, LAW, LAW);
    double[] x = numbers(B * L * D);
    double[] memory = numbers(B * M * D);
    boolean[] real = {true, true, true, true, true, false, false, false, true, true, true, false};
    try (Parameters parameters = Parameters.of(builder.build(), runtime)) {
      CrossAttention.Memory read =
          layer.read(parameters.weights(), tensor(memory, B, M, D), runtime.tensor(real, B, M));
      double[] found = layer.forward(parameters.weights(), tensor(x, B, L, D), read).doubles();
      double[] p = parameters.values().doubles(); // query [D, D], keyValue [2 D, D], output [D, D]
      for (int b = 0; b < B; b++) {
        for (int l = 0; l < L; l++) {
          double[] expected = slow(p, x, memory, real, b, l);
          for (int d = 0; d < D; d++) {
            assertEquals(expected[d], found[(b * L + l) * D + d], 1e-5);
          }
        }
      }
      // rows of a memory
      double[] some =
          layer
              .forward(
                  parameters.weights(),
                  tensor(x, B, L, D).narrow(0, 1, 1),
                  read.of(Tensor.of(new long[] {1}, 1)))
              .doubles();
      for (int k = 0; k < some.length; k++) {
        assertEquals(found[L * D + k], some[k], 1e-5);
      }
    }
  }

  /** Row {@code r} of a [?, D] matrix at {@code offset} times a vector of D numbers. */
  private static double product(double[] p, int offset, int r, double[] vectors, int vector) {
    double sum = 0;
    for (int d = 0; d < D; d++) {
      sum += p[offset + r * D + d] * vectors[vector * D + d];
    }
    return sum;
  }

  private static double[] slow(
      double[] p, double[] x, double[] memory, boolean[] real, int b, int l) {
    int width = D / H;
    double[] mixed = new double[D];
    for (int h = 0; h < H; h++) {
      double[] scores = new double[M];
      double sum = 0;
      for (int m = 0; m < M; m++) {
        double dot = 0;
        for (int k = h * width; k < (h + 1) * width; k++) {
          dot += product(p, 0, k, x, b * L + l) * product(p, D * D, k, memory, b * M + m);
        }
        scores[m] = real[b * M + m] ? Math.exp(dot / Math.sqrt(width)) : 0;
        sum += scores[m];
      }
      for (int m = 0; m < M; m++) {
        for (int k = h * width; k < (h + 1) * width; k++) {
          mixed[k] += scores[m] / sum * product(p, D * D, D + k, memory, b * M + m);
        }
      }
    }
    double[] y = new double[D];
    for (int d = 0; d < D; d++) {
      y[d] = product(p, 3 * D * D, d, mixed, 0);
    }
    return y;
  }

  @Test
  void gradientsReachTheOtherSequence() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    CrossAttention layer = CrossAttention.of(builder, D, H, Bias.LEARNED, LAW, LAW);
    Tensor x = tensor(numbers(B * L * D), B, L, D);
    Tensor memory = tensor(numbers(B * M * D), B, M, D);
    Tensor direction = tensor(numbers(B * L * D), B, L, D);
    try (Parameters parameters = Parameters.of(builder.build(), runtime)) {
      parameters.zeroGradient();
      parameters.backward(loss(layer, parameters, x, memory, direction));
      double[] gradient = parameters.gradient().doubles();
      double h = 1e-2;
      for (int i = 0; i < gradient.length; i += 13) {
        int weight = i;
        double[] losses = new double[3];
        for (int side = 0; side < 3; side++) { // up, down, and back where it was
          double by = side == 1 ? -2 * h : h;
          TensorScope.infer(s -> parameters.values().narrow(0, weight, 1).addInPlace(by));
          losses[side] = loss(layer, parameters, x, memory, direction).item();
        }
        double expected = (losses[0] - losses[1]) / (2 * h);
        assertEquals(expected, gradient[i], 5e-3 * (1 + Math.abs(expected)), "weight " + i);
      }
    }
  }

  private static Tensor loss(
      CrossAttention layer, Parameters parameters, Tensor x, Tensor memory, Tensor direction) {
    return layer
        .forward(parameters.weights(), x, layer.read(parameters.weights(), memory, null))
        .multiply(direction)
        .sum();
  }
}

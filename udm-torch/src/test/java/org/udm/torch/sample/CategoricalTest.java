package org.udm.torch.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.udm.torch.RuntimeOptions;
import org.udm.torch.Tensor;
import org.udm.torch.TensorScope;
import org.udm.torch.TorchRuntime;

class CategoricalTest {
  static {
    TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1));
  }

  @Test
  void drawsInvertTheDistributionFunction() {
    SplittableRandom random = new SplittableRandom(4);
    int rows = 5;
    int vocabulary = 7;
    int perRow = 11;
    double[] logits = random.doubles(rows * vocabulary, -4, 4).toArray();
    logits[2 * vocabulary] = Double.NEGATIVE_INFINITY;
    logits[3 * vocabulary + vocabulary - 1] = Double.NEGATIVE_INFINITY;
    double[] uniforms = random.doubles(rows * perRow).toArray();
    uniforms[2 * perRow] = 0;
    uniforms[3 * perRow] = Math.nextDown(1.0);
    int[] drawn = Categorical.draw(Tensor.of(logits, rows, vocabulary), uniforms);
    for (int i = 0; i < drawn.length; i++) {
      int row = i / perRow;
      assertEquals(
          slowDraw(
              Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary), uniforms[i]),
          drawn[i]);
    }
    assertEquals(1, drawn[2 * perRow], "an impossible first token is not drawn at u = 0");
    assertEquals(vocabulary - 2, drawn[3 * perRow], "nor an impossible last one at u near 1");
  }

  private static int slowDraw(double[] logits, double uniform) {
    double total = Arrays.stream(logits).map(Math::exp).sum();
    double sum = 0;
    for (int v = 0; v < logits.length; v++) {
      sum += Math.exp(logits[v]) / total;
      if (sum > uniform) {
        return v;
      }
    }
    throw new AssertionError();
  }

  @Test
  void chunksDoNotMatter() {
    // 9 million logits: three chunks
    int rows = 90;
    int vocabulary = 100_000;
    float[] logits = new float[rows * vocabulary];
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextDouble(8);
    }
    double[] uniforms = random.doubles(rows).toArray();
    try (Tensor all = Tensor.of(logits, rows, vocabulary)) {
      int[] together = Categorical.draw(all, uniforms);
      for (int row : new int[] {0, 41, 42, 89}) {
        assertArrayEquals(
            new int[] {together[row]},
            Categorical.draw(all.narrow(0, row, 1), new double[] {uniforms[row]}));
      }
    }
  }

  /**
   * One mode and 262,144 tokens 20.5 nats below it: the tail has probability p = q / (1 + q), q =
   * 262,144 exp(-20.5) = 3.28e-4, so of 100,000 draws 32.8 fall into it. The interval [10, 66]
   * holds with probability above 1 - 1e-5 (Poisson); a sampler that never reaches the tail fails it
   * with certainty.
   */
  @Test
  void theTailIsDrawnAsOftenAsItShould() {
    int tail = 262_144;
    float[] logits = new float[tail + 1];
    Arrays.fill(logits, -20.5f);
    logits[0] = 0;
    double[] uniforms = new SplittableRandom(20_500).doubles(100_000).toArray();
    int[] drawn = Categorical.draw(Tensor.of(logits, 1, tail + 1), uniforms);
    long hits = Arrays.stream(drawn).filter(v -> v > 0).count();
    assertTrue(hits >= 10 && hits <= 66, "tail hit " + hits + " times, 32.8 expected");
    int[] distinct = Arrays.stream(drawn).filter(v -> v > 0).distinct().toArray();
    assertTrue(distinct.length > hits - 3, "the hits lie on different tokens");
  }

  /**
   * The same tail by inversion in 32 bits: past the mode every step of the distribution function is
   * below half a unit of the last place, so the tail has no probability at all.
   */
  @Test
  void thirtyTwoBitsWouldNeverDrawTheTail() {
    float sum = 1;
    for (int v = 0; v < 262_144; v++) {
      sum += (float) Math.exp(-20.5);
    }
    assertEquals(1f, sum);
  }

  @Test
  void aTemperatureScalesAndTopPCuts() {
    double[] law = {0.05, 0.5, 0.15, 0.3};
    double[] logits = Arrays.stream(law).map(Math::log).toArray();
    Tensor x = Tensor.of(logits, 1, 4);
    assertArrayEquals(law, Categorical.filter(x, 1, 1).softmax(1).doubles(), 1e-12);
    double[] sharp = Categorical.filter(x, 0.5, 1).softmax(1).doubles();
    double sum = Arrays.stream(law).map(p -> p * p).sum();
    for (int v = 0; v < 4; v++) {
      assertEquals(law[v] * law[v] / sum, sharp[v], 1e-12);
    }
    assertArrayEquals(
        new double[] {0, 0.625, 0, 0.375},
        Categorical.filter(x, 1, 0.75).softmax(1).doubles(),
        1e-12);
    assertArrayEquals(
        new double[] {0, 1, 0, 0}, Categorical.filter(x, 1, 1e-9).softmax(1).doubles(), 1e-12);
    assertArrayEquals(logits, x.doubles(), "the argument is unchanged");
  }

  @Test
  void wrongArgumentsAreRefused() {
    Tensor x = Tensor.of(new double[] {0, 1, 2, Double.NaN}, 2, 2);
    assertThrows(IllegalArgumentException.class, () -> Categorical.draw(x, new double[] {0.5}));
    assertThrows(IllegalArgumentException.class, () -> Categorical.draw(x, new double[] {0.5, 1}));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Categorical.draw(x, new double[] {0.5, 0.5}))
            .getMessage();
    assertTrue(message.contains("row 1"), message);
    assertThrows(IllegalArgumentException.class, () -> Categorical.filter(x, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Categorical.filter(x, 1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> Categorical.draw(x.select(0, 0), new double[1]));
    assertEquals(
        0, TensorScope.infer(s -> Categorical.draw(x.narrow(0, 0, 0), new double[0])).length);
  }
}

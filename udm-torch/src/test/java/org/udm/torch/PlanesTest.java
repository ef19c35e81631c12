package org.udm.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every operation on planes against loops in plain Java. */
class PlanesTest {
  private final SplittableRandom random = new SplittableRandom(2);
  private TensorScope scope;

  @BeforeEach
  void open() {
    TorchRuntime.of(RuntimeOptions.defaults().withDevice("cpu").withThreads(1));
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private double[] numbers(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 1, 5, 4", "3, 2, 1, 5, 4", "3, 2, 1, 6, 7", "1, 1, 0, 3, 3", "5, 1, 2, 4, 3"})
  void convolutionsAreSums(int kernel, int stride, int padding, int height, int width) {
    int rows = 2;
    int in = 3;
    int out = 2;
    double[] x = numbers(rows * in * height * width);
    double[] w = numbers(out * in * kernel * kernel);
    double[] bias = numbers(out);
    Tensor y =
        Planes.convolve(
            Tensor.of(x, rows, in, height, width),
            Tensor.of(w, out, in, kernel, kernel),
            Tensor.of(bias, out),
            stride,
            padding);
    int high = (height + 2 * padding - kernel) / stride + 1;
    int wide = (width + 2 * padding - kernel) / stride + 1;
    assertArrayEquals(new long[] {rows, out, high, wide}, y.shape());
    double[] found = y.doubles();
    for (int at = 0; at < found.length; at++) {
      int j = at % wide;
      int i = at / wide % high;
      int o = at / (wide * high) % out;
      int b = at / (wide * high * out);
      double sum = bias[o];
      for (int c = 0; c < in; c++) {
        for (int u = 0; u < kernel; u++) {
          for (int v = 0; v < kernel; v++) {
            int row = stride * i + u - padding;
            int column = stride * j + v - padding;
            if (row >= 0 && row < height && column >= 0 && column < width) {
              sum +=
                  w[((o * in + c) * kernel + u) * kernel + v]
                      * x[((b * in + c) * height + row) * width + column];
            }
          }
        }
      }
      assertEquals(sum, found[at], 1e-12);
    }
  }

  @Test
  void groupNormsNormaliseGroups() {
    int channels = 6;
    int groups = 3;
    int pixels = 5;
    double[] x = numbers(2 * channels * pixels);
    double[] gain = numbers(channels);
    double[] bias = numbers(channels);
    double[] found =
        Planes.groupNorm(
                Tensor.of(x, 2, channels, pixels, 1),
                groups,
                Tensor.of(gain, channels),
                Tensor.of(bias, channels),
                1e-3)
            .doubles();
    int count = channels / groups * pixels; // of one group in one row
    for (int at = 0; at < x.length; at++) {
      int first = at / count * count;
      double mean = 0;
      double square = 0;
      for (int k = first; k < first + count; k++) {
        mean += x[k] / count;
        square += x[k] * x[k] / count;
      }
      int c = at / pixels % channels;
      double expected = gain[c] * (x[at] - mean) / Math.sqrt(square - mean * mean + 1e-3) + bias[c];
      assertEquals(expected, found[at], 1e-12);
    }
  }

  @Test
  void enlargingRepeatsPixels() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 1, 2, 3);
    float[] found = Planes.enlarge(x).floats();
    assertArrayEquals(
        new float[] {1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 4, 4, 5, 5, 6, 6},
        found);
  }

  @Test
  void stackingMovesBlocksIntoChannelsAndSpreadingMovesThemBack() {
    int rows = 2;
    int channels = 3;
    int k = 2;
    int height = 2;
    int width = 3;
    double[] x = numbers(rows * channels * k * height * k * width);
    Tensor tensor = Tensor.of(x, rows, channels, k * height, k * width);
    Tensor y = Planes.stack(tensor, k);
    assertArrayEquals(new long[] {rows, channels * k * k, height, width}, y.shape());
    double[] found = y.doubles();
    for (int at = 0; at < found.length; at++) {
      int j = at % width;
      int i = at / width % height;
      int stacked = at / (width * height); // (b C + c) k k + u k + v
      int v = stacked % k;
      int u = stacked / k % k;
      int plane = stacked / (k * k);
      assertEquals(
          x[(plane * k * height + k * i + u) * k * width + k * j + v], found[at], "at " + at);
    }
    assertArrayEquals(x, Planes.spread(y, k).doubles());
  }
}

package org.udm.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorTest {
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

  @Test
  void arraysComeBackAsTheyWent() {
    float[] floats = {1.5f, -2, Float.MIN_VALUE, Float.NEGATIVE_INFINITY};
    double[] doubles = {Math.PI, -0.0, 1e-300};
    int[] ints = {Integer.MIN_VALUE, 0, 7};
    long[] longs = {Long.MAX_VALUE, -1};
    assertArrayEquals(floats, Tensor.of(floats, 2, 2).floats());
    assertArrayEquals(doubles, Tensor.of(doubles, 3).doubles());
    assertArrayEquals(ints, Tensor.of(ints, 3, 1).ints());
    assertArrayEquals(longs, Tensor.of(longs, 2).longs());
    assertArrayEquals(new int[] {1, 0}, Tensor.of(new boolean[] {true, false}, 2).ints());
    assertArrayEquals(new float[0], Tensor.of(new float[0], 0, 3).floats());
    assertArrayEquals(new long[] {2, 2}, Tensor.of(floats, 2, 2).shape());
  }

  @Test
  void aViewComesBackInRowMajorOrder() {
    Tensor x = Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
    assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, x.transpose(0, 1).floats());
    assertArrayEquals(new float[] {1, 4}, x.select(1, 1).floats());
    assertArrayEquals(new float[] {1, 2, 4, 5}, x.narrow(1, 1, 2).floats());
    assertArrayEquals(new float[] {2, 5}, x.split(1, 2, 1)[1].floats());
    assertArrayEquals(new float[] {3, 4, 5}, x.chunk(0, 2)[1].floats());
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, Tensor.cat(0, x.chunk(0, 2)).floats());
    assertArrayEquals(
        new float[] {3, 4, 5, 0, 1, 2}, x.indexSelect(0, Tensor.of(new int[] {1, 0}, 2)).floats());
    assertArrayEquals(new float[] {2, 3}, x.gather(1, Tensor.of(new long[] {2, 0}, 2, 1)).floats());
    assertArrayEquals(new float[] {4, 5}, x.maskedSelect(x.greater(3)).floats());
  }

  @Test
  void theWrongLengthIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[5], 2, 3));
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[0], -1));
  }

  @Test
  void bytesComeBackAsTheyWent() throws IOException {
    for (DataType type : DataType.values()) {
      Tensor x = Tensor.of(new float[] {1, 0, 3, 100, 5, 6}, 2, 3).to(type);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      x.transpose(0, 1).writeTo(Channels.newChannel(bytes));
      assertEquals(6 * type.bytes(), bytes.size());
      Tensor y = Tensor.of(new float[6], 3, 2).to(type);
      y.readInPlace(Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())));
      assertArrayEquals(x.transpose(0, 1).doubles(), y.doubles(), type.name());
      assertThrows(
          EOFException.class,
          () ->
              y.readInPlace(
                  Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray(), 0, 3))));
    }
  }

  @Test
  void crossEntropyIsMinusTheLogProbabilityOfTheTarget() {
    SplittableRandom random = new SplittableRandom(1);
    int rows = 7;
    int vocabulary = 5;
    double[] logits = random.doubles(rows * vocabulary, -3, 3).toArray();
    int[] targets = random.ints(rows, 0, vocabulary).toArray();
    double[] found =
        Tensor.of(logits, rows, vocabulary).crossEntropy(Tensor.of(targets, rows)).doubles();
    for (int n = 0; n < rows; n++) {
      double sum = 0;
      for (int v = 0; v < vocabulary; v++) {
        sum += Math.exp(logits[n * vocabulary + v]);
      }
      assertEquals(Math.log(sum) - logits[n * vocabulary + targets[n]], found[n], 1e-12);
    }
  }

  @Test
  void countLessOrEqualCounts() {
    Tensor sorted = Tensor.of(new double[] {0.1, 0.5, 0.5, 1.0}, 1, 4);
    Tensor queries = Tensor.of(new double[] {0, 0.1, 0.49, 0.5, 0.99, 1.0}, 1, 6);
    assertArrayEquals(new int[] {0, 1, 1, 3, 3, 4}, sorted.countLessOrEqual(queries).ints());
  }

  @Test
  void aLeafGathersItsGradientInPlace() {
    Tensor values = Tensor.of(new float[] {1, 2, 3, 4}, 4);
    Tensor gradient = Tensor.of(new float[4], 4);
    Tensor leaf = values.narrow(0, 1, 2).leaf(gradient.narrow(0, 1, 2));
    leaf.multiply(leaf).sum().backward();
    leaf.multiply(10).sum().backward();
    assertArrayEquals(new float[] {0, 14, 16, 0}, gradient.floats());
  }

  @Test
  void aChangeInPlaceIsSeenInTheVersion() {
    Tensor x = Tensor.of(new float[] {1, 2}, 2);
    long before = x.version();
    x.narrow(0, 0, 1).addInPlace(1);
    assertEquals(before + 1, x.version());
    assertArrayEquals(new float[] {2, 2}, x.floats());
  }
}
